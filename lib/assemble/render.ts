/** A profile as YAML that people like to read, and that reads back to the very same values. */
import { isDeepStrictEqual } from "node:util";
import { Document, isCollection, isMap, isScalar, isSeq, type Node, Scalar, visit } from "yaml";
import { ProfileError } from "../errors.ts";
import { Hole, Profile } from "../model/profile.ts";
import { HOLE_TAGS } from "../yaml/hole_tag.ts";
import { parseYaml, type YamlSource } from "../yaml/source.ts";
import { validateYaml } from "../yaml/validate.ts";

const SCHEMA_LINE = " yaml-language-server: $schema=../../profile.schema.json";
/** Collections up to this many characters stand on one line. */
const ONE_LINE = 76;
/** Control, format and half characters would be lost or unseen when written as they are. */
const NEEDS_ESCAPE = /[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/u;
/** Older readers of YAML take these words for true and false. */
const SWITCH_WORD = /^(y|n|yes|no|on|off)$/i;

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
  const document = new Document(profile, { customTags: HOLE_TAGS, aliasDuplicateObjects: false });
  document.commentBefore = [SCHEMA_LINE, ...comment.map((line) => line === "" ? "" : ` ${line}`)].join("\n");
  layOut(document);
  const text = document.toString({ lineWidth: 0 });
  const source = parseYaml(file, text, "draft");
  if (!isDeepStrictEqual(plain(source.content), plain(profile))) {
    throw new ProfileError("internal", "The draft's profile.yaml does not read back to the recorded values", {
      remedy: "Please report this with the recording's line that holds the odd value",
    });
  }
  validateYaml(source, Profile, "draft");
  return { text, source };
}

function layOut(document: Document): void {
  visit(document, {
    Scalar(_, node) {
      const quote = typeof node.value === "string" &&
        (NEEDS_ESCAPE.test(node.value) || SWITCH_WORD.test(node.value));
      if (quote) node.type = Scalar.QUOTE_DOUBLE;
    },
    Collection(_, node, path) {
      // Metadata, the list of steps and each step stay open; what is short inside stands on one line.
      if (path.length < 4) return;
      if (isShort(node) || isSuggestion(node)) node.flow = true;
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

/** A hole stands on one line, so that lists of holes name lines to look at. */
function isSuggestion(node: Node): boolean {
  return isMap(node) && node.tag === "!suggested";
}

function isShort(node: Node): boolean {
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

/** Values for comparing: holes by their reason, `-0` as YAML reads it. */
function plain(value: unknown): unknown {
  if (value instanceof Hole) return { hole: value.reason, suggestion: plain(value.suggestion) };
  if (Array.isArray(value)) return value.map(plain);
  if (Object.is(value, -0)) return 0;
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, plain(item)]));
}
