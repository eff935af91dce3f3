/** Which profiles are played, and how fast: `--last-failed`, `--pace`, `--concurrency`. */
import { ProfileError } from "../lib/errors.ts";
import type { PlayOptions } from "../lib/play/options.ts";
import { wasCutShort } from "../lib/play/resume/continuation.ts";
import { readLatest } from "../lib/results/latest.ts";
import type { Context } from "./context.ts";

/** What the command line says about order and speed. */
export interface OrderFlags {
  lastFailed?: true | undefined;
  pace?: string | undefined;
  concurrency?: string | undefined;
}

/**
 * The profiles whose last play did not pass as a whole, in the order of their names; says which.
 *
 * @param names of which to choose; none: of all that were played
 * @throws ProfileError usage when nothing was played yet
 */
export async function lastFailed(
  names: readonly string[],
  dataRoot: string,
  { out }: Context,
): Promise<string[]> {
  const { profiles } = await readLatest(dataRoot);
  const played = Object.keys(profiles).sort();
  if (played.length === 0) {
    throw new ProfileError("usage", "Nothing was played yet: there is no last result", {
      remedy: "Play without --last-failed",
    });
  }
  const chosen: string[] = [];
  const wanted = names.length === 0 ? played : names;
  for (const name of wanted) {
    const last = profiles[name];
    const slug = name.split("/").at(-1) ?? name;
    const unfinished = await wasCutShort({ dataRoot, slug, key: name, name });
    const why = last === undefined
      ? "was not played to its end yet"
      : unfinished
      ? "was cut short"
      : last.exit_code !== 0 || /partial/.test(last.summary)
      ? last.summary
      : undefined;
    if (why === undefined) continue;
    chosen.push(name);
    out.line(`--last-failed: ${name} (${why})`);
  }
  const rest = wanted.length - chosen.length;
  if (rest > 0 && chosen.length > 0) out.line(`--last-failed: ${rest} left out, they passed`);
  return chosen;
}

/**
 * `--pace` and `--concurrency`.
 *
 * @throws ProfileError usage for words that are none
 */
export function orderOptions(
  { pace, concurrency }: OrderFlags,
): Pick<PlayOptions, "pace" | "concurrency"> {
  const factor = pace === undefined || pace === "fast" ? undefined : pace === "recorded" ? 1 : factorOf(pace);
  if (concurrency !== undefined && !/^[1-9]\d{0,2}$/.test(concurrency)) {
    throw new ProfileError("usage", `--concurrency: "${concurrency}" is not a number of requests`, {
      remedy: "Use a number from 1 to 999",
    });
  }
  return {
    ...(factor === undefined ? {} : { pace: factor }),
    ...(concurrency === undefined ? {} : { concurrency: Number(concurrency) }),
  };
}

function factorOf(pace: string): number {
  const factor = Number(/^(\d+(?:\.\d+)?)x$/.exec(pace)?.[1]);
  if (factor > 0) return factor;
  throw new ProfileError("usage", `--pace: "${pace}" is no pace`, {
    remedy: "Use fast, recorded, or a factor such as 2x",
  });
}
