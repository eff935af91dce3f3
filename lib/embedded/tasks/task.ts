/** A task: one thing that a user can ask of a run, with its address in both generations of the API. */
import { isDeepStrictEqual } from "node:util";
import { isObject, type JsonObject, type JsonValue, parseJson } from "../../model/json.ts";
import type { App } from "../app.ts";
import type { JobSpec } from "../jobs/job.ts";
import type { Run } from "../runs/run.ts";
import type { Fields } from "./fields.ts";

/** What a task works with. */
export interface TaskContext {
  app: App;
  run: Run;
  fields: Fields;
  /** Number of the user who asks. */
  user: number | undefined;
  method: string;
  /** Rest of the address of a task that ends with `*rest`. */
  rest: string;
}

/** What a task answers. A job makes it asynchronous. */
export interface Outcome {
  job?: JobSpec;
  message?: string;
  result?: JsonValue;
  /** Answered in place of message and result, beside the job's id. */
  only?: JsonObject;
}

/** One task. */
export interface Task {
  /** Kebab name, for faults and for the record of inputs. */
  name: string;
  /** Below `/weppcloud/runs/<run>/<config>/`, slash at the end as the real address has it. */
  flask?: string;
  /** Below `/rq-engine/api/runs/<run>/<config>/`. */
  engine?: string;
  /** Default: POST alone. */
  methods?: readonly string[];
  /** Status of an accepted job in rq-engine; default 200. */
  accepted?: 202;
  /** True when it changes nothing that a run computes: it is not recorded, and a read-only run allows it. */
  aside?: true;
  /** False when it is taken while a job of the run is under way, too. */
  waits?: false;
  /** True when it can be asked for without a token, of a run that is open to everybody. */
  open?: true;
  /** Checks the request, keeps its files and settings, and says what is to be done. */
  start(context: TaskContext): Promise<Outcome>;
}

/** File with everything that was asked of a run, in order, without clock or ids. */
export const INPUTS_FILE = "run_inputs.json";

/** Runs of which a server has taken a request. */
const known = new WeakMap<App, Set<string>>();

/**
 * Adds a request to the record of inputs. The first one that a server takes for a run may repeat the last one that a
 * server before it took, and lost when it was killed: that is one request, and is recorded once.
 */
export async function recordInputs(app: App, run: Run, task: string, fields: Fields): Promise<void> {
  const runs = known.get(app) ?? new Set<string>();
  known.set(app, runs);
  const isFirst = !runs.has(run.id);
  runs.add(run.id);
  const all = await inputsOf(run);
  const before = all[task];
  const list = Array.isArray(before) ? before : [];
  const inputs = fields.describe(run.id);
  if (isFirst && list.length > 0 && isDeepStrictEqual(list.at(-1), inputs)) {
    const marks = parseJson(await run.text("redisprep.dump") ?? "");
    if (isObject(marks) && marks[LAST] === `${task} ${list.length}`) return;
  }
  await run.mark(LAST, `${task} ${list.length + 1}`);
  all[task] = [...list, inputs];
  await run.writeJson(INPUTS_FILE, all);
}

/** Key of `redisprep.dump` for the last request: its task, and how many of it there were. */
const LAST = "attrs:last_request";

/** Everything that was asked of a run so far, by task. */
export async function inputsOf(run: Run): Promise<JsonObject> {
  const found = parseJson(await run.text(INPUTS_FILE) ?? "");
  return isObject(found) ? found as JsonObject : {};
}
