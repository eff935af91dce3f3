/**
 * Which files of a run directory each task writes. Source: the layout of run directories in WEPPcloud's documents
 * (`weppcloud.md`, section 9); folders that hold one task's work as a whole are named as a whole.
 */
import { globMatcher } from "../files/glob.ts";
import { TASKS } from "./table.ts";

const CHANNELS = ["dem/*", "dem/wbt/**", "dem/topaz/**"];
const WATERSHED = [
  ...[
    "dem/subwta*",
    "dem/channels*",
    "dem/wbt/*sub*",
    "dem/wbt/channels*",
    "dem/wbt/*bound*",
    "dem/wbt/*hillslope*",
  ],
  ...["dem/topaz/**", "watershed/**", "watershed*.parquet"],
];
const LANDUSE = ["landuse/**", "landuse*.parquet"];
const WEPP = ["wepp/**"];

/** Task to globs below the run directory. */
const OUTPUTS: Readonly<Record<string, readonly string[]>> = {
  upload_dem: ["dem/dem.*"],
  fetch_dem_and_build_channels: CHANNELS,
  set_outlet: ["dem/outlet*", "dem/wbt/outlet*", "dem/wbt/*chnjnt*", "dem/topaz/**"],
  build_subcatchments_and_abstract_watershed: WATERSHED,
  build_landuse: LANDUSE,
  modify_landuse_coverage: LANDUSE,
  modify_landuse: LANDUSE,
  landuse_map: LANDUSE,
  landuse_user_defined: LANDUSE,
  build_treatments: ["treatments/**", ...LANDUSE],
  build_soils: ["soils/**", "soils*.parquet"],
  build_climate: ["climate/**", "climate*.parquet"],
  upload_cli: ["climate/**", "climate*.parquet"],
  run_wepp: WEPP,
  run_wepp_watershed: WEPP,
  run_wepp_npprep: WEPP,
  run_wepp_watershed_no_prep: WEPP,
  run_ash: ["ash/**"],
  run_omni: ["omni/**", "_pups/omni/scenarios/**"],
  run_omni_contrasts: ["omni/**", "_pups/omni/contrasts/**"],
  run_omni_contrasts_dry_run: ["omni/**"],
  run_rhem: ["rhem/**"],
  run_debris_flow: ["debris_flow/**"],
  run_swat: ["swat/**"],
  run_swat_noprep: ["swat/**"],
  acquire_rap_ts: ["rap/**"],
  acquire_openet_ts: ["openet/**"],
  upload_sbs: ["disturbed/**", "baer/**"],
  upload_roads_geojson: ["roads/**"],
  upload_cover_transform: ["revegetation/**"],
};

const MATCHERS = new Map(
  TASKS.map(({ name }) => [name, (OUTPUTS[name] ?? []).map(globMatcher)] as const),
);

/**
 * Which of some tasks are known to write a file.
 *
 * @param path path below the run directory
 * @param tasks names of tasks
 * @example
 * ```ts
 * import { writersOf } from "./outputs.ts";
 * writersOf("soils/soils.parquet", ["build_landuse", "build_soils"]); // ["build_soils"]
 * ```
 */
export function writersOf(path: string, tasks: Iterable<string>): string[] {
  return [...tasks].filter((task) => MATCHERS.get(task)?.some((matches) => matches(path)) ?? false);
}
