/** Who holds something that a crash may leave behind: a process, told apart from a later one with its number. */
import { readFile } from "node:fs/promises";
import { hostname } from "node:os";

/** A process of a machine. */
export interface Owner {
  pid: number;
  host: string;
  /** Start of the process as the system counts it, where it says so. */
  started?: string;
}

/** This process. */
export async function thisProcess(): Promise<Owner> {
  const started = await startOf(process.pid);
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
  const started = await startOf(owner.pid);
  return owner.started === undefined || started === undefined || owner.started === started;
}

/** Clock ticks since boot at which a process started (field 22 of Linux's `/proc/<pid>/stat`). */
async function startOf(pid: number): Promise<string | undefined> {
  const line = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => undefined);
  // The second field is the program's name in parentheses and may hold anything.
  return line?.slice(line.lastIndexOf(")") + 2).split(" ")[19];
}
