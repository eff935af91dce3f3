/** The text files of a WEPP run, in WEPP's manner: fixed columns, a dated header in one of them. */
import type { SlopeResult, WatershedResult } from "./erosion.ts";
import type { Hillslope } from "./watershed.ts";

/** `wepp/runs/p<N>.run`: what a hillslope run is asked. */
export function runFile(slope: Hillslope, years: number): string {
  const id = slope.wepp_id;
  const answers = ["M", "Y", "1", "1", "No", `../output/H${id}.loss.dat`, "Yes", `../output/H${id}.ebe.dat`];
  return [...answers, `p${id}.man`, `p${id}.slp`, `p${id}.cli`, `p${id}.sol`, "0", years, "0", ""].join("\n");
}

/** `wepp/output/H<N>.ebe.dat`: events of one hillslope. */
export function slopeEvents(result: SlopeResult): string {
  const rows = result.events.map(({ storm, runoff, loss }) =>
    `${pad(storm.day, 4)}${pad(storm.month, 4)}${pad(storm.year, 6)}${pad(storm.prcp.toFixed(1), 8)}${
      pad(runoff.toFixed(2), 8)
    }${pad(loss.toFixed(4), 9)}`
  );
  return ["EVENT OUTPUT", " day  mo  year   Precp  Runoff   IR-det", ...rows, ""].join("\n");
}

/**
 * `wepp/output/loss_pw0.txt`. The second line says when the model was run: this file differs between runs.
 *
 * @param built `2026-11-22 11:07`
 */
export function lossReport(slopes: readonly SlopeResult[], total: WatershedResult, built: string): string {
  const rows = slopes.map((slope) =>
    `Hill${pad(slope.wepp_id, 6)}${pad(slope.runoff.toFixed(1), 10)}${pad(slope.subrunoff.toFixed(1), 10)}${
      pad(slope.soil_loss.toFixed(3), 12)
    }`
  );
  return [
    `                      ANNUAL SUMMARY FOR WATERSHED IN YEAR: ${total.years}`,
    `    WEPP VERSION 2025.09 built ${built}`,
    "",
    "Hillslopes Runoff Subrunoff Soil",
    "   (ID)   (m^3)   (m^3)    Loss (kg)",
    ...rows,
    "",
    `  Total contributing area to outlet = ${pad(total.area.toFixed(2), 10)} ha`,
    `  Avg. Ann. water discharge from outlet = ${pad((total.runoff + total.baseflow).toFixed(1), 12)} m^3/yr`,
    `  Avg. Ann. sediment discharge from outlet = ${pad(total.sediment_delivery.toFixed(3), 10)} tonnes/yr`,
    "",
  ].join("\n");
}

/** `wepp/output/ebe_pw0.txt`: events at the outlet. */
export function watershedEvents(slopes: readonly SlopeResult[], hillslopes: readonly Hillslope[]): string {
  const rows = atOutlet(slopes, hillslopes).map(({ storm, runoff, loss }) =>
    `${pad(storm.day, 3)}${pad(storm.month, 4)}${pad(storm.year, 5)}${pad(storm.prcp.toFixed(2), 10)}${
      pad(runoff.toFixed(2), 12)
    }${pad((loss / 1000).toFixed(4), 10)}`
  );
  return ["WATERSHED OUTPUT: EVENT SUMMARY", ...rows, ""].join("\n");
}

/** `wepp/output/totalwatsed.csv`: month by month. */
export function monthlyTable(
  slopes: readonly SlopeResult[],
  hillslopes: readonly Hillslope[],
  storms: readonly { month: number; year: number; prcp: number }[],
  area: number,
): string {
  const months = new Map<string, { prcp: number; runoff: number; loss: number }>();
  const at = (year: number, month: number) => {
    const key = `${year},${month},1`;
    const found = months.get(key) ?? { prcp: 0, runoff: 0, loss: 0 };
    months.set(key, found);
    return found;
  };
  for (const storm of storms) at(storm.year, storm.month).prcp += storm.prcp;
  for (const event of atOutlet(slopes, hillslopes)) {
    at(event.storm.year, event.storm.month).runoff += event.runoff;
    at(event.storm.year, event.storm.month).loss += event.loss;
  }
  const rows = [...months].map(([key, sum]) =>
    `${key},${sum.prcp.toFixed(2)},${(sum.runoff / Math.max(area, 0.01) / 10).toFixed(3)},${
      (sum.loss / 1000).toFixed(4)
    }`
  );
  return ["Year,Month,Day,Precipitation (mm),Streamflow (mm),Sed Del (tonne)", ...rows, ""].join("\n");
}

/** Events summed over the slopes: runoff in cubic metres, loss in kilograms. */
function atOutlet(slopes: readonly SlopeResult[], hillslopes: readonly Hillslope[]) {
  const area = new Map(hillslopes.map((slope) => [slope.topaz_id, slope.area]));
  const sums = new Map<
    number,
    { storm: SlopeResult["events"][number]["storm"]; runoff: number; loss: number }
  >();
  for (const slope of slopes) {
    const hectares = area.get(slope.topaz_id) ?? 0;
    for (const { storm, runoff, loss } of slope.events) {
      const day = (storm.year * 12 + storm.month) * 32 + storm.day;
      const sum = sums.get(day) ?? { storm, runoff: 0, loss: 0 };
      sum.runoff += runoff * hectares * 10;
      sum.loss += loss * hectares * 10_000;
      sums.set(day, sum);
    }
  }
  return [...sums].sort((a, b) => a[0] - b[0]).map(([, sum]) => sum);
}

function pad(value: string | number, width: number): string {
  return String(value).padStart(width);
}
