/** Task: a copy of a run under another id. */
import { copyFile, mkdir, readFile, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { walkFiles } from "../../files/walk.ts";
import { exists } from "../../files/safe_path.ts";
import { isObject, parseJson } from "../../model/json.ts";
import type { App } from "../app.ts";
import { HttpError } from "../http/reply.ts";
import { groupOf, Run } from "../runs/run.ts";
import { removeBurn } from "./disturbed.ts";
import { rebuildLanduse } from "./landuse.ts";
import { rebuildSoils } from "./soils.ts";
import type { Task } from "./task.ts";
import { rerunWepp } from "./wepp.ts";

/** What belongs to the run itself and not to its copy. */
const OWN = /^(_logs|archives)\/|^(PUBLIC|READONLY|redisprep\.dump)$/;
/** What `skip_wepp_runs_output` leaves out. */
const WEPP_FILES = /^wepp\/(runs|output)\//;

/** How a run is copied. */
interface ForkOptions {
  undisturbify: boolean;
  skipWepp: boolean;
}

/** `fork`. */
export const fork: Task = {
  name: "fork",
  flask: "rq/api/fork",
  engine: "fork",
  aside: true,
  open: true,
  async start({ app, run, fields, user }) {
    const id = await targetOf(fields.text("target_runid"), run, app);
    const options = {
      undisturbify: fields.flag("undisturbify", false),
      skipWepp: fields.flag("skip_wepp_runs_output", false),
    };
    if (user !== undefined && !id.startsWith("profile;;")) app.runs.addOwner(id, user);
    return {
      only: {
        new_runid: id,
        undisturbify: options.undisturbify,
        skip_wepp_runs_output: options.skipWepp,
      },
      job: {
        task: "fork",
        func: "wepppy.rq.project_rq.fork_rq",
        durationMs: 80,
        work: () => copyRun(run, id, options, app),
      },
    };
  },
};

/** The id of the copy: one that is free, or that of a throw-away run, which is made anew. */
async function targetOf(wanted: string | undefined, run: Run, app: App): Promise<string> {
  const id = wanted ?? app.runs.newId(app.random());
  const dir = app.runs.place(id);
  const parts = id.split(";;");
  if (dir === undefined || parts.length === 2 || /[\\/\s?#%]/.test(id)) {
    throw new HttpError(400, `target_runid ${JSON.stringify(id)} is not a run id`, {
      code: "validation_error",
    });
  }
  if (id === run.id) {
    throw new HttpError(400, "A run cannot be forked into itself", { code: "validation_error" });
  }
  if (!await exists(dir)) return id;
  if (!id.startsWith("profile;;")) {
    throw new HttpError(409, `The run ${id} exists`, { code: "conflict" });
  }
  await rm(dir, { recursive: true, force: true });
  return id;
}

async function copyRun(source: Run, id: string, options: ForkOptions, app: App): Promise<void> {
  const dir = app.runs.place(id);
  if (dir === undefined) throw new Error(`The run ${id} has no place`);
  for (const path of await walkFiles(source.dir)) {
    if (OWN.test(path) || (options.skipWepp && WEPP_FILES.test(path))) continue;
    await mkdir(dirname(join(dir, path)), { recursive: true });
    if (path.endsWith(".nodb")) await copyState(source, path, id, dir);
    else await copyFile(join(source.dir, path), join(dir, path));
  }
  const run = new Run(id, source.config, dir, app.runs.ownersOf(id));
  if (options.undisturbify) await undisturb(run, app);
  await run.mark("attrs:forked_from", source.id);
  await run.log("ron", `forked from ${source.id}`, app.now());
  if (app.faults.hits("fork-unreadable")) {
    const text = await run.text("ron.nodb") ?? "";
    await run.write("ron.nodb", text.slice(0, text.length / 2));
  }
}

/** State files name their run and its directory. */
async function copyState(source: Run, path: string, id: string, dir: string): Promise<void> {
  const moved = (value: unknown): unknown =>
    typeof value === "string"
      ? value === source.dir || value.startsWith(`${source.dir}/`)
        ? dir + value.slice(source.dir.length)
        : value
      : Array.isArray(value)
      ? value.map(moved)
      : isObject(value)
      ? Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, moved(inner)]))
      : value;
  const file = moved(parseJson(await readFile(join(source.dir, path), "utf8")) ?? {});
  const state = isObject(file) && isObject(file["py/state"]) ? file["py/state"] : {};
  const changed = isObject(file) ? { ...file, "py/state": { ...state, ...groupOf(id) } } : file;
  await new Run(id, source.config, dir, new Set()).write(path, JSON.stringify(changed));
}

/** The run as it would be without the fire: no map, landuse and soils built again, WEPP run again. */
async function undisturb(run: Run, app: App): Promise<void> {
  await removeBurn(run, app);
  if ((await run.state("landuse")).built) await rebuildLanduse(run, app);
  if ((await run.state("soils")).built) await rebuildSoils(run, app);
  if ((await run.state("wepp"))._status === "complete") await rerunWepp(run, app);
}
