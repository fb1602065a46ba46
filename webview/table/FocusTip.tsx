import { useCallback, useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { cellId } from "./tableMetrics.ts";
import type { TableFocus } from "./useTableFocus.ts";

export interface FocusTipProps {
  readonly focus: TableFocus;
  /** Another number when cells may say something else. */
  readonly version: number;
  readonly onClose: () => void;
}

/**
 * The full value of the focused cell, for those who came by keyboard, where the cell shows less of
 * it: what the pointer gets as its tooltip.
 */
export function FocusTip({ focus, version, onClose }: FocusTipProps) {
  const tip = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const element = tip.current;
    const cell = document.getElementById(cellId(focus.row, focus.column));
    if (element === null) return;
    const text = cell === null ? "" : hiddenText(cell);
    element.hidden = text === "";
    if (cell === null || text === "") return;
    element.textContent = text;
    const { left, bottom, top } = cell.getBoundingClientRect();
    const { width, height } = element.getBoundingClientRect();
    const isBelow = bottom + height + 4 < window.innerHeight;
    element.style.left = `${Math.max(4, Math.min(left, window.innerWidth - width - 4))}px`;
    element.style.top = `${isBelow ? bottom + 2 : top - height - 2}px`;
  }, [focus.row, focus.column, version]);
  useEffect(() => {
    window.addEventListener("wheel", onClose, { passive: true });
    return () => window.removeEventListener("wheel", onClose);
  }, [onClose]);
  return <div ref={tip} class="sx-focus-tip" role="tooltip" hidden />;
}

/** Whether the tip is on: from a key until the pointer, the wheel or a lost focus. */
export function useFocusTip() {
  const [isOn, setIsOn] = useState(false);
  const close = useCallback(() => setIsOn(false), []);
  const handlers = (onKeyDown: (event: KeyboardEvent) => void) => ({
    onKeyDown: (event: KeyboardEvent) => {
      setIsOn(true);
      onKeyDown(event);
    },
    onBlur: close,
    onPointerDown: close,
  });
  return { isOn, close, handlers };
}

/** A cell's tooltip where it says more than the cell shows; "" where it does not. */
function hiddenText(cell: HTMLElement): string {
  const inner = cell.querySelector(".sx-cell-text") ?? cell;
  const isCut = inner.scrollWidth > inner.clientWidth || cell.scrollWidth > cell.clientWidth;
  const title = cell.title === "" && isCut ? cell.textContent : cell.title;
  return isCut || title.trim() !== cell.textContent.trim() ? title : "";
}
