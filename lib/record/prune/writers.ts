/** Which files other processes have open for writing, as far as the system tells (Linux, and processes one may see). */
import { readdir, readFile, readlink } from "node:fs/promises";
import process from "node:process";

/** Paths that some other process can write to now; empty where the system does not tell. */
export async function openForWriting(): Promise<Set<string>> {
  const found = new Set<string>();
  const pids = await readdir("/proc").catch(() => []);
  for (const pid of pids) {
    if (!/^\d+$/.test(pid) || Number(pid) === process.pid) continue;
    const numbers = await readdir(`/proc/${pid}/fd`).catch(() => []);
    for (const number of numbers) {
      const path = await readlink(`/proc/${pid}/fd/${number}`).catch(() => "");
      if (!path.startsWith("/") || found.has(path)) continue;
      const info = await readFile(`/proc/${pid}/fdinfo/${number}`, "utf8").catch(() => "");
      const flags = Number.parseInt(/^flags:\s*(\d+)/m.exec(info)?.[1] ?? "0", 8);
      if ((flags & 3) !== 0) found.add(path);
    }
  }
  return found;
}
