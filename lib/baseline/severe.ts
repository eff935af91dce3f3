/** Severe risks of an update as a whole: which there are, and which were allowed. */
import { ProfileError } from "../errors.ts";
import type { BaselineManifest } from "../model/manifest.ts";
import type { Pending } from "./pending.ts";

/** A severe risk. */
export interface Severe {
  /** The output; or with `step` the id of a step. */
  path: string;
  /** In words that follow its name. */
  reason: string;
  step?: true;
}

/** All of them, or those that a person said yes to, by path. */
export type AllowSevere = boolean | ReadonlySet<string>;

/** Steps whose answers have another status than when the baseline was accepted: all outputs come from another course. */
export function changedStatuses(
  manifest: BaselineManifest | undefined,
  { statuses = {} }: Pending,
): Severe[] {
  return Object.entries(manifest?.statuses ?? {}).flatMap(([step, before]) => {
    const after = statuses[step];
    if (after === undefined || after === before) return [];
    return [{
      path: step,
      step: true,
      reason: `answers ${after}, and ${before} when the baseline was accepted`,
    }];
  });
}

/** True when a person said yes to this very output. */
function isNamed(allowed: AllowSevere, path: string): boolean {
  return typeof allowed !== "boolean" && allowed.has(path);
}

/**
 * Refuses severe risks that nobody allowed.
 *
 * @throws ProfileError refused, naming each
 */
export function refuseSevere(severe: readonly Severe[], allowed: AllowSevere): void {
  const [first, ...others] = severe.filter(({ path }) => allowed !== true && !isNamed(allowed, path)).map(
    severeWords,
  );
  if (first === undefined) return;
  throw new ProfileError("refused", first, {
    others: others.map((message) => ({ message })),
    remedy: "Accept the others with --accept, or take it with --allow-severe when this is what you want",
  });
}

/** `The output "out/a.json" is empty (0 bytes)`. */
export function severeWords({ path, reason, step }: Severe): string {
  return `The ${step === true ? "step" : "output"} "${path}" ${reason}`;
}
