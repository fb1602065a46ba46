import type { RunChannel } from "../runChannel.ts";
import { parseTolerantJson } from "../text/tolerantJson.ts";
import { decodeUtf8 } from "../text/utf8.ts";
import type { SummaryValue } from "./summaryValue.ts";

/** What PyTorch and tensorboardX put behind the tag of a text. */
const textSuffix = "/text_summary";
/** Texts in which Hugging Face's Trainer writes settings, with what goes before their names. */
const settingsTexts: ReadonlyMap<string, string> = new Map([
  ["args", ""],
  ["model_config", "model_config."],
  ["peft_config", "peft_config."],
]);

export interface TextPlace {
  readonly tag: string;
  readonly step: number;
  readonly time: number;
}

/** A value of the text plugin: settings become parameters, the rest is text to be looked at. */
export function takeText(value: SummaryValue, place: TextPlace, channel: RunChannel): void {
  const name = place.tag.endsWith(textSuffix) ? place.tag.slice(0, -textSuffix.length) : place.tag;
  const texts = value.blobs.flatMap(({ content }) => (content === null ? [] : decodeUtf8(content)));
  const [first] = texts;
  if (first === undefined) return;
  const prefix = settingsTexts.get(name);
  if (prefix !== undefined && texts.length === 1) {
    const settings = parseTolerantJson(first);
    if (typeof settings === "object" && settings !== null && !Array.isArray(settings)) {
      channel.paramsOf(settings, prefix);
      return;
    }
  }
  if (!channel.wantsMedia) return;
  const { step, time } = place;
  const shared = { name, step, time };
  if (texts.length === 1) {
    const content = { kind: "text", text: first, isMarkdown: true } as const;
    channel.addMedia({ ...shared, kind: "text", content });
  } else {
    const content = { kind: "table", columns: [name], rows: texts.map((text) => [text]) } as const;
    channel.addMedia({ ...shared, kind: "table", content });
  }
}
