/** The check `then-fork`: the run is forked, and the fork is a run like it. */
import { randomUUID } from "node:crypto";
import { rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { ProfileError } from "../../errors.ts";
import { isPlainName } from "../../files/safe_path.ts";
import { isLoginPage } from "../../auth/session.ts";
import { isObject } from "../../model/json.ts";
import type { Report } from "../../model/report.ts";
import type { PlayOptions } from "../options.ts";
import { askFor } from "./ask.ts";
import { listDifferences } from "./differences.ts";
import { filesOf, folderAtHand, read, type RunPlace } from "./run_files.ts";
import { forkRootOf } from "../target.ts";
import type { Check, CheckInput } from "./types.ts";

/** What a fork without the fire builds anew. */
const REBUILT = /^(disturbed|baer|landuse|soils|wepp)\//;

/** Forks the sandbox and looks at the new run: page, state files, list of files. */
export const thenFork: Check = async (input) => {
  const { state, context, options, made } = input;
  const id = options.targetRun ?? `profile;;fork;;${randomUUID().replaceAll("-", "")}`;
  context.client.guard.allowRun(id);
  const { undisturbify } = options;
  const step = await askFor(
    input,
    "fork",
    { undisturbify, skip_wepp_runs_output: false, target_runid: id },
    { run: "$.new_runid" },
  );
  const fork: RunPlace = { id, config: context.config, dir: await folderAtHand(placeOf(id, state.options)) };
  if (step.job !== undefined) Object.assign(made, { run_id: id, dir: fork.dir ?? null });
  if (step.job?.status === "finished") made.removed = false;
  if (step.failures.length > 0) return step;
  const named = context.scope.fill(`{{steps.${input.id}.run}}`);
  if (named !== id) {
    step.failures.push(`the server made the run ${JSON.stringify(named)}, not ${JSON.stringify(id)}`);
    return step;
  }
  const source: RunPlace = {
    id: context.runId,
    config: context.config,
    dir: await folderAtHand(context.runDir),
  };
  step.failures.push(...await unreadable(fork, source, context));
  const [files, expected] = [await filesOf(fork, context), await filesOf(source, context)];
  if (files === undefined || expected === undefined) {
    state.note("then-fork: the list of files was not compared; the server's listing cannot be read");
  } else {
    made.files = files.size;
    const compared = (list: typeof files) =>
      undisturbify ? new Map([...list].filter(([path]) => !REBUILT.test(path))) : list;
    const sized = (path: string) => !path.endsWith(".nodb");
    step.failures.push(...listDifferences(compared(expected), compared(files), "the forked run", sized));
  }
  if (undisturbify) step.failures.push(...await stillBurned(fork, context));
  if (step.failures.length === 0 && fork.dir === undefined && !state.options.keep) {
    made.removed = await removeOverHttp(fork, context);
  }
  return step;
};

/** Removes the forked run from this machine, as the sandbox after a pass. */
export async function dropFork(report: Report): Promise<void> {
  for (const made of report.then ?? []) {
    if (made.dir === undefined || made.dir === null) continue;
    await rm(made.dir, { recursive: true, force: true });
    made.dir = null;
    made.removed = true;
  }
}

/**
 * A target that must not be: the sandbox itself, or a throw-away run of somebody else, which the server would delete.
 *
 * @param sandboxRun id of the play's own run
 * @throws ProfileError usage or refused
 */
export async function refuseTarget(options: PlayOptions, sandboxRun: string): Promise<void> {
  const id = options.then?.targetRun;
  if (id === undefined) return;
  if (id === sandboxRun) {
    throw new ProfileError("usage", "The run cannot be forked into itself", {
      remedy: "Give another --target-runid, or none",
    });
  }
  if (!id.startsWith("profile;;") || await folderAtHand(placeOf(id, options)) === undefined) return;
  throw new ProfileError("refused", `The run ${id} is there already; the server would delete it`, {
    remedy: "Give another --target-runid, or none",
  });
}

/** Where a run of the play's own kinds lies on this machine. */
function placeOf(id: string, options: PlayOptions): string | undefined {
  const [group, kind, name = "", ...more] = id.split(";;");
  if (group !== "profile" || more.length > 0 || !isPlainName(name)) return undefined;
  if (kind === "tmp") return join(options.runRoot, name);
  return kind === "fork" ? join(forkRootOf(options), name) : undefined;
}

/** The new run's page, and its state files: each is there, is JSON, and does not lead back into the run it came from. */
async function unreadable(
  fork: RunPlace,
  source: RunPlace,
  context: CheckInput["context"],
): Promise<string[]> {
  const failures: string[] = [];
  const page = await read(fork, "", context);
  if (page.status !== 200 || isLoginPage(page)) {
    failures.push(`the page of the forked run cannot be read: HTTP ${page.status}`);
  }
  const names = [...await filesOf(source, context) ?? new Map<string, number>([["ron.nodb", 0]])];
  for (const [name] of names.filter(([path]) => /^[^/]+\.nodb$/.test(path))) {
    const answer = await read(fork, `download/${name}`, context);
    if (answer.status !== 200) {
      failures.push(`${name} of the forked run cannot be read: HTTP ${answer.status}`);
      continue;
    }
    if (answer.truncated) continue;
    const state = isObject(answer.json) ? answer.json["py/state"] : undefined;
    if (!isObject(state)) failures.push(`${name} of the forked run is damaged: it holds no state`);
    else if (leadsBack(state["wd"], source)) {
      failures.push(`${name} of the forked run still names the directory of the run it was made from`);
    }
  }
  return failures;
}

function leadsBack(wd: unknown, { id, dir }: RunPlace): boolean {
  if (typeof wd !== "string") return false;
  if (dir !== undefined && wd === dir) return true;
  const name = id.split(";;").at(-1);
  return basename(wd) === name && basename(dirname(wd)) !== "fork";
}

async function stillBurned(fork: RunPlace, context: CheckInput["context"]): Promise<string[]> {
  const answer = await read(fork, "api/disturbed/has_sbs/", context);
  const burned = isObject(answer.json) ? answer.json["has_sbs"] : answer.json;
  return burned === true ? ["the forked run still has a map of burn severity"] : [];
}

/** Only a server with its test support on deletes runs; elsewhere the run stays and is named. */
async function removeOverHttp(fork: RunPlace, context: CheckInput["context"]): Promise<boolean> {
  const url = new URL(`${context.urls.base}/tests/api/run/${encodeURIComponent(fork.id)}`);
  const headers = context.session.headersFor("DELETE", url);
  const answer = await context.client.send({ method: "DELETE", url, headers }).catch(() => undefined);
  return answer?.status === 200;
}
