/** Runs the checks of `profile doctor`; none stops the others. */
import { messageOf, ProfileError } from "../errors.ts";
import { Server } from "./server/server.ts";
import type { Check, DoctorContext, Finding, Topic } from "./types.ts";

/** A finding and the check that made it. */
export interface DoctorItem extends Finding {
  check: string;
  topic: Topic;
}

/** Runs the checks one after the other. A check that breaks is a failed finding. The server is closed in the end. */
export async function runChecks(checks: readonly Check[], context: DoctorContext): Promise<DoctorItem[]> {
  const items: DoctorItem[] = [];
  try {
    for (const { name, topic, run } of checks) {
      context.signal.throwIfAborted();
      const found = await run(context).catch((error: unknown): Finding[] => [broken(error)]);
      context.signal.throwIfAborted();
      items.push(...found.map((finding) => ({ check: name, topic, ...finding })));
    }
    return items;
  } finally {
    if (context.server instanceof Server) await context.server.close();
  }
}

function broken(error: unknown): Finding {
  const remedy = error instanceof ProfileError ? error.remedy : undefined;
  return {
    state: "failed",
    message: `The check could not be made: ${messageOf(error)}`,
    ...(remedy === undefined ? {} : { remedy }),
  };
}

/** Warnings do not fail: what they name works. */
export function doctorVerdict(items: readonly Pick<DoctorItem, "state">[]): "passed" | "unavailable" {
  return items.some(({ state }) => state === "failed") ? "unavailable" : "passed";
}
