/** Looks for secrets in files that are about to leave a draft. The values are never shown. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Finding } from "../errors.ts";
import { textOf } from "../files/text_bytes.ts";
import type { Redactor } from "./redactor.ts";

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
    const text = content ?? (from === undefined ? undefined : textOf(await readFile(from))?.content);
    if (text === undefined || redactor.text(text, path) === text) continue;
    const line = text.split("\n").findIndex((each) => redactor.text(each, path) !== each) + 1;
    findings.push({
      message: `A secret is left in ${path} (${rulesAt(redactor, path)})`,
      position: { file: from ?? join(folder, path), ...(line === 0 ? {} : { line }) },
    });
  }
  return findings;
}

function rulesAt(redactor: Redactor, path: string): string {
  const rules = redactor.redactions().filter(({ where }) => where === path).map(({ rule }) => rule);
  return rules.length === 0 ? "a secret" : `rule ${[...new Set(rules)].join(", ")}`;
}
