import type { RunFormat } from "../runFormat.ts";
import { detectEvents } from "./detect.ts";
import { EventFileReader } from "./eventFileReader.ts";
import { EventValues } from "./eventValues.ts";
import { findRecord } from "./findRecord.ts";
import { metricNaming } from "./roles.ts";

/** Event files of TensorBoard, as PyTorch, TensorFlow, tensorboardX and many others write them. */
export const tensorboardFormat: RunFormat = {
  id: "tensorboard",
  detect: detectEvents,
  findRecord,
  createReader: ({ path, role }, { channel }) => {
    const host = hostOf(path);
    if (host !== undefined) channel.facts.host = host;
    const part = { path, metricOf: metricNaming(role), tellsStart: role !== "hparams" };
    return new EventFileReader(channel, new EventValues(channel, part));
  },
};

/** From `events.out.tfevents.<seconds>.<host>`, behind which most put `.<process>.<number>`. */
function hostOf(path: string): string | undefined {
  const name = /tfevents\.\d{9,11}\.([^/]+)$/.exec(path)?.[1];
  return name?.replace(/(?<=.)\.\d+\.\d+(?:\..*)?$/, "");
}
