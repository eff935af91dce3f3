/** Drift and faults that a play asked of the embedded server, in words: they must not pass for a sound server. */
import type { Report } from "./report.ts";

type Troubles = Pick<Report, "embedded">;

/** `drift soil_loss=1.03`, `fault jitter=0.5`: for summaries; none when the server did as a sound one. */
export function troubleWords({ embedded }: Troubles): string[] {
  return [
    ...drifts(embedded).map((word) => `drift ${word}`),
    ...faults(embedded).map((word) => `fault ${word}`),
  ];
}

/** `--embedded-drift soil_loss=1.03`: the options that asked for it, each with its value. */
export function troubleOptions({ embedded }: Troubles): string[] {
  return [
    ...drifts(embedded).map((word) => `--embedded-drift ${word}`),
    ...faults(embedded).map((word) => `--embedded-fault ${word}`),
  ];
}

function drifts(embedded: Report["embedded"]): string[] {
  return Object.entries(embedded?.drift ?? {}).map(([key, factor]) => `${key}=${factor}`);
}

function faults(embedded: Report["embedded"]): readonly string[] {
  return embedded?.faults ?? [];
}
