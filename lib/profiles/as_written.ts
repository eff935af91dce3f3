/**
 * Values that are sent as text go out as they are written. YAML reads `007` as 7 and `1e5` as 100000; in a form or a
 * query these are other values.
 */
import { isAlias, isScalar } from "yaml";
import type { Finding } from "../errors.ts";
import { isObject } from "../model/json.ts";
import { Hole, type Profile, type Step } from "../model/profile.ts";
import type { YamlSource } from "../yaml/source.ts";

type Path = (string | number)[];

/** Parts of a step whose values are sent as text. */
const TEXTS = ["query", "form", "urlencoded"] as const;

/** The profile with the numbers and switches of forms and queries as the text that stands in the file. */
export function asWritten(profile: Profile, source: YamlSource): Profile {
  const steps = profile.steps.map((step, index) => {
    const texts = TEXTS.flatMap((part) => {
      const value = (step as Record<string, unknown>)[part];
      return value === undefined ? [] : [[part, textsOf(value, ["steps", index, part], source)]];
    });
    return texts.length === 0 ? step : { ...step, ...Object.fromEntries(texts) } as Step;
  });
  return { ...profile, steps };
}

/** Whole numbers in JSON bodies that JavaScript does not hold: others would be sent. */
export function checkNumbers(profile: Profile, source: YamlSource): Finding[] {
  const findings: Finding[] = [];
  const look = (value: unknown, path: Path): void => {
    if (typeof value === "number") {
      const written = sourceText(path, source);
      const whole = written !== undefined && /^[-+]?\d+$/.test(written);
      if (!whole || Number.isSafeInteger(value) || String(value) === written) return;
      findings.push({
        message:
          `${written} would be sent as ${value}: write the body as text, with content_type: application/json`,
        position: source.locate(path),
      });
    } else if (Array.isArray(value)) value.forEach((item, index) => look(item, [...path, index]));
    else if (isObject(value) && !(value instanceof Hole)) {
      for (const [key, item] of Object.entries(value)) look(item, [...path, key]);
    }
  };
  profile.steps.forEach((step, index) => {
    if ("json" in step) look(step.json, ["steps", index, "json"]);
    if ("payload" in step) look(step.payload, ["steps", index, "payload"]);
  });
  return findings;
}

function textsOf(value: unknown, path: Path, source: YamlSource): unknown {
  if (value instanceof Hole) return value;
  if (typeof value === "number" || typeof value === "boolean") {
    return sourceText(path, source) ?? String(value);
  }
  if (Array.isArray(value)) return value.map((item, index) => textsOf(item, [...path, index], source));
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map((
      [key, item],
    ) => [key, key === "file" && isObject(item) ? item : textsOf(item, [...path, key], source)]),
  );
}

/** The characters of a plain value; undefined for what is no plain value of the file itself. */
function sourceText(path: Path, { document }: YamlSource): string | undefined {
  const found = document.getIn(path, true);
  const node = isAlias(found) ? found.resolve(document) : found;
  return isScalar(node) && typeof node.source === "string" ? node.source : undefined;
}
