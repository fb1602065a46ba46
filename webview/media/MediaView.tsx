import { useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import type { Run } from "../../src/core/runs/run.ts";
import { useStore } from "../host/store.ts";
import type { PanelModel } from "../runs/panelModel.ts";
import { useVirtualizer } from "../table/useVirtualizer.ts";
import { Dropdown } from "../ui/Dropdown.tsx";
import { Icon } from "../ui/Icon.tsx";
import { TextField } from "../ui/TextField.tsx";
import { ImageViewer } from "./ImageViewer.tsx";
import { MediaCard, type Places } from "./MediaCard.tsx";
import type { MediaFiles } from "./mediaFiles.ts";
import { collectSequences, mediaRowHeight, mediaRows, type MediaSequence } from "./mediaModel.ts";
import { useMediaFiles, useMediaList } from "./useMedia.ts";

/** Runs that can be chosen by name; more would make the list useless. */
const maxChoices = 100;
const minCardWidth = 220;
const cardGap = 10;

/** Images, histograms, sounds, texts and tables of one of the shown runs, by step. */
export function MediaView({ model }: { readonly model: PanelModel }) {
  const runs = useStore(model.shown, (state) => state.runs);
  const [chosen, setChosen] = useState("");
  const [search, setSearch] = useState("");
  const run = runs.find(({ id }) => id === chosen) ?? runs[0];
  const { items, error } = useMediaList(model, run);
  const sequences = useMemo(() => collectSequences(items ?? [], search), [items, search]);
  if (run === undefined) return <p class="sx-hint">Select a run in the table to see its media.</p>;
  return (
    <div class="sx-media">
      <div class="sx-bar sx-media-bar">
        <RunChoice runs={runs} run={run} onChange={setChosen} />
        <TextField
          class="sx-metric-search"
          label="Search media"
          placeholder="Search media"
          value={search}
          onInput={setSearch}
        >
          <Icon name="search" slot="start" />
        </TextField>
      </div>
      {sequences.length === 0 ? (
        <p class="sx-hint">{emptyReason(items === null, error, search, run)}</p>
      ) : (
        <MediaList key={run.id} model={model} runId={run.id} sequences={sequences} />
      )}
    </div>
  );
}

interface RunChoiceProps {
  readonly runs: readonly Run[];
  readonly run: Run;
  readonly onChange: (runId: string) => void;
}

function RunChoice({ runs, run, onChange }: RunChoiceProps) {
  if (runs.length === 1) return <span class="sx-media-run">{run.name}</span>;
  const shown = runs.slice(0, maxChoices);
  const options = shown.map(({ id, name }) => ({ value: id, label: name }));
  return <Dropdown label="Run" value={run.id} options={options} onChange={onChange} />;
}

function emptyReason(isReading: boolean, error: string, search: string, { name }: Run): string {
  if (isReading) return "Reading…";
  if (error !== "") return error;
  if (search !== "") return `Nothing has “${search}” in its name.`;
  return `${name} logged no images, histograms, sounds, texts or tables.`;
}

interface MediaListProps {
  readonly model: PanelModel;
  readonly runId: string;
  readonly sequences: readonly MediaSequence[];
}

interface Opened {
  readonly sequence: string;
  readonly index: number;
}

/** Only lines in sight exist in the page, and only they read their files. */
function MediaList({ model, runId, sequences }: MediaListProps) {
  const scroller = useRef<HTMLDivElement>(null);
  const files = useMediaFiles(model, runId);
  const places = useRef<Places>(new Map());
  const [opened, setOpened] = useState<Opened | null>(null);
  const columnCount = useColumnCount(scroller);
  const rows = useMemo(() => mediaRows(sequences, columnCount), [sequences, columnCount]);
  const sizeOf = useMemo(() => (index: number) => mediaRowHeight(rows[index]), [rows]);
  const down = useVirtualizer({
    ...{ count: rows.length, scroller, sizeOf },
    ...{ isHorizontal: false, overscan: 1, paddingStart: 0 },
  });
  return (
    <>
      <div ref={scroller} class="sx-media-scroll" tabIndex={-1}>
        <div class="sx-media-canvas" style={{ height: `${down.totalSize}px` }}>
          {down.items.map(({ index, start }) => {
            const row = rows[index];
            if (row === undefined) return null;
            const top = `${start}px`;
            if (row.kind === "title") {
              return (
                <h3 key={row.title} class="sx-media-title" style={{ top }}>
                  {row.title} <span class="sx-badge">{row.count.toLocaleString("en-US")}</span>
                </h3>
              );
            }
            const isWide = row.sequences.length === 1 && columnsOf(row.sequences) === 1;
            const columns = isWide ? 1 : columnCount;
            const style = { top, gridTemplateColumns: `repeat(${columns}, minmax(0, 1fr))` };
            return (
              <div key={row.sequences[0]?.key} class="sx-media-row" style={style}>
                {row.sequences.map((sequence) => (
                  <MediaCard
                    key={sequence.key}
                    {...{ sequence, files }}
                    places={places.current}
                    onOpen={(index) => setOpened({ sequence: sequence.key, index })}
                  />
                ))}
              </div>
            );
          })}
        </div>
      </div>
      {opened !== null && (
        <OpenedImage
          {...{ opened, sequences, files }}
          onMove={setOpened}
          onClose={() => setOpened(null)}
        />
      )}
    </>
  );
}

function columnsOf(sequences: readonly MediaSequence[]): number {
  const kind = sequences[0]?.kind;
  return kind === "table" || kind === "text" ? 1 : 2;
}

interface OpenedImageProps {
  readonly opened: Opened;
  readonly sequences: readonly MediaSequence[];
  readonly files: MediaFiles;
  readonly onMove: (opened: Opened) => void;
  readonly onClose: () => void;
}

function OpenedImage({ opened, sequences, files, onMove, onClose }: OpenedImageProps) {
  const sequence = sequences.find(({ key }) => key === opened.sequence);
  if (sequence === undefined) return null;
  return (
    <ImageViewer
      {...{ sequence, files, onClose }}
      index={Math.min(opened.index, sequence.items.length - 1)}
      onMove={(index) => onMove({ ...opened, index })}
    />
  );
}

function useColumnCount(element: { readonly current: HTMLElement | null }): number {
  const [count, setCount] = useState(1);
  useLayoutEffect(() => {
    const target = element.current?.firstElementChild;
    if (!(target instanceof HTMLElement)) return;
    const measure = () =>
      setCount(Math.max(1, Math.floor((target.clientWidth + cardGap) / (minCardWidth + cardGap))));
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(target);
    return () => observer.disconnect();
  }, [element]);
  return count;
}
