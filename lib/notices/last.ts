/** What the last invocation came to, so that a notice can be sent on a change alone: `profiles/results/.notices.json`. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { writeAtomic } from "../files/atomic.ts";
import { withLock } from "../files/lock.ts";
import { makeFolder } from "../files/make_folder.ts";
import { parseJson, stableJson } from "../model/json.ts";
import type { Verdict } from "../model/exit.ts";
import type { PlaysDocument } from "../report/document.ts";
import { resultsRoot } from "../results/folder.ts";
import type { NotifyOn } from "../settings/config.ts";

const Last = z.object({
  verdict: z.string(),
  /** Of each profile that was ever told of. */
  profiles: z.record(z.string(), z.string()),
});
const File = z.object({
  version: z.literal(1),
  /** By command: `play`, `report`. */
  commands: z.record(z.string(), Last),
});
/** How the last invocation of a command ended. */
export type Last = z.infer<typeof Last>;

/** True when something is another than last time; what was never told of counts as passed. */
export function hasChanged(last: Last | undefined, { verdict, profiles }: Last): boolean {
  if (verdict !== (last?.verdict ?? "passed")) return true;
  return Object.entries(profiles).some(([name, now]) => now !== (last?.profiles[name] ?? "passed"));
}

/** True when a notice is due. */
export function isDue(on: NotifyOn, verdict: Verdict, last: Last | undefined, now: Last): boolean {
  if (on === "always") return true;
  return on === "failure" ? verdict !== "passed" : hasChanged(last, now);
}

/** The verdicts of an invocation; a profile that was not played is incomplete. */
export function verdictsOf({ verdict, reports, not_played = [] }: PlaysDocument): Last {
  return {
    verdict,
    profiles: {
      ...Object.fromEntries(not_played.map((key) => [key, "incomplete"])),
      ...Object.fromEntries(reports.map((report) => [report.profile, report.verdict])),
    },
  };
}

/**
 * Notes how an invocation ended.
 *
 * @returns how the one before ended; undefined when nothing is noted, or it cannot be read
 * @throws the system's error when it cannot be written
 */
export async function exchangeLast(dataRoot: string, command: string, now: Last): Promise<Last | undefined> {
  const root = resultsRoot(dataRoot);
  const file = join(root, ".notices.json");
  await makeFolder(root);
  return await withLock(`${file}.lock`, async () => {
    const text = await readFile(file, "utf8").catch(() => "");
    const { data } = File.safeParse(parseJson(text));
    const commands = data?.commands ?? {};
    const last = Object.hasOwn(commands, command) ? commands[command] : undefined;
    commands[command] = { verdict: now.verdict, profiles: { ...last?.profiles, ...now.profiles } };
    await writeAtomic(file, stableJson({ version: 1, commands }));
    return last;
  });
}
