import { useLayoutEffect, useRef, useState } from "preact/hooks";
import type { Box, GraphLayout } from "./layoutGraph.ts";
import { bringIntoView, fit, pan, zoomAt, type Size, type Viewport } from "./viewport.ts";

export interface ViewportControl {
  readonly viewport: Viewport;
  readonly isDragging: boolean;
  /** About the middle of the frame. */
  zoom(factor: number): void;
  fitAll(): void;
  reveal(box: Box): void;
  readonly handlers: {
    readonly onPointerDown: (event: PointerEvent) => void;
    readonly onPointerMove: (event: PointerEvent) => void;
    readonly onPointerUp: (event: PointerEvent) => void;
    readonly onWheel: (event: WheelEvent) => void;
  };
}

/** A wheel's step closer or farther; a trackpad sends many small ones. */
const zoomPerPixel = 1.0015;

/** Room for the buttons below the graph. */
const buttonsPx = 36;

/** Where the graph stands in its frame. Shows all of it at first, and when its shape changes. */
export function useViewport(
  frame: { readonly current: HTMLElement | null },
  layout: GraphLayout,
): ViewportControl {
  const [viewport, setViewport] = useState<Viewport>({ x: 0, y: 0, scale: 1 });
  const [drag, setDrag] = useState<{ readonly x: number; readonly y: number } | null>(null);
  const hasMoved = useRef(false);
  const fitAll = () => {
    hasMoved.current = false;
    const { width, height } = sizeOf(frame.current);
    setViewport(fit(layout, { width, height: Math.max(0, height - buttonsPx) }));
  };
  useLayoutEffect(() => {
    const element = frame.current;
    if (element === null) return;
    fitAll();
    const observer = new ResizeObserver(() => {
      if (!hasMoved.current) fitAll();
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, [layout]);
  const change = (next: (viewport: Viewport) => Viewport) => {
    hasMoved.current = true;
    setViewport(next);
  };
  return {
    viewport,
    isDragging: drag !== null,
    fitAll,
    zoom(factor) {
      const { width, height } = sizeOf(frame.current);
      change((now) => zoomAt(now, factor, { x: width / 2, y: height / 2 }));
    },
    reveal: (box) => setViewport((now) => bringIntoView(now, box, sizeOf(frame.current))),
    handlers: {
      onPointerDown(event) {
        if (event.button !== 0 || isControl(event.target)) return;
        frame.current?.setPointerCapture(event.pointerId);
        setDrag({ x: event.clientX, y: event.clientY });
      },
      onPointerMove(event) {
        if (drag === null) return;
        change((now) => pan(now, event.clientX - drag.x, event.clientY - drag.y));
        setDrag({ x: event.clientX, y: event.clientY });
      },
      onPointerUp: () => setDrag(null),
      onWheel(event) {
        event.preventDefault();
        const box = frame.current?.getBoundingClientRect();
        const at = { x: event.clientX - (box?.left ?? 0), y: event.clientY - (box?.top ?? 0) };
        if (event.shiftKey) change((now) => pan(now, -event.deltaY - event.deltaX, 0));
        else change((now) => zoomAt(now, zoomPerPixel ** -event.deltaY, at));
      },
    },
  };
}

function sizeOf(element: HTMLElement | null): Size {
  return { width: element?.clientWidth ?? 0, height: element?.clientHeight ?? 0 };
}

function isControl(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest(".sx-node, .sx-zoom") !== null;
}
