/**
 * Values at paths, which can be asked for what lies at, above and below a path in as many steps as
 * the path has parts. Paths of the project ("" is its root) and paths outside of it (`s3://…`, `/x`,
 * `../x`) live side by side: nothing of the one lies above the other.
 */
export class PathTrie<T> {
  readonly #inside: Node<T> = { children: undefined, values: undefined };
  readonly #outside: Node<T> = { children: undefined, values: undefined };

  add(path: string, value: T): void {
    let node = this.#rootOf(path);
    for (const part of partsOf(path)) {
      node.children ??= new Map();
      let child = node.children.get(part);
      if (child === undefined) {
        child = { children: undefined, values: undefined };
        node.children.set(part, child);
      }
      node = child;
    }
    node.values ??= new Set();
    node.values.add(value);
  }

  /** Empty branches go with the last value in them. */
  delete(path: string, value: T): void {
    const parts = partsOf(path);
    const way = [this.#rootOf(path)];
    for (const part of parts) {
      const next = way.at(-1)?.children?.get(part);
      if (next === undefined) return;
      way.push(next);
    }
    way.at(-1)?.values?.delete(value);
    for (const part of parts.toReversed()) {
      const node = way.pop();
      if (node === undefined || isUsed(node)) return;
      way.at(-1)?.children?.delete(part);
    }
  }

  /** Those above the path, from the root on, then those at it, then those below it. */
  overlapping(path: string): readonly T[] {
    const found: T[] = [];
    const node = this.#addAbove(found, path);
    if (node !== undefined) addBelow(found, node);
    return found;
  }

  /** Those above the path, from the root on, then those at it. */
  atOrAbove(path: string): readonly T[] {
    const found: T[] = [];
    const node = this.#addAbove(found, path);
    if (node !== undefined) addValues(found, node);
    return found;
  }

  /** The node at the path, when there is something at or below it. */
  #addAbove(found: T[], path: string): Node<T> | undefined {
    let node: Node<T> | undefined = this.#rootOf(path);
    for (const part of partsOf(path)) {
      addValues(found, node);
      node = node.children?.get(part);
      if (node === undefined) return undefined;
    }
    return node;
  }

  #rootOf(path: string): Node<T> {
    return isOutsideKey(path) ? this.#outside : this.#inside;
  }
}

interface Node<T> {
  children: Map<string, Node<T>> | undefined;
  values: Set<T> | undefined;
}

function partsOf(path: string): readonly string[] {
  return path === "" ? [] : path.split("/");
}

function isOutsideKey(path: string): boolean {
  return path.startsWith("/") || path.startsWith("../") || path === ".." || path.includes("://");
}

function isUsed<T>({ children, values }: Node<T>): boolean {
  return (children?.size ?? 0) > 0 || (values?.size ?? 0) > 0;
}

/** Parents first, in the order they came. */
function addBelow<T>(found: T[], start: Node<T>): void {
  const open = [start];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    addValues(found, node);
    if (node.children !== undefined)
      for (const child of [...node.children.values()].reverse()) open.push(child);
  }
}

/** One by one: a call takes no hundred thousand arguments. */
function addValues<T>(found: T[], { values }: Node<T>): void {
  if (values !== undefined) for (const value of values) found.push(value);
}
