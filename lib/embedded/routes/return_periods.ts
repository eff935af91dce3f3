/** Return periods of the events at the outlet. */
import { round } from "../model/noise.ts";

/** Years for which an event is looked up. */
const PERIODS = [2, 5, 10, 25];

/**
 * The largest events by return period, from the text of `ebe_pw0.txt`.
 *
 * @param excluded years that do not count, numbered from 0 as the page does
 * @param method `cta` counts all events, anything else the largest of each year
 */
export function returnPeriods(
  text: string,
  excluded: ReadonlySet<number>,
  method: string,
): Record<string, string | number>[] {
  const all = text.split("\n").slice(1).map((line) => line.trim().split(/\s+/).map(Number)).filter((row) =>
    row.length === 6
  );
  const events = all.map(([day = 0, month = 0, year = 0, precip = 0, runoff = 0]) => ({
    day,
    month,
    year,
    precip,
    runoff,
  }))
    .filter((event) => !excluded.has(event.year - 1));
  const years = new Set(events.map((event) => event.year)).size;
  const byRunoff = events.sort((a, b) => b.runoff - a.runoff);
  const seen = new Set<number>();
  const ranked = method === "cta"
    ? byRunoff
    : byRunoff.filter(({ year }) => !seen.has(year) && seen.add(year));
  return PERIODS.filter((period) => period <= years).flatMap((period) => {
    const event = ranked[Math.max(0, Math.round(years / period) - 1)];
    return event === undefined ? [] : [{ period, ...event, runoff: round(event.runoff, 2) }];
  });
}
