import { useState } from "preact/hooks";
import type { PanelModel } from "../runs/panelModel.ts";
import { Button } from "../ui/Button.tsx";
import { Icon } from "../ui/Icon.tsx";
import { Menu } from "../ui/Menu.tsx";
import type { ChartModel } from "./chartModel.ts";
import { chartTheme } from "./chartTheme.ts";
import { toCsv, toPng, toSvg } from "./exportChart.ts";
import { allSteps } from "./finePoints.ts";
import type { LineChart } from "./lineChart.ts";

export interface ExportMenuProps {
  readonly model: PanelModel;
  readonly data: ChartModel;
  readonly chart: { readonly current: LineChart | null };
}

/** So many points of each run are written at most; beyond that they are thinned. */
const maxCsvPoints = 1_000_000;

/** Saves what the chart shows: as a picture, or its points. */
export function ExportMenu({ model, data, chart }: ExportMenuProps) {
  const [at, setAt] = useState<{ readonly x: number; readonly y: number } | null>(null);
  const save = async (extension: string, content: string, encoding: "utf8" | "base64") => {
    const suggestedName = `${data.metric.replaceAll(/[^\w.-]+/g, "-")}.${extension}`;
    await model.host.request("saveFile", { suggestedName, content, encoding });
  };
  const report = (saving: Promise<void>) =>
    void saving.catch((error: unknown) => model.fail(error));
  const savePng = () => {
    const canvas = chart.current?.canvas();
    if (canvas !== undefined) report(save("png", toPng(canvas, data, chartTheme()), "base64"));
  };
  const saveCsv = async () => save("csv", await readCsv(model, data), "utf8");
  return (
    <>
      <Button
        kind="icon"
        label="Export this chart"
        onPress={(event) => {
          const { left, bottom } = (event.currentTarget as Element).getBoundingClientRect();
          setAt({ x: left, y: bottom });
        }}
      >
        <Icon name="more" />
      </Button>
      {at !== null && (
        <Menu
          label="Export"
          {...at}
          onClose={() => setAt(null)}
          items={[
            {
              label: "Save as SVG…",
              run: () => report(save("svg", toSvg(data, chartTheme()), "utf8")),
            },
            { label: "Save as PNG…", run: savePng },
            { label: "Save Points as CSV…", run: () => report(saveCsv()) },
          ]}
        />
      )}
    </>
  );
}

/** All points of what is in sight, those that the drawing left out included. */
async function readCsv(model: PanelModel, data: ChartModel): Promise<string> {
  const named = data.lines.filter(({ isDiscarded }) => !isDiscarded);
  const names = new Map(named.map(({ runId, name }) => [runId, name]));
  const series = await model.readPoints({
    runIds: [...names.keys()],
    metrics: [data.metric],
    maxPoints: maxCsvPoints,
    range: data.zoom === null ? null : allSteps(data, data.zoom),
  });
  const runs = series.map((one) => ({ name: names.get(one.runId) ?? one.runId, series: one }));
  return toCsv(data.metric, runs, model.layout.get().charts.showRestarts);
}
