import type { TreeNode } from "./nodes.ts";
import type { ParsedSource } from "./parsedSource.ts";
import { readNode, tellTabs } from "./yamlBlock.ts";
import { declined, YamlScanner } from "./yamlScanner.ts";

/**
 * YAML as a tree with places, straight from the text, for what people write in configurations:
 * block and flow collections, all scalars, comments, anchors, tags, several documents. It goes on
 * behind what is faulty. Undefined for what it does not know: directives, `? ` keys, keys that are
 * no scalars, and the like.
 */
export function parseFastYaml(text: string): ParsedSource | undefined {
  if (unknown.test(text) || text.indexOf(byteOrderMark, 1) > 0) return undefined;
  const scanner = new YamlScanner(text);
  try {
    const { root, documentCount } = readDocuments(scanner);
    const { faults, comments } = scanner;
    return { root, faults, comments, documentCount };
  } catch (error) {
    if (error === declined) return undefined;
    throw error;
  }
}

/** Signs that YAML does not allow, and line breaks that only old systems have. */
const unknown = /[\0-\x08\x0b\x0c\x0e-\x1f\x7f]|\r(?!\n)/;

const byteOrderMark = "\ufeff";

interface Documents {
  readonly root: TreeNode | undefined;
  readonly documentCount: number;
}

function readDocuments(scanner: YamlScanner): Documents {
  let root: TreeNode | undefined;
  let documentCount = 0;
  let isStarted = false;
  while (scanner.toContent()) {
    if (scanner.isAtMarker()) {
      const isEnd = scanner.text.charCodeAt(scanner.at) === 0x2e;
      if (!isEnd) documentCount += 1;
      isStarted = !isEnd;
      skipMarker(scanner);
      continue;
    }
    if (scanner.text.charCodeAt(scanner.at) === 0x25 && scanner.column === 0) throw declined;
    if (!isStarted) documentCount += 1;
    isStarted = true;
    scanner.anchors.clear();
    const node = readDocument(scanner);
    if (documentCount === 1) root = node;
  }
  return { root, documentCount };
}

function skipMarker(scanner: YamlScanner): void {
  scanner.at += 3;
  scanner.skipBlanks();
  if (!scanner.isAtLineEnd()) throw declined;
}

/** One document; what stands behind its root is a fault. */
function readDocument(scanner: YamlScanner): TreeNode {
  tellTabs(scanner);
  const node = readNode(scanner, -1);
  while (scanner.toNext()) {
    const { at } = scanner;
    const message = "this is neither part of what is above it nor indented like it";
    scanner.fault("EXTRA_CONTENT", message, at, scanner.lineEnd(at));
    scanner.skipBelow(scanner.column);
  }
  return node;
}
