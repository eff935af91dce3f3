/**
 * What YAML allows and no file of ours may hold: values that contain themselves, bombs of aliases, endless nesting,
 * keys that are no text, tags that nobody here knows. Everything is looked at without recursion, so that a file made
 * to break its reader is refused with a place.
 */
import { type Document, isAlias, isCollection, isMap, isNode, isPair, isScalar, type Node } from "yaml";

/** Deeper than anything that WEPPcloud sends; readers that recurse stay far from their end. */
const DEEPEST = 200;
/** More anchors or aliases are no shorthand any more. */
const MOST_ALIASES = 1000;
/** Most faults that are listed. */
const MOST_FAULTS = 100;

const TAGS = new Set(["!hole", "!suggested"]);
const CORE_TAG = /^tag:yaml\.org,2002:(?:str|int|float|bool|null|map|seq)$/;

/** One fault, with its place in characters from the begin of the text. */
export interface ShapeFault {
  message: string;
  offset: number;
}

interface Visit {
  node: Node;
  depth: number;
}

/** The faults of a document that parsed. */
export function shapeFaults(document: Document): ShapeFault[] {
  const faults: ShapeFault[] = [];
  const fault = (node: Node, message: string) => {
    if (faults.length < MOST_FAULTS) faults.push({ message, offset: node.range?.[0] ?? 0 });
  };
  const anchors = new Map<string, Node>();
  const aliases: { node: Node; source: string }[] = [];
  const open: Visit[] = isNode(document.contents) ? [{ node: document.contents, depth: 1 }] : [];
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    const { node, depth } = at;
    if (depth > DEEPEST) {
      fault(node, `is nested deeper than ${DEEPEST} levels`);
      break;
    }
    if (isAlias(node)) {
      aliases.push({ node, source: node.source });
      continue;
    }
    if (node.tag !== undefined && !isKnownTag(node)) fault(node, `the tag ${node.tag} is not known here`);
    if ("anchor" in node && typeof node.anchor === "string") anchors.set(node.anchor, node);
    if (!isCollection(node)) continue;
    if (isMap(node)) keyFaults(node.items.map(({ key }) => key), node, fault);
    // The last one first: they are taken from the end.
    for (const item of node.items.toReversed()) {
      for (const child of isPair(item) ? [item.value, item.key] : [item]) {
        if (isNode(child)) open.push({ node: child, depth: depth + 1 });
      }
    }
  }
  const [first] = anchors.values();
  if (first !== undefined && anchors.size > MOST_ALIASES) {
    fault(first, `${anchors.size} anchors are too many (at most ${MOST_ALIASES})`);
  }
  aliasFaults(aliases, anchors, fault);
  return faults;
}

/** Tags of this project are on scalars or maps; the parser leaves them unresolved elsewhere. */
function isKnownTag(node: Node): boolean {
  const tag = node.tag ?? "";
  if (tag === "!hole") return isScalar(node);
  if (tag === "!suggested") return isMap(node) && node.has("value");
  return TAGS.has(tag) || CORE_TAG.test(tag);
}

function keyFaults(
  keys: readonly unknown[],
  map: Node,
  fault: (node: Node, message: string) => void,
): void {
  const seen = new Set<unknown>();
  for (const key of keys) {
    if (!isScalar(key) || (typeof key.value === "object" && key.value !== null)) {
      fault(isNode(key) ? key : map, "a key must be text");
    } else if (seen.has(String(key.value))) fault(key, "Map keys must be unique");
    else seen.add(String(key.value));
  }
}

function aliasFaults(
  aliases: readonly { node: Node; source: string }[],
  anchors: ReadonlyMap<string, Node>,
  fault: (node: Node, message: string) => void,
): void {
  const [first] = aliases;
  if (first !== undefined && aliases.length > MOST_ALIASES) {
    fault(first.node, `${aliases.length} aliases are too many (at most ${MOST_ALIASES})`);
  }
  for (const { node, source } of aliases) {
    const target = anchors.get(source);
    const begin = node.range?.[0] ?? 0;
    if (target === undefined || !target.range || target.range[0] > begin) {
      fault(node, `the alias *${source} names nothing above it`);
    } else if (begin < target.range[1]) fault(node, `the alias *${source} contains itself`);
  }
}

/** Where a text nests deepest, as far as brackets and indentation tell: a place for what no parser could read. */
export function deepestOffset(text: string): number {
  let depth = 0;
  let deepest = -1;
  let place = 0;
  let line = 0;
  for (const row of text.split("\n")) {
    const indent = row.length - row.trimStart().length;
    if (row.trim() !== "" && depth + indent > deepest) {
      deepest = depth + indent;
      place = line + indent;
    }
    for (let at = indent; at < row.length; at++) {
      if (row[at] === "[" || row[at] === "{") {
        depth++;
        if (depth + indent <= deepest) continue;
        deepest = depth + indent;
        place = line + at;
      } else if (row[at] === "]" || row[at] === "}") depth = Math.max(0, depth - 1);
    }
    line += row.length + 1;
  }
  return place;
}
