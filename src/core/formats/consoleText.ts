/** Text kept of a run's output: the end of it, which tells how it went. */
const maxLength = 64 * 1024;

/**
 * What a script printed, put together from the pieces in which a format keeps it. Progress bars
 * that write over their line (`\r`) leave its last state only; colour sequences are left out.
 */
export class ConsoleText {
  #text = "";
  #isCut = false;

  get isEmpty(): boolean {
    return this.#text === "";
  }

  add(piece: string): void {
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

  #cut(): void {
    this.#isCut = true;
    this.#text = this.#text.slice(-maxLength);
  }
}

/** Colours and movements of the cursor, as ANSI has them. */
const controlSequence = /\u001b\[[0-9;?]*[A-Za-z]/g;
