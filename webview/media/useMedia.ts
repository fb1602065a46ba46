import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { describeError } from "../../src/base/errors.ts";
import type { MediaItem } from "../../src/core/formats/media.ts";
import type { Run } from "../../src/core/runs/run.ts";
import type { PanelModel } from "../runs/panelModel.ts";
import { MediaFiles } from "./mediaFiles.ts";

/** A list is read again at most so often while its run is being written. */
const rereadMs = 2000;

export interface MediaList {
  /** Null until the list has been read. */
  readonly items: readonly MediaItem[] | null;
  readonly error: string;
}

const unread: MediaList = { items: null, error: "" };

/** What a run holds beside numbers; read again when the run has changed. */
export function useMediaList(model: PanelModel, run: Run | undefined): MediaList {
  const [known, setKnown] = useState<{ readonly runId: string; readonly list: MediaList }>({
    runId: "",
    list: unread,
  });
  const runId = run?.id ?? "";
  const list = known.runId === runId ? known.list : unread;
  const wanted = useRef("");
  wanted.current = runId;
  const readAt = useRef({ runId: "", time: 0 });
  useEffect(() => {
    if (runId === "") return;
    const read = async () => {
      readAt.current = { runId, time: performance.now() };
      // Answers are taken whenever they come: a run may change faster than it can be read.
      const keep = (fresh: MediaList) => {
        if (wanted.current === runId) setKnown({ runId, list: fresh });
      };
      try {
        const { items } = await model.host.request("listMedia", { runId });
        keep({ items, error: "" });
      } catch (error) {
        keep({ items: [], error: describeError(error) });
      }
    };
    const isFirst = readAt.current.runId !== runId;
    const waitMs = isFirst ? 0 : readAt.current.time + rereadMs - performance.now();
    const timer = setTimeout(() => void read(), Math.max(0, waitMs));
    return () => clearTimeout(timer);
  }, [model, runId, run?.updatedAt, run?.status]);
  return list;
}

/** The files of one run, let go with it. */
export function useMediaFiles(model: PanelModel, runId: string): MediaFiles {
  const files = useMemo(() => new MediaFiles(model.host, runId), [model, runId]);
  useEffect(() => () => files.dispose(), [files]);
  return files;
}

export interface MediaUrl {
  /** "" until the first has been read; the one before while the next is being read. */
  readonly url: string;
  readonly error: string;
}

/** A slider that is being dragged passes by steps that nobody wants to see. */
const restMs = 60;

/** The address of a file of a run. */
export function useMediaUrl(files: MediaFiles, item: MediaItem | undefined): MediaUrl {
  const [state, setState] = useState<MediaUrl>({ url: "", error: "" });
  useEffect(() => {
    if (item?.content.kind !== "file") return;
    const { content } = item;
    let isCurrent = true;
    const read = async () => {
      try {
        const url = await files.url(item, content);
        if (isCurrent) setState({ url, error: "" });
      } catch (error) {
        if (isCurrent) setState({ url: "", error: describeError(error) });
      }
    };
    const timer = setTimeout(() => void read(), restMs);
    return () => {
      isCurrent = false;
      clearTimeout(timer);
    };
  }, [files, item]);
  return state;
}
