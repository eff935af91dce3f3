/**
 * State of a run in `*.nodb` files, JSON in the form of Python's jsonpickle. Readers are lenient: a snapshot of
 * another server has other keys, and what is missing or odd has a default.
 */
import { z } from "zod";

const number = (value: number) => z.number().catch(value);
const text = (value: string) => z.string().catch(value);
const flag = (value: boolean) => z.boolean().catch(value);
const fractions = z.record(z.string(), z.number());

const Hillslope = z.object({
  topaz_id: z.number(),
  wepp_id: z.number(),
  channel: z.number(),
  side: z.enum(["left", "right", "top"]),
  area: z.number(),
  length: z.number(),
  width: z.number(),
  slope: z.number(),
  elevation: z.number(),
  lat: z.number(),
  lon: z.number(),
  ofes: z.number(),
  flowpaths: z.number(),
});

const Channel = z.object({
  topaz_id: z.number(),
  length: z.number(),
  width: z.number(),
  drained: z.number(),
  into: z.number().optional(),
}).transform((channel) => ({ ...channel, into: channel.into }));

const Cover = z.object({
  key: z.string(),
  management: z.string(),
  cancov: z.number(),
  inrcov: z.number(),
  rilcov: z.number(),
  burn: z.number(),
});

const Soil = z.object({
  mukey: z.string(),
  texture: z.string(),
  clay: z.number(),
  sand: z.number(),
  ksat: z.number(),
  ki: z.number(),
  depth: z.number(),
  initial_sat: z.number(),
  sol_ver: z.number(),
});

const Dem = z.object({
  bounds: z.tuple([z.number(), z.number(), z.number(), z.number()]),
  center: z.tuple([z.number(), z.number()]),
  zoom: z.number(),
  cellsize: z.number(),
  uploaded: z.string().nullable(),
  breach: z.number(),
  csa: z.number(),
  mcl: z.number(),
});

const Outlet = z.object({
  lat: z.number(),
  lng: z.number(),
  pixel_coords: z.tuple([z.number(), z.number()]),
  distance_from_requested: z.number(),
  cell: z.number(),
});

const Abstraction = z.object({
  clip_hillslope_length: z.number().nullable(),
  mofe_target_length: z.number(),
  mofe_buffer: z.boolean(),
  walk_flowpaths: z.boolean(),
  bieger2015_widths: z.boolean(),
});

/** Every controller: its Python class and its state. */
export const CONTROLLERS = {
  ron: {
    python: "wepppy.nodb.core.ron.Ron",
    state: z.looseObject({ _name: text(""), _scenario: text(""), _mods: z.array(z.string()).catch([]) }),
  },
  unitizer: {
    python: "wepppy.nodb.unitizer.Unitizer",
    state: z.looseObject({
      _is_english: flag(false),
      _preferences: z.record(z.string(), z.unknown()).catch({}),
    }),
  },
  watershed: {
    python: "wepppy.nodb.core.watershed.Watershed",
    state: z.looseObject({
      dem: Dem.nullable().catch(null),
      uploaded_dem: z.string().nullable().catch(null),
      _outlet: Outlet.nullable().catch(null),
      abstraction: Abstraction.nullable().catch(null),
      hillslopes: z.array(Hillslope).catch([]),
      channels: z.array(Channel).catch([]),
      abstracted: flag(false),
    }),
  },
  landuse: {
    python: "wepppy.nodb.core.landuse.Landuse",
    state: z.looseObject({
      mode: number(0),
      nlcd_db: text(""),
      mapping: text(""),
      _single_selection: z.string().nullable().catch(null),
      lc_fn: z.string().nullable().catch(null),
      uploaded: z.string().nullable().catch(null),
      burn_shrubs: flag(true),
      burn_grass: flag(false),
      overrides: z.record(z.string(), fractions).catch({}),
      domlc_d: z.record(z.string(), z.string()).catch({}),
      burn: fractions.catch({}),
      treatments: fractions.catch({}),
      covers: z.record(z.string(), Cover).catch({}),
      built: flag(false),
    }),
  },
  soils: {
    python: "wepppy.nodb.core.soils.Soils",
    state: z.looseObject({
      mode: number(0),
      initial_sat: number(0.75),
      soils: z.record(z.string(), Soil).catch({}),
      built: flag(false),
    }),
  },
  climate: {
    python: "wepppy.nodb.core.climate.Climate",
    state: z.looseObject({
      climate_mode: number(0),
      climatestation: z.string().nullable().catch(null),
      orig_cli_fn: text(""),
      cli_fn: z.string().nullable().catch(null),
      built: flag(false),
    }),
  },
  wepp: {
    python: "wepppy.nodb.core.wepp.Wepp",
    state: z.looseObject({ _status: text(""), opts: z.record(z.string(), z.unknown()).catch({}) }),
  },
  disturbed: {
    python: "wepppy.nodb.mods.disturbed.disturbed.Disturbed",
    state: z.looseObject({
      disturbed_fn: z.string().nullable().catch(null),
      disturbed_path: z.string().nullable().catch(null),
      sha256: z.string().nullable().catch(null),
      fire_date: text("8/4"),
      sol_ver: number(9002),
      sbs_mode: text("0"),
      uploads: number(0),
    }),
  },
  ash: {
    python: "wepppy.nodb.mods.ash_transport.ash.Ash",
    state: z.looseObject({ ash_depth_mode: number(1), fire_date: text(""), built: flag(false) }),
  },
  omni: {
    python: "wepppy.nodb.mods.omni.omni.Omni",
    state: z.looseObject({
      scenarios: z.array(z.record(z.string(), z.unknown())).catch([]),
      built: flag(false),
    }),
  },
  revegetation: {
    python: "wepppy.nodb.mods.revegetation.Revegetation",
    state: z.looseObject({ cover_transform_path: text("") }),
  },
  roads: {
    python: "wepppy.nodb.mods.roads.Roads",
    state: z.looseObject({ geojson_path: text("") }),
  },
} as const;

/** Name of a controller. */
export type ControllerName = keyof typeof CONTROLLERS;
/** State of a controller. */
export type StateOf<Name extends ControllerName> = z.infer<(typeof CONTROLLERS)[Name]["state"]>;
