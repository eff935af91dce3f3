/** How fast it is played: `--pace`, `--concurrency`. */
import { ProfileError } from "../lib/errors.ts";
import type { PlayOptions } from "../lib/play/options.ts";

/** What the command line says about speed. */
export interface OrderFlags {
  pace?: string | undefined;
  concurrency?: string | undefined;
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
