/** Values as YAML text for one place of a file, in the manner in which drafts are written. */
import { Document, isCollection, isMap, isPair, isScalar, type Node, type Pair, Scalar, visit } from "yaml";
import { Hole } from "../model/profile.ts";
import { HOLE_TAGS } from "./hole_tag.ts";

/** Collections up to this many characters stand on one line. */
const ONE_LINE = 76;
/** Control, format and half characters would be lost or unseen when written as they are. */
const NEEDS_ESCAPE = /[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/u;
/** Older readers of YAML take these words for true and false. */
const SWITCH_WORD = /^(y|n|yes|no|on|off)$/i;

/** Quotes what other readers would take for something else. */
export function quoteScalars(document: Document): void {
  visit(document, {
    Scalar(_, node) {
      const quote = typeof node.value === "string" &&
        (NEEDS_ESCAPE.test(node.value) || SWITCH_WORD.test(node.value));
      if (quote) node.type = Scalar.QUOTE_DOUBLE;
    },
  });
}

/** True for a map or list that is easily read on one line. */
export function isShort(node: Node): boolean {
  if (!isCollection(node)) return false;
  let size = 0;
  let escapes = false;
  visit(node, {
    Scalar(_, { value }) {
      const text = value instanceof Hole ? `!hole "${value.reason}"` : String(value);
      size += text.length + 3;
      escapes ||= text.includes("\n");
    },
  });
  return size <= ONE_LINE && !escapes;
}

/** The value within a flow collection: on one line, quoted where its signs would end it. */
export function inFlow(value: unknown): string {
  const document = documentOf([value]);
  if (isCollection(document.contents)) document.contents.flow = true;
  return document.toString({ lineWidth: 0 }).trimEnd().slice(2, -2);
}

/** `key: value` of a block map, over several lines where it is long; without indentation. */
export function entryText(key: string, value: unknown): string {
  const document = documentOf({ [key]: value });
  visit(document, {
    Collection(_, node, path) {
      // One line a secret: name and description in braces look like a secret with its value.
      const secrets = path.some((above) => isPair(above) && isSecrets(above)) ||
        (isMap(node) && node.items.some(isSecrets));
      if (path.length > 1 && !secrets && isShort(node)) node.flow = true;
    },
  });
  return document.toString({ lineWidth: 0 }).trimEnd();
}

function isSecrets({ key }: Pair): boolean {
  return isScalar(key) && key.value === "secrets";
}

/** The value behind a key or dash that stands in a column: on the same line, or on lines below. */
export function valueText(value: unknown, column: number): string {
  const text = indented(entryText("k", value), column).slice(column + "k:".length);
  return text.startsWith("\n") ? text : text.slice(1);
}

/** Every line with so many spaces before it. */
export function indented(text: string, column: number): string {
  return text.split("\n").map((line) => line === "" ? line : " ".repeat(column) + line).join("\n");
}

function documentOf(value: unknown): Document {
  const document = new Document(value, { customTags: HOLE_TAGS, aliasDuplicateObjects: false });
  quoteScalars(document);
  visit(document, {
    Scalar(_, node) {
      // A line that ends in spaces, or lines in lines, are safest as one quoted line.
      if (isScalar(node) && typeof node.value === "string" && node.value.includes("\n")) {
        node.type = Scalar.QUOTE_DOUBLE;
      }
    },
  });
  return document;
}
