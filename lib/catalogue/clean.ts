/** The catalogue without secrets; what has a fixed form in thousands of results is not looked at again. */
import type { JsonValue } from "../model/json.ts";
import type { Redactor } from "../redact/redactor.ts";
import { toldFrom } from "../report/told_from.ts";
import type { CatalogueProfile } from "./document.ts";

/** Cleans a document; its shape is not changed by redaction. */
export type Clean = <T>(document: T) => T;

/** What cleans documents of a data root; equal texts are looked at once. */
export function cleaner(dataRoot: string, redactor: Redactor): Clean {
  const texts = new Map<string, string>();
  const whole = (value: JsonValue) => redactor.json(toldFrom(dataRoot, value, redactor));
  return <T>(document: T): T => {
    if (typeof document !== "string") {
      return whole(JSON.parse(JSON.stringify(document)) as JsonValue) as unknown as T;
    }
    const known = texts.get(document) ?? String(whole(document));
    texts.set(document, known);
    return known as unknown as T;
  };
}

/** A profile with its results. Names of folders, times and verdicts were checked when they were read. */
export function cleanProfile({ results, ...rest }: CatalogueProfile, clean: Clean): CatalogueProfile {
  return {
    ...clean(rest),
    results: results.map((result) => ({
      ...result,
      summary: clean(result.summary),
      target: clean(result.target),
      overlay: result.overlay === null ? null : clean(result.overlay),
      steps_sha256: clean(result.steps_sha256),
      ...(result.trouble === undefined ? {} : { trouble: clean(result.trouble) }),
      ...(result.from === undefined ? {} : { from: clean(result.from) }),
    })),
  };
}
