/**
 * The changes that WEPPcloud's pages ask for: legacy and current names, which of them enqueue a job, and what
 * each builds on. Source: names confirmed in WEPPcloud's route contracts; what builds on what follows its
 * workflow (channels, outlet, subcatchments, landuse, soils, climate, WEPP).
 */

/** Generation of the API: legacy Flask addresses, or rq-engine. */
export type Api = "legacy" | "rq-engine";

/** One kind of change. */
export interface Task {
  /** Name of the task: `run_wepp`. */
  name: string;
  /** Below `/weppcloud/runs/{{run_id}}/{{config}}/`. */
  legacy?: string;
  /** Below `/rq-engine/api/runs/{{run_id}}/{{config}}/`. */
  current?: string;
  /** Does its answer carry a job id; `maybe`: in some generations. */
  enqueues: boolean | "maybe";
  /** Tasks without which the server refuses it. */
  needs: readonly string[];
  /** Tasks that change its outcome when they went before. */
  uses: readonly string[];
}

const LAND = ["build_landuse", "build_soils", "build_climate"];
const LAND_EDITS = ["modify_landuse_coverage", "modify_landuse", "landuse_map", "landuse_user_defined"];
const BURN = ["upload_sbs", "remove_sbs"];
const MODEL_USES = [...LAND_EDITS, ...BURN, "upload_cli", "upload_cover_transform", "build_treatments"];

type Links = Partial<Pick<Task, "needs" | "uses" | "enqueues">>;

/** A task with both names by rule: underscores to hyphens, `rq/api/` to the root. */
function job(name: string, links: Links = {}, legacy: string | null = `rq/api/${name}`): Task {
  return task(name, { enqueues: true, ...links }, legacy, name.replaceAll("_", "-"));
}

/** A change that answers at once. */
function sync(name: string, legacy: string | null, current: string | null, links: Links = {}): Task {
  return task(name, { enqueues: false, ...links }, legacy, current);
}

function task(name: string, links: Links, legacy: string | null, current: string | null): Task {
  return {
    name,
    ...(legacy === null ? {} : { legacy }),
    ...(current === null ? {} : { current }),
    enqueues: links.enqueues ?? false,
    needs: links.needs ?? [],
    uses: links.uses ?? [],
  };
}

const DEM = "fetch_dem_and_build_channels";
const SUBCATCHMENTS = "build_subcatchments_and_abstract_watershed";

/** Every task that is known. */
export const TASKS: readonly Task[] = [
  job(DEM, { uses: ["upload_dem"] }),
  job("set_outlet", { needs: [DEM] }),
  job(SUBCATCHMENTS, { needs: ["set_outlet"], uses: [DEM] }),
  job("build_landuse", { needs: [SUBCATCHMENTS], uses: BURN }),
  job("build_treatments", { needs: ["build_landuse"] }),
  job("build_soils", { needs: [SUBCATCHMENTS], uses: ["build_landuse", ...LAND_EDITS, ...BURN] }),
  job("build_climate", { needs: [SUBCATCHMENTS], uses: ["upload_cli"] }),
  job("run_wepp", { needs: LAND, uses: MODEL_USES }),
  job("run_wepp_watershed", { needs: LAND, uses: ["run_wepp", ...MODEL_USES] }),
  job("run_wepp_npprep", { needs: LAND, uses: ["run_wepp", ...MODEL_USES] }),
  job("run_wepp_watershed_no_prep", { needs: LAND, uses: ["run_wepp", ...MODEL_USES] }),
  job("run_ash", { needs: ["run_wepp"], uses: BURN }),
  job("run_omni", { needs: ["run_wepp"], uses: BURN }),
  job("run_omni_contrasts", { needs: ["run_omni"] }, null),
  sync("run_omni_contrasts_dry_run", null, "run-omni-contrasts-dry-run", { needs: ["run_omni"] }),
  sync("delete_omni_contrasts", null, "delete-omni-contrasts", {
    uses: ["run_omni_contrasts"],
    enqueues: "maybe",
  }),
  job("run_rhem", { needs: LAND, uses: MODEL_USES }),
  job("run_debris_flow", { needs: ["run_wepp"] }),
  job("run_swat", { needs: ["run_wepp"] }),
  job("run_swat_noprep", { needs: ["run_wepp"], uses: ["run_swat"] }),
  job("acquire_rap_ts", { needs: [SUBCATCHMENTS] }),
  job("acquire_openet_ts", { needs: [SUBCATCHMENTS] }),
  job("post_dss_export_rq", { needs: ["run_wepp"] }),
  job("fork"),
  job("archive"),
  job("restore_archive", { uses: ["archive"] }, null),
  sync("delete_archive", null, "delete-archive", { uses: ["archive"] }),
  job("hello_world", {}, null),
  sync("upload_sbs", "tasks/upload_sbs/", "tasks/upload-sbs/"),
  sync("remove_sbs", "tasks/remove_sbs", null, { uses: ["upload_sbs"] }),
  sync("upload_cli", "tasks/upload_cli/", "tasks/upload-cli/", { enqueues: "maybe" }),
  sync("upload_cover_transform", "tasks/upload_cover_transform", "tasks/upload-cover-transform"),
  sync("upload_dem", "tasks/upload_dem/", "tasks/upload-dem/"),
  sync("upload_roads_geojson", "tasks/roads/upload_geojson", null),
  // Words about the run; nothing is computed from them.
  sync("setname", "tasks/setname/", null),
  sync("setscenario", "tasks/setscenario/", null),
  sync("set_readme", "tasks/set_readme/", null),
  sync("set_unit_preferences", "tasks/set_unit_preferences/", null),
  sync("set_landuse_mode", "tasks/set_landuse_mode/", "set-landuse-mode"),
  sync("set_landuse_db", "tasks/set_landuse_db/", "set-landuse-db"),
  sync("modify_landuse_coverage", "tasks/modify_landuse_coverage/", "modify-landuse-coverage", {
    needs: ["build_landuse"],
  }),
  sync("modify_landuse", "tasks/modify_landuse/", "modify-landuse", { needs: ["build_landuse"] }),
];

const byName = new Map(TASKS.map((entry) => [entry.name, entry]));
const byRest = new Map<string, Task>();
for (const entry of TASKS) {
  if (entry.legacy !== undefined) byRest.set(`weppcloud ${bare(entry.legacy)}`, entry);
  if (entry.current !== undefined) byRest.set(`rq-engine ${bare(entry.current)}`, entry);
}

/** The task of that name. */
export function taskByName(name: string): Task | undefined {
  return byName.get(name);
}

/**
 * The task behind an endpoint.
 *
 * @param area `weppcloud` or `rq-engine`
 * @param rest what follows run id and config, with or without the trailing slash
 */
export function taskOf(area: string, rest: string): Task | undefined {
  return byRest.get(`${area} ${bare(rest)}`);
}

/**
 * The path of a task in a generation of the API, with placeholders for run and config.
 *
 * @returns undefined when that generation has no such endpoint
 * @example
 * ```ts
 * import { pathOfTask, taskByName } from "./table.ts";
 * const task = taskByName("run_wepp");
 * task && pathOfTask(task, "rq-engine"); // "/rq-engine/api/runs/{{run_id}}/{{config}}/run-wepp"
 * ```
 */
export function pathOfTask(entry: Task, api: Api): string | undefined {
  if (api === "legacy") {
    return entry.legacy === undefined ? undefined : `/weppcloud/runs/{{run_id}}/{{config}}/${entry.legacy}`;
  }
  return entry.current === undefined
    ? undefined
    : `/rq-engine/api/runs/{{run_id}}/{{config}}/${entry.current}`;
}

/** What pages read after a task: the read shows something else when the task is left out. */
const READS: readonly [pattern: RegExp, task: string][] = [
  [/^(resources\/netful|report\/channel|query\/has_dem)/, DEM],
  [/^(query|report)\/outlet/, "set_outlet"],
  [
    /^(query\/delineation_pass|resources\/(subcatchments|channels)\.json|report\/subcatchments)/,
    SUBCATCHMENTS,
  ],
  [/^query\/watershed\//, SUBCATCHMENTS],
  [/^(query|report)\/landuse/, "build_landuse"],
  [/^(query|report)\/soils/, "build_soils"],
  [/^(query|report)\/climate/, "build_climate"],
  [/^(query|report|download)\/wepp\//, "run_wepp"],
  [/^(query|report|download)\/ash\//, "run_ash"],
  [/^(query|report|download)\/omni/, "run_omni"],
];

/** Name of the task whose outcome a read shows, when that is known. */
export function taskReadBy(rest: string): string | undefined {
  return READS.find(([pattern]) => pattern.test(rest))?.[1];
}

function bare(rest: string): string {
  return rest.replace(/\/+$/, "");
}
