import { useState } from "preact/hooks";
import type { MonitorDetail, MonitorEntry } from "../../src/protocol/driftPanel.ts";
import { Button } from "../ui/Button.tsx";
import { Menu, type MenuItem } from "../ui/Menu.tsx";
import { Icon } from "../ui/Icon.tsx";
import { snoozes, type DriftModel } from "./driftModel.ts";

export interface HeaderActionsProps {
  readonly model: DriftModel;
  readonly entry: MonitorEntry;
  readonly detail: MonitorDetail;
  /** Where there is little room all but what is needed most goes into the menu. */
  readonly isNarrow: boolean;
}

/** What can be done about the verdict; retraining is the way out where it is offered. */
export function HeaderActions({ model, entry, detail, isNarrow }: HeaderActionsProps) {
  const { retrain } = detail;
  const open = openKeys(detail);
  const isChecking = entry.progress !== null;
  return (
    <div class="sx-actions" role="group" aria-label="Actions">
      {retrain?.isOffered === true && (
        <Button kind="primary" onPress={() => model.act("retrain")}>
          <Icon name="play" slot="start" />
          Launch Retraining
        </Button>
      )}
      <Button
        kind={retrain?.isOffered === true ? "secondary" : "primary"}
        isDisabled={isChecking}
        onPress={() => model.act("check")}
      >
        Check Now
      </Button>
      {open.length > 0 && (
        <Button onPress={() => model.changeAlerts(open, "acknowledge")}>Acknowledge</Button>
      )}
      {!isNarrow && <RoomyActions model={model} detail={detail} open={open} />}
      <MenuButton
        label="More…"
        items={[
          ...(isNarrow ? narrowItems(model, detail) : []),
          ...moreItems(model, entry, detail),
        ]}
      />
    </div>
  );
}

interface RoomyActionsProps {
  readonly model: DriftModel;
  readonly detail: MonitorDetail;
  readonly open: readonly string[];
}

function RoomyActions({ model, detail, open }: RoomyActionsProps) {
  const { report, acceptBlocked } = detail;
  return (
    <>
      {open.length > 0 && <MenuButton label="Snooze…" items={snoozeItems(model, open)} />}
      {open.length > 0 && <Button onPress={() => model.changeAlerts(open, "mute")}>Mute</Button>}
      {report?.drift != null && <AcceptButton model={model} blocked={acceptBlocked} />}
      {report !== null && <MenuButton label="Export…" items={exportItems(model)} />}
    </>
  );
}

function openKeys({ alerts }: MonitorDetail): string[] {
  return alerts.filter(({ state }) => state === "open").map(({ key }) => key);
}

export function snoozeItems(model: DriftModel, keys: readonly string[]): MenuItem[] {
  return snoozes.map(({ label, durationMs }) => ({
    label,
    run: () => model.snoozeAlerts(keys, durationMs),
  }));
}

function narrowItems(model: DriftModel, detail: MonitorDetail): MenuItem[] {
  const open = openKeys(detail);
  const hasDrift = detail.report?.drift != null;
  const alertItems: MenuItem[] = [
    ...snoozeItems(model, open).map((item) => ({ ...item, label: `Snooze ${item.label}` })),
    { label: "Mute", run: () => model.changeAlerts(open, "mute") },
  ];
  const acceptItem: MenuItem = {
    label: "Accept Current as Reference",
    isDisabled: detail.acceptBlocked !== null,
    run: () => model.act("acceptReference"),
  };
  const exports = exportItems(model).map((item) => ({ ...item, label: `Export as ${item.label}` }));
  return [
    ...(open.length === 0 ? [] : alertItems),
    ...(hasDrift ? [acceptItem] : []),
    ...(detail.report === null ? [] : exports),
  ];
}

interface AcceptButtonProps {
  readonly model: DriftModel;
  readonly blocked: string | null;
}

function AcceptButton({ model, blocked }: AcceptButtonProps) {
  return (
    <span title={blocked ?? "The current data become what later checks compare with"}>
      <Button isDisabled={blocked !== null} onPress={() => model.act("acceptReference")}>
        Accept Current as Reference
      </Button>
    </span>
  );
}

function exportItems(model: DriftModel): MenuItem[] {
  return [
    { label: "HTML Page", run: () => model.exportReport("html") },
    { label: "Markdown", run: () => model.exportReport("markdown") },
    { label: "JSON", run: () => model.exportReport("json") },
  ];
}

function moreItems(model: DriftModel, entry: MonitorEntry, detail: MonitorDetail): MenuItem[] {
  const run = detail.report?.drift?.reference.run ?? null;
  const commit = run?.commit ?? null;
  const isComparison = entry.kind === "comparison";
  return [
    {
      label: "Open Reference Run",
      isDisabled: run === null,
      run: () => model.host.notify("openRun", { run: run?.id ?? "" }),
    },
    {
      label:
        commit === null ? "Open Reference Commit" : `Open Reference Commit ${commit.slice(0, 8)}`,
      isDisabled: commit === null,
      run: () => model.host.notify("openCommit", { commit: commit ?? "" }),
    },
    isComparison
      ? {
          label: "Remove Comparison",
          isFirstOfGroup: true,
          run: () => model.act("removeComparison"),
        }
      : { label: "Show Configuration", isFirstOfGroup: true, run: () => model.openConfig(null) },
  ];
}

export interface MenuButtonProps {
  readonly label: string;
  readonly items: readonly MenuItem[];
}

/** A button under which a menu opens. */
export function MenuButton({ label, items }: MenuButtonProps) {
  const [place, setPlace] = useState<{ readonly x: number; readonly y: number } | null>(null);
  return (
    <>
      <Button
        onPress={(event) => {
          const box = (event.currentTarget as Element).getBoundingClientRect();
          setPlace({ x: box.left, y: box.bottom + 2 });
        }}
      >
        {label}
      </Button>
      {place !== null && (
        <Menu label={label} {...place} items={items} onClose={() => setPlace(null)} />
      )}
    </>
  );
}
