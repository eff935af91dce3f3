/** Paths of a stored report: below the home that the data root lies in they are told from the data root. */
import { dirname, relative, sep } from "node:path";
import { type JsonValue, mapTexts } from "../model/json.ts";
import { homeOf, pathsBelow } from "../redact/own_places.ts";
import type { Redactor } from "../redact/redactor.ts";

/**
 * The document with every path below that home relative to the data root. Redaction would turn it into one that is
 * nowhere; told this way it names nobody, and is still found.
 */
export function toldFrom(dataRoot: string, document: JsonValue, redactor: Redactor): JsonValue {
  const home = homeOf(dataRoot, redactor);
  if (home === undefined) return document;
  const folders = [dataRoot];
  for (let folder = dataRoot; folder !== home; folder = dirname(folder)) folders.push(dirname(folder));
  const paths = pathsBelow(folders);
  return mapTexts(document, (text) =>
    text.replace(paths, (_, folder: string, end: string) => {
      const up = relative(dataRoot, folder);
      if (end === "") return up === "" ? "." : up;
      return up === "" ? "" : up + sep;
    }));
}
