/** A profile as YAML that people like to read, and that reads back to the very same values. */
import { isDeepStrictEqual } from "node:util";
import { Document, isMap, isPair, isScalar, isSeq, type Node, visit } from "yaml";
import { ProfileError } from "../errors.ts";
import { isObject } from "../model/json.ts";
import { Hole, Profile } from "../model/profile.ts";
import { HOLE_TAGS } from "../yaml/hole_tag.ts";
import { parseYaml, type YamlSource } from "../yaml/source.ts";
import { validateYaml } from "../yaml/validate.ts";
import { isShort, quoteScalars } from "../yaml/value_text.ts";

const SCHEMA_LINE = " yaml-language-server: $schema=../../profile.schema.json";

/**
 * Writes a profile.
 *
 * @param profile what it holds, keys in the order in which they shall stand
 * @param comment lines for the top, without `#`
 * @param file its path, for positions
 * @throws ProfileError internal when the text does not read back to the same values
 */
export function renderProfile(
  profile: Record<string, unknown>,
  comment: readonly string[],
  file: string,
): { text: string; source: YamlSource } {
  const text = textOf(profile, comment);
  const source = parseYaml(file, text, "draft");
  if (!isSame(source.content, profile)) {
    throw new ProfileError("internal", "The draft's profile.yaml does not read back to the recorded values", {
      remedy: "Please report this with the recording's line that holds the odd value",
    });
  }
  validateYaml(source, Profile, "draft");
  return { text, source };
}

/** In a function of its own, so that its nodes are gone before the text is read back. */
function textOf(profile: Record<string, unknown>, comment: readonly string[]): string {
  const document = new Document(profile, { customTags: HOLE_TAGS, aliasDuplicateObjects: false });
  document.commentBefore = [SCHEMA_LINE, ...comment.map((line) => line === "" ? "" : ` ${line}`)].join("\n");
  layOut(document);
  return document.toString({ lineWidth: 0 });
}

/** Step by step, as a copy of all would take as much memory again. */
function isSame(read: unknown, profile: Record<string, unknown>): boolean {
  if (!isObject(read)) return false;
  const { steps: theirs, ...other } = read;
  const { steps: ours, ...rest } = profile;
  if (!isDeepStrictEqual(plain(other), plain(rest))) return false;
  if (!Array.isArray(theirs) || !Array.isArray(ours)) return isDeepStrictEqual(plain(theirs), plain(ours));
  return theirs.length === ours.length &&
    theirs.every((step, index) => isDeepStrictEqual(plain(step), plain(ours[index])));
}

function layOut(document: Document): void {
  quoteScalars(document);
  visit(document, {
    Collection(_, node, path) {
      // Metadata, the list of steps and each step stay open; what is short inside stands on one line.
      if (path.length < 4) return;
      if (isShort(node) || isSuggestion(node) || isOrder(path)) node.flow = true;
    },
  });
  // One line a secret: name and description in braces look like a secret with its value.
  const secrets = document.getIn(["prerequisites", "secrets"], true);
  if (isMap(secrets)) secrets.flow = false;
  const steps = document.get("steps", true);
  if (isSeq(steps)) {
    steps.items.forEach((item, index) => {
      if (isMap(item)) item.spaceBefore = index > 0;
    });
  }
  if (isMap(document.contents)) {
    document.contents.items.forEach((pair, index) => {
      if (isScalar(pair.key) && index > 0) pair.key.spaceBefore = true;
    });
  }
}

/** Names in the order in which they are sent: one line, however long. */
function isOrder(path: readonly unknown[]): boolean {
  const above = path.at(-1);
  return isPair(above) && isScalar(above.key) && above.key.value === "order";
}

/** A hole stands on one line, so that lists of holes name lines to look at. */
function isSuggestion(node: Node): boolean {
  return isMap(node) && node.tag === "!suggested";
}

/** Values for comparing: holes by their reason, `-0` as YAML reads it. */
function plain(value: unknown): unknown {
  if (value instanceof Hole) return { hole: value.reason, suggestion: plain(value.suggestion) };
  if (Array.isArray(value)) return value.map(plain);
  if (Object.is(value, -0)) return 0;
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, plain(item)]));
}
