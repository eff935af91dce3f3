/** Before the first step: sandbox, server, login, tokens, workers. */
import { setTimeout as delay } from "node:timers/promises";
import { makeScratch } from "../files/scratch.ts";
import { Session } from "../auth/session.ts";
import { ProfileError } from "../errors.ts";
import { HttpClient } from "../http/client.ts";
import type { JobWatch } from "../jobs/await_job.ts";
import { PollBudget } from "../jobs/pacing.ts";
import type { JsonValue } from "../model/json.ts";
import type { Step } from "../model/profile.ts";
import { references } from "../profiles/template.ts";
import { counted } from "../text/counted.ts";
import { isChosen } from "./part/plan.ts";
import { memoryOf, noteSandbox } from "./resume/keep.ts";
import { reopenSandbox } from "./resume/sandboxes.ts";
import type { StepContext } from "./run_step.ts";
import { makeSandbox } from "./sandbox.ts";
import { Scope } from "./scope.ts";
import type { PlayState } from "./state.ts";
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
  checkPrerequisites(state);
  await makeScratch(options.scratch, state.scratchDir);
  const target = state.target = await openTarget(options, state.scratchDir);
  report.target = target.name;
  const sandbox = state.sandbox = options.continues === undefined
    ? await makeSandbox(options.loaded, options.runRoot, target.ownConfig)
    : await reopenSandbox(options.continues.sandbox, options.runRoot);
  noteSandbox(state, sandbox);
  if (sandbox.ownConfig) {
    state.note(`the profile has no config files; the embedded server made ${sandbox.config}.cfg itself`);
  }
  report.sandbox = { run_id: sandbox.runId, dir: sandbox.dir };
  state.say(
    `profile ${profile.metadata.slug}: ${counted(stepsToRun(state).length, "step")} on ${target.name}`,
    "step",
  );
  state.say(`run directory ${sandbox.dir} (${sandbox.runId}, config ${sandbox.config})`, "detail");
  const recordedRun = profile.metadata.recorded?.run_id;
  const client = state.client = new HttpClient({
    guard: { recordedRun, sandboxRun: sandbox.runId, origins: new Set([target.urls.origin]) },
    onExchange: (exchange) => state.exchanges.push(exchange),
    signal: options.signal,
  });
  const session = new Session(client, target.urls, target.credentials, {
    note: (line) => state.say(line, "detail"),
    learn: (secret, declared) => options.redactor.learn(secret, declared),
  });
  await session.open();
  await session.openRun(sandbox.runId, sandbox.config);
  const watch = watchOf(state, client, target, session);
  if (profile.metadata.rq_required !== false && profile.steps.some((step) => step.action !== "http_get")) {
    const workers = await checkWorkers(watch, sandbox.runId, sandbox.config, options.workerTimeout);
    if (workers.checked) state.say(workers.words, "detail");
    else state.note(workers.words);
  }
  const memory = memoryOf(state);
  const values = valuesOf(state, sandbox.runId, sandbox.config);
  const scope = state.scope = new Scope(values, options.secret, memory.saved);
  return {
    urls: target.urls,
    scope,
    seedDir,
    recordedRun,
    runId: sandbox.runId,
    config: sandbox.config,
    api: profile.metadata.api ?? "rq-engine",
    client,
    session,
    watch,
    runDir: sandbox.dir,
    jobTimeout: options.jobTimeout,
    jobTimeoutWins: options.jobTimeoutWins,
    note: (line) => state.note(line),
    memory,
  };
}

/**
 * What the profile says that it needs, as far as it can be known from here.
 *
 * @throws ProfileError unavailable, naming what is missing
 */
function checkPrerequisites(state: PlayState): void {
  const { env: wanted = [], roles = [], mods = [] } = state.options.loaded.profile.prerequisites ?? {};
  const missing = wanted.filter((name) => (state.options.env[name] ?? "") === "");
  if (missing.length > 0) {
    throw new ProfileError("unavailable", `The profile needs ${missing.join(", ")} in the environment`, {
      remedy: "Set it, or take it out of prerequisites.env",
    });
  }
  const secrets = missingSecrets(state);
  if (secrets.length > 0) {
    const first = (secrets[0] ?? "").split(" ")[0] ?? "";
    throw new ProfileError(
      "unavailable",
      `The profile needs ${counted(secrets.length, "secret")} that ${
        secrets.length === 1 ? "is" : "are"
      } not given: ${secrets.join(", ")}`,
      {
        position: positionOfSecret(state, first),
        remedy:
          `Set PROFILE_SECRET_${first} in the environment, or write ${first}=… into a file and name it with --secrets-file`,
      },
    );
  }
  if (roles.length + mods.length > 0) {
    state.note(`not checked: the roles and mods ${[...roles, ...mods].join(", ")}`);
  }
}

/** Names of the secrets that some step needs and nobody gave, each with what the profile says of it. */
function missingSecrets({ options }: PlayState): string[] {
  const { prerequisites } = options.loaded.profile;
  const wanted = new Set(
    references(JSON.stringify(stepsToRun({ options }))).filter((name) => name.startsWith("secret.")).map((
      name,
    ) => name.slice(7)),
  );
  return [...wanted].filter((name) => options.secret(name) === undefined).map((name) => {
    const about = prerequisites?.secrets?.[name];
    return about === undefined ? name : `${name} (${about})`;
  });
}

/** The steps without those that are left out. */
function stepsToRun({ options }: Pick<PlayState, "options">): Step[] {
  return options.loaded.profile.steps.filter(isChosen(options));
}

/** The step that needs a secret first. */
function positionOfSecret({ options }: PlayState, name: string) {
  const { profile, source } = options.loaded;
  const index = profile.steps.findIndex((step) =>
    references(JSON.stringify(step)).includes(`secret.${name}`)
  );
  return source.locate(["steps", index]);
}

function watchOf(state: PlayState, client: HttpClient, target: Target, session: Session): JobWatch {
  const { signal, now } = state.options;
  return {
    client,
    urls: target.urls,
    session,
    budget: new PollBudget(),
    now,
    sleep: async (ms) => {
      if (ms > 0) await delay(ms, undefined, { signal });
    },
    onTrouble: (what, message) => state.note(`while waiting for ${what}: ${message}`),
    onState: (job, status, waited) =>
      state.say(`    job ${job} ${status} after ${Math.round(waited)} ms`, "detail"),
  };
}

/** Variables, laid over by the overlay's, and what every play has. */
function valuesOf({ options }: PlayState, runId: string, config: string): Record<string, JsonValue> {
  const { profile } = options.loaded;
  const overlay = options.overlay === undefined ? {} : profile.overlays?.[options.overlay]?.variables ?? {};
  return { ...profile.variables, ...overlay, run_id: runId, config } as Record<string, JsonValue>;
}
