/** The invented erosion model: storms on hillslopes give runoff, soil loss and sediment. */
import type { Storm } from "./climate.ts";
import type { Cover } from "./landuse.ts";
import { clamp, hash01, round } from "./noise.ts";
import type { Soil } from "./soils.ts";
import type { Channel, Hillslope } from "./watershed.ts";

/** Values of a "run WEPP" request with their defaults filled in. */
export interface WeppOptions {
  clipSoils: boolean;
  /** Millimetres. */
  clipSoilsDepth: number;
  initialSat: number | undefined;
  /** Rill erodibility factor and critical shear of the channels. */
  kr: number;
  tcr: number;
  gwstorage: number;
  bfcoeff: number;
  dscoeff: number;
  bfthreshold: number;
  binary: string;
  channelShear: number;
  kcb: number;
}

/** Factors of the drift option that act here. */
export interface ErosionDrift {
  runoff: number;
  soil_loss: number;
  sediment: number;
}

/** One event on a hillslope. */
export interface SlopeEvent {
  storm: Storm;
  /** Millimetres. */
  runoff: number;
  /** Kilograms per square metre. */
  loss: number;
}

/** Yearly means of a hillslope. */
export interface SlopeResult {
  topaz_id: number;
  wepp_id: number;
  /** Cubic metres a year. */
  runoff: number;
  /** Cubic metres a year, below ground. */
  subrunoff: number;
  /** Kilograms a year. */
  soil_loss: number;
  /** Tonnes per hectare and year. */
  soil_loss_density: number;
  events: SlopeEvent[];
}

/** Yearly means of the watershed. */
export interface WatershedResult {
  years: number;
  area: number;
  runoff: number;
  baseflow: number;
  soil_loss: number;
  sediment_delivery: number;
  channel_erosion: number;
}

/** What falls on a hillslope, and what becomes of it. */
export function erodeSlope(
  slope: Hillslope,
  cover: Cover,
  soil: Soil,
  storms: readonly Storm[],
  options: WeppOptions,
  drift: ErosionDrift,
): SlopeResult {
  const years = yearsOf(storms);
  const depth = options.clipSoils ? Math.min(soil.depth, options.clipSoilsDepth) : soil.depth;
  const saturation = clamp(options.initialSat ?? soil.initial_sat, 0, 1);
  const storage = (6 + 0.9 * soil.ksat * (0.4 + cover.inrcov) + depth / 90) * (1.25 - saturation) *
    options.kcb;
  const binary = 0.99 + 0.02 * hash01("binary", options.binary);
  const ground = 1.04 - 0.55 * cover.rilcov - 0.45 * cover.cancov;
  const steep = slope.slope * Math.sqrt(slope.slope) * Math.sqrt(slope.length / Math.sqrt(slope.ofes));
  const events = storms.flatMap((storm) => {
    const excess = storm.prcp - 0.15 * storage;
    if (excess <= 0) return [];
    const runoff = round(excess * excess / (excess + storage) * binary * drift.runoff, 3);
    if (runoff <= 0) return [];
    const loss = soil.ki * runoff * steep * ground * ground * (1 + 0.1 * storm.ip) * 0.012 * options.kr;
    return [{ storm, runoff, loss: round(loss * drift.soil_loss, 6) }];
  });
  const sum = (of: (event: SlopeEvent) => number): number =>
    events.reduce((total, event) => total + of(event), 0) / years;
  const rain = storms.reduce((total, storm) => total + storm.prcp, 0) / years;
  const density = round(sum((event) => event.loss) * 10, 4);
  return {
    topaz_id: slope.topaz_id,
    wepp_id: slope.wepp_id,
    runoff: round(sum((event) => event.runoff) * slope.area * 10, 2),
    subrunoff: round(Math.max(0, rain - sum((event) => event.runoff)) * 0.08 * slope.area, 2),
    soil_loss: round(density * slope.area * 1000, 2),
    soil_loss_density: density,
    events,
  };
}

/** Everything that reaches the outlet. */
export function routeWatershed(
  slopes: readonly SlopeResult[],
  hillslopes: readonly Hillslope[],
  channels: readonly Channel[],
  storms: readonly Storm[],
  options: WeppOptions,
  drift: ErosionDrift,
): WatershedResult {
  const total = (of: (slope: SlopeResult) => number): number =>
    slopes.reduce((sum, slope) => sum + of(slope), 0);
  const runoff = total((slope) => slope.runoff);
  const loss = total((slope) => slope.soil_loss);
  const area = hillslopes.reduce((sum, slope) => sum + slope.area, 0);
  const bed = channels.reduce((sum, channel) => sum + channel.length * channel.width, 0);
  const channelErosion = runoff * bed / (1 + options.channelShear * options.tcr) * 2e-6;
  const stored = options.gwstorage / (1 + options.bfthreshold);
  const baseflow = (total((slope) => slope.subrunoff) + stored * area * 0.1) * options.bfcoeff /
    (1 + options.dscoeff);
  const delivered = 0.35 + 0.3 / (1 + area / 100);
  return {
    years: yearsOf(storms),
    area: round(area, 4),
    runoff: round(runoff, 2),
    baseflow: round(baseflow, 3),
    soil_loss: round(loss, 2),
    sediment_delivery: round((loss * delivered + channelErosion) / 1000 * drift.sediment, 4),
    channel_erosion: round(channelErosion, 3),
  };
}

function yearsOf(storms: readonly Storm[]): number {
  return Math.max(1, new Set(storms.map((storm) => storm.year)).size);
}
