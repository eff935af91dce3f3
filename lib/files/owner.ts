/** Who holds something that a crash may leave behind: a process, told apart from a later one with its number. */
import { readFile } from "node:fs/promises";
import { hostname } from "node:os";
import process from "node:process";
import { z } from "zod";
import { parseJson } from "../model/json.ts";

/** A process of a machine. */
export const Owner = z.object({
  pid: z.number().int().positive(),
  host: z.string(),
  /** Start of the process as the system counts it, where it says so. */
  started: z.string().exactOptional(),
  /** What it does, in the words of the command line: `promote us-small`. */
  command: z.string().exactOptional(),
  /** Since when, ISO 8601. */
  since: z.string().exactOptional(),
});
export type Owner = z.infer<typeof Owner>;

/** How long something of another machine, which cannot be asked, counts as being worked on, in ms. */
const FOREIGN_PATIENCE = 10 * 60 * 1000;

/** The owner that a file names; undefined when the text is not one of ours. */
export function parseOwner(text: string): Owner | undefined {
  return Owner.safeParse(parseJson(text)).data;
}

/**
 * True when the process may still be at work on what it owns.
 *
 * @param touched when it was last changed, ms since 1970; counts for processes of other machines
 */
export async function mayBeAtWork(owner: Owner, self: Owner, touched: number): Promise<boolean> {
  return owner.host === self.host ? await isAlive(owner) : Date.now() - touched < FOREIGN_PATIENCE;
}

/** This process. */
export async function thisProcess(): Promise<Owner> {
  const { started } = await statOf(process.pid);
  return { pid: process.pid, host: hostname(), ...(started === undefined ? {} : { started }) };
}

/** True when the process of this machine is still there. */
export async function isAlive(owner: Owner): Promise<boolean> {
  try {
    process.kill(owner.pid, 0);
  } catch (error) {
    const gone = error instanceof Error && "code" in error && error.code === "ESRCH";
    if (gone) return false;
  }
  const { state, started } = await statOf(owner.pid);
  // A killed process that its parent did not ask about yet still has its number, and does nothing any more.
  if (state === "Z" || state === "X") return false;
  return owner.started === undefined || started === undefined || owner.started === started;
}

/** State, and clock ticks since boot at which a process started (fields 3 and 22 of Linux's `/proc/<pid>/stat`). */
async function statOf(pid: number): Promise<{ state?: string | undefined; started?: string | undefined }> {
  const line = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => undefined);
  // The second field is the program's name in parentheses and may hold anything.
  const fields = line?.slice(line.lastIndexOf(")") + 2).split(" ") ?? [];
  return { state: fields[0], started: fields[19] };
}
