import type { MediaItem } from "../media.ts";
import type { RunChannel } from "../runChannel.ts";

/** Text kept of a run's output: the end of it, which tells how it went. */
const maxLength = 64 * 1024;

/**
 * What a script printed, put together from the pieces in which a format keeps it. Progress bars
 * that write over their line (`\r`) leave its last state only; colour sequences are left out.
 */
export class ConsoleText {
  #text = "";
  #isCut = false;
  #isNew = false;
  #item: MediaItem | undefined;

  add(piece: string): void {
    this.#isNew = true;
    this.#text += piece.length > maxLength ? piece.slice(-maxLength) : piece;
    // Rarely, so that many small pieces do not each copy the whole.
    if (this.#text.length > 2 * maxLength) this.#cut();
  }

  render(): string {
    if (this.#text.length > maxLength) this.#cut();
    const lines = this.#text.replaceAll(controlSequence, "").replaceAll("\r\n", "\n").split("\n");
    const text = lines.map((line) => line.slice(line.trimEnd().lastIndexOf("\r") + 1)).join("\n");
    return this.#isCut ? `…\n${text}` : text;
  }

  /** Lists the text as `Output`, in the place of what was listed before. */
  publish(channel: RunChannel): void {
    if (!this.#isNew || !channel.wantsMedia) return;
    this.#isNew = false;
    const at = this.#item === undefined ? -1 : channel.media.indexOf(this.#item);
    this.#item = {
      kind: "text",
      name: "Output",
      step: null,
      time: null,
      content: { kind: "text", text: this.render(), isMarkdown: false },
    };
    if (at >= 0) channel.media[at] = this.#item;
    else channel.addMedia(this.#item);
  }

  #cut(): void {
    this.#isCut = true;
    this.#text = this.#text.slice(-maxLength);
  }
}

/** Colours and movements of the cursor, as ANSI has them. */
const controlSequence = /\u001b\[[0-9;?]*[A-Za-z]/g;
