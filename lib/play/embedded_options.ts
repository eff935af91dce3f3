/** `--embedded-drift` and `--embedded-fault`: what can be refused is refused before anything is played. */
import { ProfileError } from "../errors.ts";
import type { PlayOptions } from "./options.ts";

/** Options as the command line gives them. */
export interface EmbeddedFlags {
  embeddedDrift?: string[] | undefined;
  embeddedFault?: string[] | undefined;
}

/**
 * What the embedded server shall do otherwise.
 *
 * @throws ProfileError usage for a fault or quantity that it does not know
 */
export async function embeddedOf(
  { embeddedDrift = [], embeddedFault = [] }: EmbeddedFlags,
): Promise<PlayOptions["embedded"]> {
  const asked = { drift: driftsOf(embeddedDrift), faults: embeddedFault };
  if (embeddedDrift.length + embeddedFault.length > 0) {
    const { parseTroubles } = await import("../embedded/mod.ts");
    parseTroubles(asked);
  }
  return asked;
}

function driftsOf(words: string[]): Record<string, number> {
  return Object.fromEntries(words.map((word) => {
    const [key, factor] = word.split("=");
    const value = Number(factor);
    if (key !== undefined && factor !== undefined && Number.isFinite(value)) return [key, value];
    throw new ProfileError("usage", `Cannot read --embedded-drift "${word}"`, {
      remedy: "Write it as soil_loss=1.03",
    });
  }));
}

/** The quantities that can drift, and the faults with what they do: for completion. */
export async function embeddedNames(): Promise<{ drift: readonly string[]; faults: [string, string][] }> {
  const { DRIFT_KEYS } = await import("../embedded/drift.ts");
  const { FAULTS } = await import("../embedded/faults.ts");
  return { drift: DRIFT_KEYS, faults: Object.entries(FAULTS).map(([name, { about }]) => [name, about]) };
}
