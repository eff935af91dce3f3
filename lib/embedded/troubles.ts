/** What the server was asked to do otherwise than a sound one: faults and drift. */
import { type Drift, parseDrift } from "./drift.ts";
import { type Faults, parseFaults } from "./faults.ts";
import type { EmbeddedOptions } from "./options.ts";
import { TASKS } from "./tasks/registry.ts";

/**
 * Reads faults and drift as they were asked for.
 *
 * @throws ProfileError `usage` for an unknown one
 */
export function parseTroubles(
  { faults = [], drift }: Pick<EmbeddedOptions, "faults" | "drift">,
): { faults: Faults; drift: Drift } {
  return { faults: parseFaults(faults, TASKS.map(({ name }) => name)), drift: parseDrift(drift) };
}
