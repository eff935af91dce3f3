/** Before the first step: sandbox, server, login, tokens, workers. */
import { troubleWords } from "../model/troubles.ts";
import { setTimeout as delay } from "node:timers/promises";
import { makeScratch } from "../files/scratch.ts";
import type { Session } from "../auth/session.ts";
import type { HttpClient } from "../http/client.ts";
import type { JobWatch } from "../jobs/await_job.ts";
import type { JsonValue } from "../model/json.ts";
import { counted } from "../text/counted.ts";
import { type Access, openAccess } from "./access.ts";
import { speak } from "./api/choose.ts";
import { canceledLater } from "./jobs/canceled_later.ts";
import { checkOwnThings, checkRolesEarly, checkServerThings, stepsToRun } from "./prerequisites/check.ts";
import type { JobRunner } from "./jobs/job_command.ts";
import { memoryOf, noteSandbox } from "./resume/keep.ts";
import { runFilesOf } from "./outputs/run_files.ts";
import type { StepContext } from "./run_step.ts";
import { addressOf } from "./step_request.ts";
import { discardSandbox, openOnDisk, openOutputs, openSandbox } from "./sandboxes/open.ts";
import { nameSandbox } from "./sandboxes/remote.ts";
import { Scope } from "./scope.ts";
import type { PlayState } from "./state.ts";
import type { Outputs } from "./outputs/types.ts";
import type { Sandbox } from "./sandbox.ts";
import { openTarget, type Target } from "./target.ts";
import { checkWorkers } from "./workers.ts";

/**
 * Opens everything that the steps need.
 *
 * @throws ProfileError unavailable when the server, the login or the workers are not there
 */
export async function prepare(state: PlayState): Promise<StepContext> {
  const { options, report } = state;
  const { profile, seedDir } = options.loaded;
  await checkOwnThings(state);
  await makeScratch(options.scratch, state.scratchDir);
  const target = state.target = await openTarget(options, state.scratchDir);
  report.target = target.name;
  state.say(
    `profile ${profile.metadata.slug}: ${counted(stepsToRun(state).length, "step")} on ${
      [target.name, ...troubleWords(report)].join(", ")
    }${overlayWords(options)}`,
    "step",
  );
  const recordedRun = profile.metadata.recorded?.run_id;
  state.at({ kind: "task", task: "sandbox" });
  const onDisk = state.sandbox = await openOnDisk(state, target);
  if (onDisk !== undefined) tellSandbox(state, onDisk);
  state.at({ kind: "task", task: "login" });
  const access = state.access = await openAccess(state, target, {
    recordedRun,
    sandboxRun: onDisk?.runId ?? "",
  });
  const { client, session } = access;
  let takenWithin: number | undefined;
  const watch = watchOf(state, client, target, session);
  const remote = { client, session, urls: target.urls, watch, recordedRun };
  const memory = memoryOf(state);
  const scopeOf = (runId: string, config: string) =>
    new Scope(valuesOf(state, runId, config), options.secret, memory.saved);
  if (onDisk === undefined) await checkRolesEarly(state, session);
  state.at({ kind: "task", task: "sandbox" });
  const sandbox = state.sandbox = await openSandbox(state, target, onDisk, remote, scopeOf);
  nameSandbox(remote, sandbox.runId);
  if (onDisk === undefined) tellSandbox(state, sandbox);
  await access.openRun(sandbox.runId, sandbox.config);
  await openOutputs(state, sandbox, remote);
  if (report.sandbox !== null && state.outputs !== undefined) report.sandbox.outputs = state.outputs.kind;
  await checkServerThings(state, session.roles, outputsOf(state), sandbox.config).catch(async (error) => {
    if (options.continues === undefined) await discardSandbox(state, sandbox);
    throw error;
  });
  noteSandbox(state, sandbox);
  const { runId, config } = sandbox;
  const scope = state.scope = scopeOf(runId, config);
  const skipped = new Set(state.leftOut.keys());
  const address = (path: string) => addressOf(path, { urls: target.urls, scope, runId, config });
  const spoken = await speak(options.loaded, options.api, skipped, watch, address);
  state.steps = spoken.steps;
  state.recorded = spoken.recorded;
  for (const line of spoken.notes) state.note(line);
  const queue = profile.metadata.rq_required !== false;
  if (queue && profile.steps.some((step) => step.action !== "http_get")) {
    state.at({ kind: "task", task: "workers" });
    const workers = await checkWorkers(watch, {
      runId: sandbox.runId,
      config: sandbox.config,
      timeout: options.workerTimeout,
      ownJobs: state.ownJobs,
    });
    if (workers.checked) state.say(workers.words, "detail");
    else {
      state.note(workers.words);
      takenWithin = options.workerTimeout;
    }
  }
  const context: StepContext = {
    urls: target.urls,
    scope,
    seedDir,
    recordedRun,
    runId: sandbox.runId,
    config: sandbox.config,
    api: spoken.api,
    client,
    session,
    watch,
    outputs: outputsOf(state),
    runFiles: runFilesOf(outputsOf(state)),
    runDir: sandbox.dir,
    jobTimeout: options.jobTimeout,
    jobTimeoutWins: options.jobTimeoutWins,
    busyTimeout: options.busyTimeout,
    takenWithin,
    queue,
    ownJobs: state.ownJobs,
    canceledLater: canceledLater(stepsToRun(state).map(({ step }) => step)),
    ...runnerOf(state, queue),
    note: (line) => state.note(line),
    memory,
    forUser: (name) => contextOf(name, access, context),
  };
  return context;
}

/** The context with the session of a user of the profile. */
function contextOf(name: string | undefined, access: Access, context: StepContext): StepContext {
  const own = access.of(name);
  if (own === undefined) return context;
  return { ...context, ...own, watch: { ...context.watch, ...own } };
}

/** Where the play works, as soon as that is known. */
function tellSandbox(state: PlayState, { runId, dir, config, ownConfig }: Sandbox): void {
  const { mode, why } = state.options.sandbox;
  if (ownConfig) {
    state.note(`the profile has no config files; the embedded server made ${config}.cfg itself`);
  }
  state.report.sandbox = { run_id: runId, dir: dir ?? null, mode, why, removed: false, outputs: "disk" };
  state.say(`sandbox by ${mode}: ${why}`, "detail");
  state.say(`run directory ${dir ?? "on the server"} (${runId}, config ${config})`, "detail");
}

function outputsOf({ outputs }: PlayState): Outputs {
  if (outputs === undefined) throw new TypeError("A play has no outputs before its sandbox");
  return outputs;
}

function watchOf(state: PlayState, client: HttpClient, target: Target, session: Session): JobWatch {
  const { signal, now, onProgress } = state.options;
  return {
    ...(onProgress === undefined ? {} : { onProgress }),
    client,
    urls: target.urls,
    session,
    budget: state.options.budget,
    now,
    sleep: async (ms) => {
      if (ms > 0) await delay(ms, undefined, { signal });
    },
    onTrouble: (what, message) => state.note(`while waiting for ${what}: ${message}`),
    onState: (job, status, waited) => {
      state.ownJobs.seen(job, status);
      state.say(`    job ${job} ${status} after ${Math.round(waited)} ms`, "detail");
    },
    onPoll: (how) => {
      const polls = state.report.polls ??= { sent: 0, limited: 0, lost: 0 };
      polls.sent++;
      if (how !== "answered") polls[how]++;
    },
  };
}

function overlayWords({ overlay }: PlayState["options"]): string {
  return overlay === undefined ? "" : `, overlay ${overlay.name}`;
}

/** The runner of jobs, where a command is configured and the profile needs no queue. */
function runnerOf(state: PlayState, queue: boolean): { runner?: JobRunner } {
  const { jobCommand, env, signal, dataRoot } = state.options;
  if (jobCommand === undefined) return {};
  if (queue) {
    state.say("the job command is not used: the profile does not say rq_required: false", "detail");
    return {};
  }
  const log = (line: string) => state.say(`    | ${line}`, "detail");
  return { runner: { words: jobCommand, scratchDir: state.scratchDir, cwd: dataRoot, env, signal, log } };
}

/** Variables, laid over by the overlay's, and what every play has. */
function valuesOf({ options }: PlayState, runId: string, config: string): Record<string, JsonValue> {
  const { profile } = options.loaded;
  return { ...profile.variables, ...options.overlay?.variables, run_id: runId, config } as Record<
    string,
    JsonValue
  >;
}
