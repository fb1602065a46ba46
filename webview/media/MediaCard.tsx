import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { assertNever } from "../../src/base/assertNever.ts";
import type { MediaItem } from "../../src/core/formats/media.ts";
import { HistogramMap } from "./HistogramMap.tsx";
import type { MediaFiles } from "./mediaFiles.ts";
import { placeLabel, type MediaSequence } from "./mediaModel.ts";
import { MediaTable } from "./MediaTable.tsx";
import { useMediaUrl } from "./useMedia.ts";

/** Which item of each sequence is shown: it outlasts cards that are out of sight. */
export type Places = Map<string, number>;

export interface MediaCardProps {
  readonly sequence: MediaSequence;
  readonly files: MediaFiles;
  readonly places: Places;
  /** An image is to be looked at in full. */
  readonly onOpen: (index: number) => void;
}

/** One name's items: one of them, and a slider to the others. The newest is shown at first. */
export function MediaCard({ sequence, files, places, onOpen }: MediaCardProps) {
  const last = sequence.items.length - 1;
  const [moved, setMoved] = useState(places.get(sequence.key));
  const index = Math.min(moved ?? last, last);
  const item = sequence.items[index];
  const show = (next: number) => {
    // At its end the slider follows what comes.
    if (next === last) places.delete(sequence.key);
    else places.set(sequence.key, next);
    setMoved(next === last ? undefined : next);
  };
  const label = placeLabel(sequence, index);
  return (
    <div class={`sx-media-card is-${sequence.kind}`} role="group" aria-label={sequence.name}>
      <div class="sx-media-head">
        <h4 title={sequence.name}>{sequence.name}</h4>
        <span class="sx-media-step">{sequence.kind === "histogram" ? "" : label}</span>
      </div>
      <div class="sx-media-content">
        {item !== undefined && (
          <Content {...{ sequence, item, files, label }} onOpen={() => onOpen(index)} />
        )}
      </div>
      {last > 0 && sequence.kind !== "histogram" && (
        <StepSlider {...{ sequence, index, label }} onChange={show} />
      )}
    </div>
  );
}

interface StepSliderProps {
  readonly sequence: MediaSequence;
  readonly index: number;
  readonly label: string;
  readonly onChange: (index: number) => void;
}

export function StepSlider({ sequence, index, label, onChange }: StepSliderProps) {
  return (
    <input
      type="range"
      class="sx-media-slider"
      min="0"
      max={sequence.items.length - 1}
      step="1"
      value={index}
      aria-label={`Step of ${sequence.name}`}
      aria-valuetext={label}
      onInput={(event) => onChange(Number(event.currentTarget.value))}
    />
  );
}

interface ContentProps {
  readonly sequence: MediaSequence;
  readonly item: MediaItem;
  readonly files: MediaFiles;
  readonly label: string;
  readonly onOpen: () => void;
}

function Content(props: ContentProps) {
  const { item, sequence, label } = props;
  const { content } = item;
  const name = [sequence.name, label].filter(Boolean).join(", ");
  switch (content.kind) {
    case "file":
      return <FileContent {...props} name={name} />;
    case "text":
      return (
        <pre class="sx-media-text" tabIndex={0} aria-label={name}>
          {content.text}
        </pre>
      );
    case "histogram":
      return <HistogramMap sequence={sequence} />;
    case "table":
      return <MediaTable name={name} columns={content.columns} rows={content.rows} />;
    default:
      return assertNever(content);
  }
}

function FileContent({ item, files, name, onOpen }: ContentProps & { readonly name: string }) {
  const { url, error } = useMediaUrl(files, item);
  const [broken, setBroken] = useState("");
  const fail = () => setBroken(url);
  if (error !== "") return <Unreadable>{error}</Unreadable>;
  if (url === "") return <div class="sx-media-pending" aria-hidden="true" />;
  if (broken === url) return <Unreadable>The file is damaged or of an unknown kind.</Unreadable>;
  switch (item.kind) {
    case "image":
      return (
        <button type="button" class="sx-media-image" title={`Enlarge ${name}`} onClick={onOpen}>
          <img src={url} alt={name} onError={fail} onLoad={markSmall} />
        </button>
      );
    case "audio":
      return <audio controls src={url} aria-label={name} onError={fail} />;
    case "video":
      return <video controls src={url} aria-label={name} onError={fail} />;
    default:
      return <Unreadable>There is no view for such a file.</Unreadable>;
  }
}

export function Unreadable({ children }: { readonly children: ComponentChildren }) {
  return <p class="sx-media-unreadable">{children}</p>;
}

/** Smaller than its card, so that it is enlarged. */
function markSmall({ currentTarget: image }: { readonly currentTarget: HTMLImageElement }): void {
  image.classList.toggle("is-small", Math.max(image.naturalWidth, image.naturalHeight) < 128);
}
