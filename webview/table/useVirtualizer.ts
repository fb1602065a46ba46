import {
  elementScroll,
  observeElementOffset,
  observeElementRect,
  Virtualizer,
  type VirtualItem,
} from "@tanstack/virtual-core";
import { useLayoutEffect, useReducer, useRef } from "preact/hooks";

export interface VirtualizerProps {
  readonly count: number;
  readonly scroller: { readonly current: HTMLElement | null };
  readonly isHorizontal: boolean;
  /** Size of an item in px. Must be the same function while the sizes are the same. */
  readonly sizeOf: (index: number) => number;
  readonly overscan: number;
  /** Px before the first item: what is pinned or sticks there. */
  readonly paddingStart: number;
}

export interface VirtualRange {
  readonly items: readonly VirtualItem[];
  readonly totalSize: number;
  /** Scrolls just as far as needed. */
  readonly reveal: (index: number) => void;
}

/** Which items of one axis are in sight; draws again when that changes. */
export function useVirtualizer(props: VirtualizerProps): VirtualRange {
  const [, redraw] = useReducer((count: number) => count + 1, 0);
  const options = {
    count: props.count,
    getScrollElement: () => props.scroller.current,
    estimateSize: props.sizeOf,
    overscan: props.overscan,
    paddingStart: props.paddingStart,
    scrollPaddingStart: props.paddingStart,
    horizontal: props.isHorizontal,
    observeElementRect,
    observeElementOffset,
    scrollToFn: elementScroll,
    onChange: () => redraw(undefined),
  };
  const instance = useRef<Virtualizer<HTMLElement, HTMLElement>>(null);
  instance.current ??= new Virtualizer<HTMLElement, HTMLElement>(options);
  const virtualizer = instance.current;
  virtualizer.setOptions(options);
  const sizes = useRef(props.sizeOf);
  if (sizes.current !== props.sizeOf) {
    sizes.current = props.sizeOf;
    virtualizer.measure();
  }
  useLayoutEffect(() => virtualizer._didMount(), [virtualizer]);
  useLayoutEffect(() => virtualizer._willUpdate());
  return {
    items: virtualizer.getVirtualItems(),
    totalSize: virtualizer.getTotalSize(),
    reveal: (index) => virtualizer.scrollToIndex(index, { align: "auto" }),
  };
}
