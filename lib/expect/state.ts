/** Values in NoDb and JSON files of a run: flags that say how far its controllers have come. */
import { type RunFiles, runText } from "../files/run_files.ts";
import type { StateCheck } from "../model/expect.ts";
import type { JsonValue } from "../model/json.ts";
import { nodbState, parseLoose, plainValue } from "../nodb/read.ts";
import { formatPath, type PathPart, pathParts, readPath } from "../text/json_path.ts";
import { valueFailures } from "./value.ts";

/** What is wrong with a value of a state file, joined to one sentence; undefined when nothing is. */
export async function stateFailure(files: RunFiles, check: StateCheck): Promise<string | undefined> {
  const { file, path, ...wanted } = check;
  const found = await files.look(file);
  if (found === undefined) return `${file} is not there`;
  if ("fault" in found) return `${file} ${found.fault}`;
  const document = documentOf(file, await runText(files, file) ?? "");
  if (document === undefined) return `${file} is damaged: it is no ${isNodb(file) ? "NoDb state" : "JSON"}`;
  const value = valueAt(document, path);
  if (value === PYTHON) return `${file}: ${path} is a Python object, which has no plain value`;
  const failures = await valueFailures(path, value, wanted, file);
  return failures.length === 0 ? undefined : `${file}: ${failures.join("; ")}`;
}

/** A state check in words: `wepp.nodb $._has_run`. */
export function stateWords({ file, path }: StateCheck): string {
  return `${path} of ${file}`;
}

const PYTHON = Symbol("a Python object");

function isNodb(file: string): boolean {
  return file.endsWith(".nodb");
}

function documentOf(file: string, text: string): JsonValue | undefined {
  if (!isNodb(file)) return parseLoose(text);
  const read = nodbState(text);
  return "state" in read ? read.state as JsonValue : undefined;
}

/** The value at a path; newer controllers store an attribute with an underscore in front. */
function valueAt(document: JsonValue, path: string): JsonValue | undefined | typeof PYTHON {
  const raw = readPath(document, path) ?? readPath(document, underscored(path));
  if (raw === undefined) return undefined;
  const plain = plainValue(raw);
  return plain === undefined ? PYTHON : plain as JsonValue;
}

function underscored(path: string): string {
  const [first, ...rest] = pathParts(path);
  return typeof first === "string" ? formatPath([`_${first}`, ...rest] satisfies PathPart[]) : path;
}
