/** For tests of the journal: a change in a process that kills itself, and what lies in a folder afterwards. */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { readFile, rm, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { walkFiles } from "../walk.ts";

/** Contents of all files below a folder. */
export async function tree(root: string): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  for (const path of await walkFiles(root)) found[path] = await readFile(join(root, path), "utf8");
  return found;
}

/**
 * Makes the change `update` in a process of its own that kills itself before the step of that number.
 *
 * @param changes TypeScript of the list of changes; `writeFile` and `join` are at hand
 */
export async function killedAt(root: string, at: number, changes: string): Promise<void> {
  const script = join(root, "..", `${basename(root)}-child.ts`);
  const journal = new URL("../journal.ts", import.meta.url).href;
  await writeFile(
    script,
    `import { writeFile } from "node:fs/promises";
     import { join } from "node:path";
     import { applyJournalled } from ${JSON.stringify(journal)};
     let step = 0;
     await applyJournalled(${JSON.stringify(root)}, "update", ${changes}, {
       onStep: () => { if (step++ === ${at}) process.kill(process.pid, "SIGKILL"); },
     });`,
  );
  try {
    const config = fileURLToPath(new URL("../../deno.json", journal));
    const child = spawn(process.execPath, ["run", "-A", "--no-check", "--config", config, script]);
    const signal = await new Promise((done) => child.on("exit", (_, name) => done(name)));
    assert.equal(signal, "SIGKILL");
  } finally {
    await rm(script, { force: true });
  }
}
