import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { Button } from "../ui/Button.tsx";
import { Icon } from "../ui/Icon.tsx";
import type { MediaFiles } from "./mediaFiles.ts";
import { placeLabel, type MediaSequence } from "./mediaModel.ts";
import { StepSlider, Unreadable } from "./MediaCard.tsx";
import { useMediaUrl } from "./useMedia.ts";

export interface ImageViewerProps {
  readonly sequence: MediaSequence;
  readonly index: number;
  readonly files: MediaFiles;
  readonly onMove: (index: number) => void;
  readonly onClose: () => void;
}

const zooms = [0.25, 0.5, 1, 2, 4, 8, 16];

/**
 * One image over the whole panel. Arrows go through the steps, `+` and `-` zoom, `0` fits it into
 * the window, Escape closes; the focus stays inside and goes back to where it was.
 */
export function ImageViewer({ sequence, index, files, onMove, onClose }: ImageViewerProps) {
  const dialog = useRef<HTMLDivElement>(null);
  /** Null: as large as fits. */
  const [zoom, setZoom] = useState<number | null>(null);
  const { url, error } = useMediaUrl(files, sequence.items[index]);
  useFocusInside(dialog);
  const last = sequence.items.length - 1;
  const label = placeLabel(sequence, index);
  const name = [sequence.name, label].filter(Boolean).join(", ");
  const move = (offset: number) => onMove(Math.max(0, Math.min(last, index + offset)));
  const keys: Readonly<Record<string, () => void>> = {
    ArrowLeft: () => move(-1),
    ArrowRight: () => move(1),
    Home: () => onMove(0),
    End: () => onMove(last),
    "+": () => setZoom(nextZoom(zoom, 1)),
    "=": () => setZoom(nextZoom(zoom, 1)),
    "-": () => setZoom(nextZoom(zoom, -1)),
    "0": () => setZoom(null),
    Escape: onClose,
  };
  return (
    <div
      ref={dialog}
      class="sx-viewer"
      role="dialog"
      aria-modal="true"
      aria-label={name}
      tabIndex={-1}
      onKeyDown={(event) => {
        if (event.key === "Tab") keepFocus(event);
        const act = keys[event.key];
        if (act === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
        event.preventDefault();
        event.stopPropagation();
        act();
      }}
    >
      <div class="sx-viewer-head">
        <span class="sx-viewer-name" title={sequence.name}>
          {sequence.name}
        </span>
        <span class="sx-media-step" role="status">
          {label}
        </span>
        <Button kind="icon" label="Fit into the window" onPress={() => setZoom(null)}>
          <Icon name="fit" />
        </Button>
        <Button kind="icon" label="Close" onPress={onClose}>
          <Icon name="close" />
        </Button>
      </div>
      <div class={zoom === null ? "sx-viewer-image is-fit" : "sx-viewer-image"}>
        {error !== "" && <Unreadable>{error}</Unreadable>}
        {url !== "" && error === "" && <ZoomedImage url={url} alt={name} zoom={zoom} />}
      </div>
      {last > 0 && <StepSlider {...{ sequence, index, label }} onChange={onMove} />}
    </div>
  );
}

interface ZoomedImageProps {
  readonly url: string;
  readonly alt: string;
  readonly zoom: number | null;
}

function ZoomedImage({ url, alt, zoom }: ZoomedImageProps) {
  const [width, setWidth] = useState(0);
  const style = zoom === null || width === 0 ? { width: "" } : { width: `${width * zoom}px` };
  return (
    <img
      src={url}
      alt={alt}
      style={style}
      class={zoom !== null && zoom > 1 ? "is-large" : ""}
      onLoad={(event) => setWidth(event.currentTarget.naturalWidth)}
    />
  );
}

function nextZoom(zoom: number | null, direction: 1 | -1): number {
  const at = zooms.indexOf(zoom ?? 1) + direction;
  return zooms[Math.max(0, Math.min(zooms.length - 1, at))] ?? 1;
}

function useFocusInside(dialog: { readonly current: HTMLElement | null }): void {
  useLayoutEffect(() => dialog.current?.focus(), [dialog]);
  useEffect(() => {
    const opener = openerBefore.current;
    return () => opener?.focus({ preventScroll: true });
  }, []);
}

/** What had the focus last outside of viewers. */
const openerBefore: { current: HTMLElement | null } = { current: null };
addEventListener("focusin", ({ target }) => {
  if (target instanceof HTMLElement && target.closest(".sx-viewer") === null) {
    openerBefore.current = target;
  }
});

/** Tab goes round inside. */
function keepFocus(event: KeyboardEvent): void {
  const dialog = event.currentTarget as HTMLElement;
  const stops = [...dialog.querySelectorAll<HTMLElement>("vscode-button, input")];
  const at = stops.findIndex((stop) => stop === document.activeElement);
  const next = at + (event.shiftKey ? -1 : 1);
  stops.at(next >= stops.length ? 0 : next)?.focus();
  event.preventDefault();
}
