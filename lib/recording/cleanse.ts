/**
 * Goes over a log once more when its session is over: a name or a password may be known only from a later line than
 * the first that holds it.
 */
import { createReadStream } from "node:fs";
import { type FileHandle, open, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { syncFolder } from "../files/atomic.ts";
import { type JsonValue, parseJson } from "../model/json.ts";
import type { Redactor } from "../redact/redactor.ts";
import { writeError } from "./disk.ts";

/** Characters that are written together. */
const BLOCK = 1 << 20;

/**
 * Redacts the lines of a log again. It is replaced as a whole, and only when a line changed.
 *
 * @param log nobody may write to it meanwhile
 * @returns true when it was replaced
 * @throws ProfileError unavailable when the disk does not take it; the log is as it was then
 */
export async function cleanseLog(log: string, redactor: Redactor): Promise<boolean> {
  const temporary = `${log}.clean-tmp`;
  try {
    await rm(temporary, { force: true });
    const handle = await open(temporary, "wx", 0o600);
    let changed: boolean;
    try {
      changed = await copyClean(log, handle, redactor);
      if (changed) await handle.sync();
    } finally {
      await handle.close();
    }
    if (!changed) return false;
    await rename(temporary, log);
    await syncFolder(dirname(log));
    return true;
  } catch (error) {
    throw writeError(log, error);
  } finally {
    await rm(temporary, { force: true }).catch(() => {});
  }
}

async function copyClean(log: string, to: FileHandle, redactor: Redactor): Promise<boolean> {
  let changed = false;
  let block = "";
  for await (const line of linesOf(log)) {
    const clean = cleanLine(line, redactor);
    if (clean !== line) changed = true;
    block += clean;
    if (block.length < BLOCK) continue;
    await to.appendFile(block);
    block = "";
  }
  await to.appendFile(block);
  return changed;
}

/** Lines with their ends; the last one may have none. */
async function* linesOf(log: string): AsyncGenerator<string> {
  let rest = "";
  for await (const text of createReadStream(log, { encoding: "utf8" }) as AsyncIterable<string>) {
    const lines = (rest + text).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) yield `${line}\n`;
  }
  if (rest !== "") yield rest;
}

/** An untouched event keeps its line as it was written. */
function cleanLine(line: string, redactor: Redactor): string {
  const end = line.endsWith("\n") ? "\n" : "";
  const text = line.slice(0, line.length - end.length);
  const value = parseJson(text) as JsonValue | undefined;
  if (value === undefined) return redactor.text(text, "events") + end;
  const clean = redactor.json(value, "events");
  return clean === value ? line : JSON.stringify(clean) + end;
}
