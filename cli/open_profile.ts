/** Loads the profile that a command names; a change that was cut short is finished or undone first, and said. */
import { journalRoot } from "../lib/baseline/update.ts";
import { recoverJournal } from "../lib/files/journal.ts";
import { type LoadedProfile, loadProfile } from "../lib/profiles/load.ts";
import type { Context } from "./context.ts";

export async function openProfile(context: Context, name: string): Promise<LoadedProfile> {
  const dataRoot = await context.dataRoot();
  const loaded = await loadProfile(name, dataRoot, context.cwd);
  const recovered = await recoverJournal(journalRoot(loaded.dir, loaded.baselineDir));
  if (recovered === undefined) return loaded;
  context.out.warn(`note: ${recovered}`);
  return await loadProfile(name, dataRoot, context.cwd);
}
