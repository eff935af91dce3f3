/** Looks for secrets in files that are about to leave a draft. The values are never shown. */
import { createReadStream } from "node:fs";
import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Finding } from "../errors.ts";
import { textOf } from "../files/text_bytes.ts";
import { cleanStream } from "./bytes.ts";
import type { Redactor } from "./redactor.ts";

/** Longer files are scanned as a stream, in bytes. */
const WHOLE = 4 * 1024 * 1024;

/** A file to look through: its content, or where that lies. */
export interface ScannedFile {
  /** Relative to the folder, for messages. */
  path: string;
  from?: string;
  content?: string;
}

/**
 * Every file whose text or name holds a secret, with the first line that does.
 *
 * @param folder that the paths belong to
 * @param redactor one that must find nothing
 */
export async function secretFindings(
  files: readonly ScannedFile[],
  folder: string,
  redactor: Redactor,
): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const { path, from, content } of files) {
    const name = redactor.text(path, path);
    if (name !== path) {
      findings.push({
        message: `The file name ${JSON.stringify(name)} holds a secret (${rulesAt(redactor, path)})`,
        position: { file: folder },
      });
    }
    const file = from ?? join(folder, path);
    const line = content === undefined
      ? await secretLineIn(file, path, redactor)
      : secretLine(content, path, redactor);
    if (line === undefined) continue;
    findings.push({
      message: `A secret is left in ${path} (${rulesAt(redactor, path)})`,
      position: { file, ...(line === 0 ? {} : { line }) },
    });
  }
  return findings;
}

/** Line of the first secret in a text; 0 when it is in no line alone, undefined when there is none. */
function secretLine(text: string, path: string, redactor: Redactor): number | undefined {
  if (redactor.text(text, path) === text) return undefined;
  return text.split("\n").findIndex((each) => redactor.text(each, path) !== each) + 1;
}

/** The same for a file of any size; what is no text holds none. */
async function secretLineIn(file: string, path: string, redactor: Redactor): Promise<number | undefined> {
  if ((await stat(file)).size <= WHOLE) {
    const text = textOf(await readFile(file))?.content;
    return text === undefined ? undefined : secretLine(text, path, redactor);
  }
  let found = false;
  for await (const _ of cleanStream(createReadStream(file), path, redactor, () => found = true)) {
    if (found) break;
  }
  if (!found) return undefined;
  let number = 0;
  for await (const line of createInterface({ input: createReadStream(file), crlfDelay: Infinity })) {
    number++;
    if (redactor.text(line, path) !== line) return number;
  }
  return 0;
}

function rulesAt(redactor: Redactor, path: string): string {
  const rules = redactor.redactions().filter(({ where }) => where === path).map(({ rule }) => rule);
  return rules.length === 0 ? "a secret" : `rule ${[...new Set(rules)].join(", ")}`;
}
