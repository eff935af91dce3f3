/** Weather: stations, generated storms, and the `.cli` text in which both own and uploaded climates lie. */
import { hash01, round } from "./noise.ts";

/** One day with weather. */
export interface Storm {
  day: number;
  month: number;
  year: number;
  /** Millimetres. */
  prcp: number;
  /** Hours. */
  dur: number;
  tp: number;
  ip: number;
  /** Degrees Celsius. */
  tmax: number;
  tmin: number;
}

/** A weather station. */
export interface Station {
  id: string;
  desc: string;
  lat: number;
  lon: number;
  distance_to_query_location: number;
}

/** What "build climate" says, as far as it changes the weather. */
export interface ClimateOptions {
  station: string;
  years: number;
  startYear: number;
  mode: number;
  /** Everything else that was sent; it moves the generator's seed. */
  flavour: string;
  /** Factor of the drift option and of precipitation scaling. */
  factor: number;
}

/** Days of a month for which a `.cli` of this server has lines. */
const DAYS = [1, 8, 15, 22];

/** The five stations next to a place, nearest first. */
export function stationsNear(lat: number, lon: number): Station[] {
  return [0, 1, 2, 3, 4].map((index) => {
    const id = String(
      100_000 + Math.floor(hash01("station", Math.floor(lat), Math.floor(lon), index) * 8999) + index,
    );
    return {
      id,
      desc: `Station ${id}`,
      lat: round(lat + 0.07 * (index + 1) * (index % 2 === 0 ? 1 : -1), 4),
      lon: round(lon + 0.05 * (index + 1), 4),
      distance_to_query_location: round(8.6 * (index + 1), 2),
    };
  });
}

/** Storms of a generated climate: equal options give equal weather. */
export function generateStorms(options: ClimateOptions): Storm[] {
  const { station, flavour, mode } = options;
  const wet = 6 + 9 * hash01("wet", station);
  const storms: Storm[] = [];
  for (let year = 1; year <= options.years; year++) {
    for (let month = 1; month <= 12; month++) {
      const season = 1 + 0.5 * Math.abs(7 - month) / 6;
      for (const day of DAYS) {
        const dice = hash01(station, flavour, mode, options.startYear, year, month, day);
        const depth = dice < 0.35 ? 0 : wet * season * (dice - 0.2) * (1 + 2.4 * dice * dice * dice);
        const warm = 24 - 3.6 * Math.abs(7 - month) + 6 * (hash01(station, "t", year, month, day) - 0.5);
        storms.push({
          day,
          month,
          year,
          prcp: round(depth * options.factor, 1),
          dur: depth === 0 ? 0 : 1.5,
          tp: depth === 0 ? 0 : 0.2,
          ip: depth === 0 ? 0 : 3.1,
          tmax: round(warm, 1),
          tmin: round(warm - 11, 1),
        });
      }
    }
  }
  return storms;
}

/** The `.cli` file of storms. */
export function writeCli(station: string, lat: number, lon: number, storms: readonly Storm[]): string {
  const years = storms[storms.length - 1]?.year ?? 0;
  const lines = [
    "5.32000",
    "1 0 0",
    `  Station:  ${station.padEnd(40)} CLIGEN VERSION 5.32`,
    " Latitude Longitude Elevation (m) Obs. Years   Beginning year  Years simulated Command Line:",
    `${cell(lat.toFixed(2), 9)}${cell(lon.toFixed(2), 10)}${cell("790", 12)}${cell("44", 12)}${
      cell("1", 12)
    }${cell(String(years), 12)}`,
    " da mo year  prcp  dur   tp     ip  tmax  tmin  rad  w-vl w-dir  tdew",
    "             (mm)  (h)               (C)   (C) (l/d) (m/s)(Deg)   (C)",
    ...storms.map((storm) =>
      [
        cell(String(storm.day), 3),
        cell(String(storm.month), 3),
        cell(String(storm.year), 5),
        cell(storm.prcp.toFixed(1), 6),
        cell(storm.dur.toFixed(2), 6),
        cell(storm.tp.toFixed(2), 6),
        cell(storm.ip.toFixed(2), 7),
        cell(storm.tmax.toFixed(1), 6),
        cell(storm.tmin.toFixed(1), 6),
        "  400.  3.0  180.   2.0",
      ].join("")
    ),
  ];
  return lines.join("\n") + "\n";
}

/** Storms of a `.cli` text; none when the text holds no table of weather. */
export function readCli(text: string): Storm[] {
  const lines = text.split(/\r?\n/);
  const head = lines.findIndex((line) => /^\s*da\s+mo\s+year\s+prcp\b/.test(line));
  if (head < 0) return [];
  return lines.slice(head + 2).flatMap((line) => {
    const numbers = line.trim().split(/\s+/).map(Number);
    const [day, month, year, prcp, dur, tp, ip, tmax, tmin] = numbers;
    if (day === undefined || month === undefined || year === undefined || prcp === undefined) return [];
    if (numbers.length < 9 || numbers.some(Number.isNaN)) return [];
    return [{
      day,
      month,
      year,
      prcp,
      dur: dur ?? 0,
      tp: tp ?? 0,
      ip: ip ?? 0,
      tmax: tmax ?? 0,
      tmin: tmin ?? 0,
    }];
  });
}

/** Yearly and monthly means of storms, millimetres. */
export function climateSummary(storms: readonly Storm[]): {
  years: number;
  events: number;
  mean_annual_prcp: number;
  monthly_prcp: number[];
} {
  const years = new Set(storms.map((storm) => storm.year)).size;
  const monthly: number[] = new Array(12).fill(0);
  for (const storm of storms) monthly[storm.month - 1] = (monthly[storm.month - 1] ?? 0) + storm.prcp;
  const total = monthly.reduce((sum, value) => sum + value, 0);
  return {
    years,
    events: storms.filter((storm) => storm.prcp > 0).length,
    mean_annual_prcp: round(total / Math.max(1, years), 2),
    monthly_prcp: monthly.map((value) => round(value / Math.max(1, years), 2)),
  };
}

function cell(text: string, width: number): string {
  return text.padStart(width);
}
