/** Channels, the watershed above an outlet, and its hillslopes, numbered the way TOPAZ numbers them. */
import { type Flow, stepLength } from "./flow.ts";
import { cellPlace, type Grid, placeCell } from "./grid.ts";
import { round } from "./noise.ts";
import type { Terrain } from "./terrain.ts";

/** One hillslope: everything that drains to one side, or to the head, of one channel. */
export interface Hillslope {
  topaz_id: number;
  wepp_id: number;
  channel: number;
  side: "left" | "right" | "top";
  /** Hectares. */
  area: number;
  /** Metres. */
  length: number;
  width: number;
  /** Metres per metre. */
  slope: number;
  elevation: number;
  lat: number;
  lon: number;
  /** Overland flow elements along the slope. */
  ofes: number;
  flowpaths: number;
}

/** One channel between a source or junction and the next junction or the outlet. */
export interface Channel {
  topaz_id: number;
  length: number;
  /** Metres; from the drained area. */
  width: number;
  /** Hectares. */
  drained: number;
  into: number | undefined;
}

/** A watershed cut into channels and hillslopes. */
export interface Watershed {
  outlet: number;
  /** TOPAZ id of each cell; 0 outside. */
  labels: number[];
  hillslopes: Hillslope[];
  channels: Channel[];
}

/** Cells within which an outlet click looks for the largest channel; beyond, the nearest is taken. */
const SNAP_RADIUS = 7;

/** What "build subcatchments" says. */
export interface AbstractionOptions {
  clipLength: number | undefined;
  ofeLength: number;
  ofeBuffer: boolean;
  walkFlowpaths: boolean;
  biegerWidths: boolean;
}

/**
 * Cells that are channels: enough drained area, and no source shorter than the minimum channel length.
 *
 * @param csa critical source area, hectares
 * @param mcl minimum channel length, metres
 */
export function channelMask(flow: Flow, csa: number, mcl: number): boolean[] {
  const threshold = Math.max(6, Math.round(24 + 5 * csa));
  const mask = flow.upstream.map((cells) => cells >= threshold);
  const shortest = Math.max(1, Math.round(mcl / 60));
  for (const source of sources(flow, mask)) {
    const link = downstream(flow, mask, source);
    if (link.length < shortest) { for (const cell of link) mask[cell] = false; }
  }
  return mask;
}

/** The channel cell that an outlet click means: much drained area and near; undefined outside of the grid. */
export function snapOutlet(
  grid: Grid,
  flow: Flow,
  mask: boolean[],
  lat: number,
  lon: number,
): { cell: number; distance: number } | undefined {
  const asked = placeCell(grid, lat, lon);
  if (asked === undefined) return undefined;
  let best: { cell: number; distance: number; score: number } | undefined;
  mask.forEach((channel, cell) => {
    if (!channel) return;
    const x = cell % grid.width - asked.column;
    const y = rowOf(cell, grid.width) - asked.row;
    const away = Math.sqrt(x * x + y * y);
    const score = away <= SNAP_RADIUS ? flow.upstream[cell] ?? 0 : -away;
    if (best === undefined || score > best.score) best = { cell, distance: away * grid.cell, score };
  });
  return best;
}

/** Cuts what drains to the outlet into channels and hillslopes. */
export function abstractWatershed(
  terrain: Terrain,
  flow: Flow,
  mask: boolean[],
  outlet: number,
  options: AbstractionOptions,
): Watershed {
  const { grid } = terrain;
  const inside = insideOf(flow, outlet);
  const channel = mask.map((is, cell) => (is || cell === outlet) && inside[cell] === true);
  const links = linksOf(flow, channel, outlet);
  const labels: number[] = new Array(inside.length).fill(0);
  const linkAt = new Map<number, Link>();
  for (const link of links) for (const cell of link.cells) linkAt.set(cell, link);
  for (const [cell, link] of linkAt) labels[cell] = link.id;
  const reach: number[] = new Array(inside.length).fill(0);
  for (const cell of flow.order) {
    if (!inside[cell] || channel[cell]) continue;
    const to = flow.receiver[cell] ?? -1;
    reach[cell] = (reach[to] ?? 0) + stepLength(cell, to, grid.width);
    const link = linkAt.get(to);
    labels[cell] = link === undefined ? labels[to] ?? 0 : link.id - sideOf(cell, to, link, flow, grid.width);
  }
  const hillslopes = describeHillslopes(terrain, flow, labels, reach, options);
  return {
    outlet,
    labels,
    hillslopes,
    channels: links.map((link) => describeChannel(link, flow, grid, options)),
  };
}

interface Link {
  id: number;
  cells: number[];
  source: boolean;
  into: Link | undefined;
}

function insideOf(flow: Flow, outlet: number): boolean[] {
  const inside: boolean[] = new Array(flow.order.length).fill(false);
  for (const cell of flow.order) inside[cell] = cell === outlet || inside[flow.receiver[cell] ?? -1] === true;
  return inside;
}

function sources(flow: Flow, mask: boolean[]): number[] {
  const fed = new Set<number>();
  mask.forEach((channel, cell) => channel && fed.add(flow.receiver[cell] ?? -1));
  return mask.flatMap((channel, cell) => channel && !fed.has(cell) ? [cell] : []);
}

/** Channel cells from a source down to, and without, the next junction. */
function downstream(flow: Flow, mask: boolean[], source: number): number[] {
  const cells = [source];
  const donors = donorCounts(flow, mask);
  for (
    let at = flow.receiver[source] ?? -1;
    at >= 0 && mask[at] && donors[at] === 1;
    at = flow.receiver[at] ?? -1
  ) {
    cells.push(at);
  }
  return cells;
}

function donorCounts(flow: Flow, mask: boolean[]): number[] {
  const donors: number[] = new Array(mask.length).fill(0);
  mask.forEach((channel, cell) => {
    const to = flow.receiver[cell] ?? -1;
    if (channel && to >= 0) donors[to] = (donors[to] ?? 0) + 1;
  });
  return donors;
}

/** Links from the farthest upstream to the outlet, numbered 24, 34, 44 and so on. */
function linksOf(flow: Flow, channel: boolean[], outlet: number): Link[] {
  const donors = donorCounts(flow, channel);
  const at = new Map<number, Link>();
  const links: Link[] = [];
  for (const cell of flow.order) {
    if (!channel[cell]) continue;
    const below = cell === outlet ? undefined : at.get(flow.receiver[cell] ?? -1);
    const starts = below === undefined || (donors[flow.receiver[cell] ?? -1] ?? 0) > 1;
    const link = starts ? { id: 0, cells: [], source: false, into: below } : below;
    if (starts) links.push(link);
    link.cells.push(cell);
    if (donors[cell] === 0) link.source = true;
    at.set(cell, link);
  }
  links.reverse();
  links.forEach((link, index) => link.id = 24 + 10 * index);
  return links;
}

/** What is taken from the channel's number: 1 for the right bank, 2 for the left, 3 for the head. */
function sideOf(cell: number, to: number, link: Link, flow: Flow, width: number): number {
  // Cells of a link run from downstream to upstream, so its head is the last one.
  if (link.source && to === link.cells[link.cells.length - 1]) return 3;
  const next = flow.receiver[to] ?? -1;
  const ahead = next < 0
    ? { x: 0, y: 1 }
    : { x: next % width - to % width, y: rowOf(next, width) - rowOf(to, width) };
  const inwards = { x: to % width - cell % width, y: rowOf(to, width) - rowOf(cell, width) };
  return ahead.x * inwards.y - ahead.y * inwards.x > 0 ? 2 : 1;
}

function rowOf(cell: number, width: number): number {
  return Math.floor(cell / width);
}

function describeHillslopes(
  terrain: Terrain,
  flow: Flow,
  labels: number[],
  reach: number[],
  options: AbstractionOptions,
): Hillslope[] {
  const { grid } = terrain;
  const cellsOf = new Map<number, number[]>();
  labels.forEach((label, cell) => {
    if (label === 0 || label % 10 === 4) return;
    const cells = cellsOf.get(label) ?? [];
    cells.push(cell);
    cellsOf.set(label, cells);
  });
  return [...cellsOf.keys()].sort((a, b) => a - b).map((id, index) => {
    const cells = cellsOf.get(id) ?? [];
    const channel = id + 4 - id % 10;
    const area = cells.length * grid.cell * grid.cell;
    const longest = Math.max(...cells.map((cell) => reach[cell] ?? 0)) * grid.cell;
    const length = Math.min(longest, options.clipLength ?? Infinity);
    const drops = cells.map((cell) => {
      const to = flow.receiver[cell] ?? cell;
      return ((flow.filled[cell] ?? 0) - (flow.filled[to] ?? 0)) /
        (stepLength(cell, to, grid.width) * grid.cell);
    });
    const middle = cells.map((cell) => cellPlace(grid, cell % grid.width, rowOf(cell, grid.width)));
    const mean = (values: number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
    const ofes = Math.max(1, Math.ceil(length / options.ofeLength)) + (options.ofeBuffer ? 1 : 0);
    return {
      topaz_id: id,
      wepp_id: index + 1,
      channel,
      side: id % 10 === 1 ? "top" : id % 10 === 2 ? "left" : "right",
      area: round(area / 10_000, 4),
      length: round(length, 2),
      width: round(area / length, 2),
      slope: round(Math.max(0.005, mean(drops)), 5),
      elevation: round(mean(cells.map((cell) => terrain.elevation[cell] ?? 0)), 2),
      lat: round(mean(middle.map((place) => place.lat)), 6),
      lon: round(mean(middle.map((place) => place.lon)), 6),
      ofes,
      flowpaths: options.walkFlowpaths ? cells.length : 0,
    };
  });
}

function describeChannel(link: Link, flow: Flow, grid: Grid, options: AbstractionOptions): Channel {
  const drained = (flow.upstream[link.cells[0] ?? 0] ?? 0) * grid.cell * grid.cell / 10_000;
  const root = Math.sqrt(drained);
  return {
    topaz_id: link.id,
    length: round(link.cells.length * grid.cell, 2),
    width: round(options.biegerWidths ? 0.9 + 0.21 * root : 0.5 + 0.1 * root, 3),
    drained: round(drained, 4),
    into: link.into?.id,
  };
}
