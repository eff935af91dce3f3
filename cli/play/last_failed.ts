/** `--last-failed`: the profiles whose last play did not pass as a whole, or that were asked for and not played. */
import { join } from "node:path";
import { ProfileError } from "../../lib/errors.ts";
import { exists } from "../../lib/files/safe_path.ts";
import { wasCutShort } from "../../lib/play/resume/continuation.ts";
import { type Latest, readLatest } from "../../lib/results/latest.ts";
import type { Context } from "../context.ts";
import type { AskedProfile } from "./asked.ts";

/**
 * Everything that was played or was to be played, in the order of the names.
 *
 * @throws ProfileError usage when that is nothing
 */
export async function everyPlayed(dataRoot: string): Promise<AskedProfile[]> {
  const { profiles, unplayed, last_play } = await readLatest(dataRoot);
  const keys = [...new Set([...Object.keys(profiles), ...Object.keys(unplayed)])].sort();
  if (keys.length === 0 && last_play === undefined) {
    throw new ProfileError("usage", "Nothing was played yet: there is no last result", {
      remedy: "Play without --last-failed",
    });
  }
  return keys.map((key) => ({ name: key, key, exact: false }));
}

/**
 * Those of the given ones that did not pass; says which.
 *
 * @param named true when the command line names them: what of the last play is not among them is not meant
 * @throws ProfileError usage when the last play did not pass, and nothing that it asked for is there
 */
export async function lastFailed(
  wanted: readonly AskedProfile[],
  named: boolean,
  context: Context,
): Promise<AskedProfile[]> {
  const { out } = context;
  const dataRoot = await context.dataRoot();
  const latest = await readLatest(dataRoot);
  const chosen: AskedProfile[] = [];
  let passed = 0;
  for (const one of wanted) {
    const why = await whyNot(one.key, latest, dataRoot);
    if (why === undefined) passed++;
    else if (!one.exact && !await isThere(one.key, dataRoot)) {
      out.line(`--last-failed: ${one.name} is left out: it is not there any more`);
    } else {
      chosen.push(one);
      out.line(`--last-failed: ${one.name} (${why})`);
    }
  }
  if (passed > 0 && chosen.length > 0) out.line(`--last-failed: ${passed} left out, they passed`);
  if (chosen.length === 0 && !named) await refuseLost(latest, dataRoot);
  return chosen;
}

/** Why it is to be played again; undefined: it passed. */
async function whyNot(
  key: string,
  { profiles, unplayed }: Latest,
  dataRoot: string,
): Promise<string | undefined> {
  const last = Object.hasOwn(profiles, key) ? profiles[key] : undefined;
  const open = Object.hasOwn(unplayed, key) ? unplayed[key] : undefined;
  const slug = key.split("/").at(-1) ?? key;
  if (await wasCutShort({ dataRoot, slug, key, name: key })) return "was cut short";
  if (open !== undefined) return open.reason;
  if (last === undefined) return "was not played to its end yet";
  return last.exit_code !== 0 || /partial/.test(last.summary) ? last.summary : undefined;
}

/** A play that was refused for names that nothing has is not made good by having nothing left to play. */
async function refuseLost({ last_play: last }: Latest, dataRoot: string): Promise<void> {
  if (last === undefined || last.verdict === "passed") return;
  const gone: string[] = [];
  for (const { profile, result } of last.profiles) {
    if (result === null && !await isThere(profile, dataRoot)) gone.push(profile);
  }
  if (last.profiles.length > 0 && gone.length === 0) return;
  const what = gone.length === 0 ? "it came to no profile" : `there is no ${gone.join(", ")}`;
  throw new ProfileError("usage", `The last play ended ${last.verdict}: ${what}`, {
    remedy: "Play without --last-failed",
  });
}

async function isThere(key: string, dataRoot: string): Promise<boolean> {
  return await exists(join(dataRoot, "profiles", key));
}
