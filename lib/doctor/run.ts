/** Runs the checks of `profile doctor`; none stops the others. */
import { messageOf } from "../errors.ts";
import type { Verdict } from "../model/exit.ts";
import type { Check, DoctorContext, Finding } from "./types.ts";

/** A finding and the check that made it. */
export interface DoctorItem extends Finding {
  check: string;
}

/** Runs the checks one after the other. A check that breaks is a failed finding. */
export async function runChecks(checks: readonly Check[], context: DoctorContext): Promise<DoctorItem[]> {
  const items: DoctorItem[] = [];
  for (const check of checks) {
    context.signal.throwIfAborted();
    const found = await check.run(context).catch((error: unknown): Finding[] => [{
      state: "failed",
      message: `The check could not be made: ${messageOf(error)}`,
    }]);
    items.push(...found.map((finding) => ({ check: check.name, ...finding })));
  }
  return items;
}

/** Warnings do not fail: what they name works. */
export function doctorVerdict(items: readonly DoctorItem[]): Verdict {
  return items.some(({ state }) => state === "failed") ? "unavailable" : "passed";
}
