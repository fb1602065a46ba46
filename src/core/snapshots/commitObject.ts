/** What Sextant shows of a commit. */
export interface CommitFacts {
  readonly hash: string;
  readonly tree: string;
  readonly parents: readonly string[];
  readonly author: string;
  /** Milliseconds since the epoch. */
  readonly committedAt: number;
  readonly subject: string;
  readonly message: string;
}

/** Reads a commit object as `git cat-file` gives it; null when it is none. */
export function parseCommit(hash: string, text: string): CommitFacts | null {
  const end = text.indexOf("\n\n");
  const headers = (end < 0 ? text : text.slice(0, end)).split("\n");
  const message = end < 0 ? "" : text.slice(end + 2);
  const tree = header(headers, "tree");
  if (tree === undefined) return null;
  return {
    hash,
    tree,
    parents: headers.filter((line) => line.startsWith("parent ")).map((line) => line.slice(7)),
    author: /^(.*?)\s*</.exec(header(headers, "author") ?? "")?.[1] ?? "",
    committedAt: secondsOf(header(headers, "committer")) * 1000,
    subject: message.trimStart().split("\n", 1)[0] ?? "",
    message,
  };
}

/** The character set a commit says it is written in. */
export function commitEncoding(text: string): string {
  const end = text.indexOf("\n\n");
  const headers = (end < 0 ? text : text.slice(0, end)).split("\n");
  return header(headers, "encoding") ?? "utf-8";
}

function header(headers: readonly string[], name: string): string | undefined {
  return headers.find((line) => line.startsWith(`${name} `))?.slice(name.length + 1);
}

/** `Name <mail> 1700000000 +0100` */
function secondsOf(person: string | undefined): number {
  const seconds = /> (-?\d+) [+-]\d+$/.exec(person ?? "")?.[1];
  return seconds === undefined ? 0 : Number(seconds);
}
