/** `--embedded-drift` and `--embedded-fault`: what can be refused is refused before anything is played. */
import { ProfileError } from "../../lib/errors.ts";
import type { PlayOptions } from "../../lib/play/options.ts";

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
    const { parseTroubles } = await import("../../lib/embedded/mod.ts");
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
