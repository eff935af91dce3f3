/**
 * What differs from run to run although code and requests are the same, as it does on real servers: the faults `jitter`,
 * `shuffled-rows` and `timestamps`. Within one run a figure is always the same.
 */
import type { JsonObject } from "../model/json.ts";
import type { App } from "./app.ts";
import type { SlopeResult } from "./model/erosion.ts";
import { hash01, round } from "./model/noise.ts";
import type { Run } from "./runs/run.ts";

type Server = Pick<App, "faults" | "now">;

/**
 * The result of a hillslope with every figure a little beside.
 *
 * @returns the same result where the server has no `jitter`
 */
export function jittered(result: SlopeResult, run: Pick<Run, "id">, { faults }: Server): SlopeResult {
  const most = faults.percent("jitter") / 100;
  if (most === 0) return result;
  const move = (value: number, decimals: number, ...what: (string | number)[]) =>
    round(value * (1 + most * (2 * hash01(run.id, result.topaz_id, ...what) - 1)), decimals);
  return {
    ...result,
    runoff: move(result.runoff, 2, "runoff"),
    subrunoff: move(result.subrunoff, 2, "subrunoff"),
    soil_loss: move(result.soil_loss, 2, "soil_loss"),
    soil_loss_density: move(result.soil_loss_density, 4, "density"),
    events: result.events.map(({ storm, runoff, loss }, index) => ({
      storm,
      runoff: move(runoff, 3, "event runoff", index),
      loss: move(loss, 6, "event loss", index),
    })),
  };
}

/**
 * The rows of a table in the order of this run.
 *
 * @param table its name: every table has an order of its own
 */
export function inSomeOrder<Row>(
  rows: readonly Row[],
  table: string,
  run: Pick<Run, "id">,
  { faults }: Server,
): readonly Row[] {
  if (!faults.hits("shuffled-rows")) return rows;
  const keyed = rows.map((row, index) => ({ row, key: hash01(run.id, table, index) }));
  return keyed.sort((a, b) => a.key - b.key).map(({ row }) => row);
}

/** When a result was made, and how long it took; nothing where the server does not say so. */
export function timesOf(run: Pick<Run, "id">, { faults, now }: Server): JsonObject {
  if (!faults.hits("timestamps")) return {};
  const share = hash01(run.id, "elapsed");
  const seconds = round(0.1 + 900 * share * share * share * share, 3);
  return { generated_at: new Date(now()).toISOString(), elapsed_seconds: seconds };
}

/** The same as lines at the end of a text. */
export function timeLines(run: Pick<Run, "id">, server: Server): string {
  const { generated_at: at, elapsed_seconds: seconds } = timesOf(run, server);
  return at === undefined ? "" : `written ${at}\ntook ${seconds} s\n`;
}
