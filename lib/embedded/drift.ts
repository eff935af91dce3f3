/** Drift: factors on quantities, applied where a quantity is computed, so that every output moves with it. */
import { ProfileError } from "../errors.ts";
import { meant } from "../text/closest.ts";

/** Quantities that can drift. */
export const DRIFT_KEYS = [
  "soil_loss",
  "runoff",
  "sediment",
  "precipitation",
  "elevation",
  "cover",
  "conductivity",
  "ash",
] as const;

/** A factor for every quantity; 1 leaves it alone. */
export type Drift = Record<(typeof DRIFT_KEYS)[number], number>;

/**
 * The factors that were asked for.
 *
 * @throws ProfileError `usage` for an unknown quantity or a factor that is no positive number
 */
export function parseDrift(asked: Record<string, number> = {}): Drift {
  const drift = Object.fromEntries(DRIFT_KEYS.map((key) => [key, 1])) as Drift;
  for (const [key, factor] of Object.entries(asked)) {
    const known = DRIFT_KEYS.find((name) => name === key);
    if (known === undefined) {
      throw new ProfileError("usage", `The embedded server knows no quantity "${key}" that could drift`, {
        remedy: meant(key, DRIFT_KEYS, `Use one of ${DRIFT_KEYS.join(", ")}`),
      });
    }
    if (!Number.isFinite(factor) || factor <= 0) {
      throw new ProfileError("usage", `The drift of "${key}" is not a positive number: ${factor}`, {
        remedy: `For instance ${key}=1.03`,
      });
    }
    drift[known] = factor;
  }
  return drift;
}
