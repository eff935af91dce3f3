/** Removes the sandbox of an earlier play: only a folder that bears the run's id. */
import { rm } from "node:fs/promises";
import { basename } from "node:path";

/** Removes it; a folder of another name is left alone. */
export async function removeSandbox(dir: string, runId: string): Promise<void> {
  if (runId === `profile;;tmp;;${basename(dir)}`) await rm(dir, { recursive: true, force: true });
}
