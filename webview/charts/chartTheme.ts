import { Emitter, type Event } from "../../src/base/events.ts";
import { colorCount, dashes } from "../ui/Swatch.tsx";

/** The editor's colours in the form that a canvas takes. */
export interface ChartTheme {
  readonly text: string;
  readonly grid: string;
  readonly axis: string;
  readonly background: string;
  readonly font: string;
  readonly series: readonly string[];
}

const changes = new Emitter<undefined>();
export const onDidChangeTheme: Event<undefined> = changes.event;

let cached: ChartTheme | undefined;

/** Starts telling of theme changes: VS Code rewrites the root's style and the body's class. */
export function watchTheme(): void {
  const observer = new MutationObserver(() => {
    cached = undefined;
    changes.fire(undefined);
  });
  observer.observe(document.documentElement, { attributeFilter: ["style", "class"] });
  observer.observe(document.body, { attributeFilter: ["class", "data-vscode-theme-id"] });
}

export function chartTheme(): ChartTheme {
  cached ??= readTheme();
  return cached;
}

export function lineColor(theme: ChartTheme, slot: number): string {
  return theme.series[slot % colorCount] ?? theme.text;
}

export function lineDash(slot: number): readonly number[] {
  return dashes[Math.floor(slot / colorCount) % dashes.length] ?? [];
}

function readTheme(): ChartTheme {
  const style = getComputedStyle(document.body);
  const read = (name: string) => style.getPropertyValue(name).trim();
  return {
    text: read("--sx-muted"),
    grid: read("--sx-grid"),
    axis: read("--sx-border"),
    background: read("--sx-background"),
    font: `11px ${read("--sx-font")}`,
    series: Array.from({ length: colorCount }, (_, index) => read(`--sx-color-${index}`)),
  };
}
