/** One play: sandbox, login, steps, expectations, comparisons, report. Halts at the first failure. */
import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { Session } from "../auth/session.ts";
import { collectPending, writePending } from "../baseline/pending.ts";
import { readManifest } from "../baseline/manifest.ts";
import { runComparisons } from "../compare/run.ts";
import { formatPosition, messageOf, ProfileError } from "../errors.ts";
import { type Exchange, HttpClient } from "../http/client.ts";
import { PollBudget } from "../jobs/pacing.ts";
import type { JobWatch } from "../jobs/await_job.ts";
import { EXIT_CODES, type Verdict } from "../model/exit.ts";
import { type JsonValue, stableJson } from "../model/json.ts";
import type { Report, StepReport } from "../model/report.ts";
import { makeResultDir, timestampName } from "../results/folder.ts";
import { noteLatest } from "../results/latest.ts";
import { writeAtomic } from "../files/atomic.ts";
import { writeBundle } from "./bundle.ts";
import { checkRun } from "./check_run.ts";
import { failureLines, stepLine, summaryLines } from "./lines.ts";
import type { PlayOptions } from "./options.ts";
import { countAll, playSummary, playVerdict } from "./outcome.ts";
import { PlayLog } from "./play_log.ts";
import { runStep } from "./run_step.ts";
import { makeSandbox, type Sandbox } from "./sandbox.ts";
import { Scope } from "./scope.ts";
import { openTarget, type Target } from "./target.ts";
import { toHar } from "./transcript.ts";
import { checkWorkers } from "./workers.ts";

/**
 * Plays a profile and writes its result.
 *
 * @returns the report; its verdict is the truth about this play. Errors that stop the play are in it.
 * @throws ProfileError refused for holes, unavailable when the result cannot be written
 */
export async function play(options: PlayOptions): Promise<Report> {
  refuseHoles(options);
  const startedAt = options.now();
  const { profile } = options.loaded;
  const slug = profile.metadata.slug;
  const resultDir = await makeResultDir(options.dataRoot, slug, startedAt);
  const log = new PlayLog(resultDir, options.redactor, options.now);
  const report = emptyReport(options, startedAt, resultDir);
  const run = new PlayRun(options, report, log, resultDir);
  const error = await run.all().then(() => undefined, (caught: unknown) => caught);
  await run.finish(error);
  return report;
}

/** Holes are values nobody recorded: playing them would test something else. */
function refuseHoles({ loaded }: PlayOptions): void {
  const [first, ...others] = loaded.holes;
  if (first === undefined) return;
  const words = (hole: typeof first) =>
    `step ${hole.step} lacks ${hole.field}: ${hole.reason} (${hole.place})`;
  throw new ProfileError("refused", `The profile has holes: ${words(first)}`, {
    others: others.map((hole) => ({ message: words(hole) })),
    remedy: "Fill them in profile.yaml, or assemble again with --holes drop",
  });
}

function emptyReport(options: PlayOptions, startedAt: number, resultDir: string): Report {
  return {
    version: 1,
    profile: options.loaded.profile.metadata.slug,
    overlay: options.overlay ?? null,
    target: options.baseUrl,
    sandbox: null,
    started_at: new Date(startedAt).toISOString(),
    duration_ms: 0,
    verdict: "incomplete",
    exit_code: EXIT_CODES.incomplete,
    summary: "incomplete",
    failed_step: null,
    notes: [],
    counts: countAll([], [], { steps: 0, comparisons: 0 }),
    expectations: [],
    steps: [],
    comparisons: [],
    artifacts: { result: resultDir },
  };
}

/** The state of one play, opened step by step and always closed. */
class PlayRun {
  readonly #options: PlayOptions;
  readonly #report: Report;
  readonly #log: PlayLog;
  readonly #resultDir: string;
  readonly #scratchDir: string;
  readonly #exchanges: Exchange[] = [];
  #target: Target | undefined;
  #client: HttpClient | undefined;
  #sandbox: Sandbox | undefined;
  /** Step under way. */
  #current: string | undefined;

  constructor(options: PlayOptions, report: Report, log: PlayLog, resultDir: string) {
    this.#options = options;
    this.#report = report;
    this.#log = log;
    this.#resultDir = resultDir;
    const name = timestampName(Date.parse(report.started_at));
    this.#scratchDir = join(options.scratch, report.profile, `${name}-${process.pid}`);
  }

  /** Everything up to the comparisons. */
  async all(): Promise<void> {
    const { loaded, runRoot, jobTimeout } = this.#options;
    const { profile } = loaded;
    await mkdir(this.#scratchDir, { recursive: true });
    const sandbox = this.#sandbox = await makeSandbox(loaded, runRoot);
    this.#report.sandbox = { run_id: sandbox.runId, dir: sandbox.dir };
    const target = this.#target = await openTarget(this.#options, this.#scratchDir);
    this.#report.target = target.name;
    this.#say(`profile ${profile.metadata.slug}: ${profile.steps.length} steps on ${target.name}`, "step");
    this.#say(`run directory ${sandbox.dir} (${sandbox.runId}, config ${sandbox.config})`, "detail");
    const recordedRun = profile.metadata.recorded?.run_id;
    const client = this.#client = new HttpClient({
      guard: { recordedRun, sandboxRun: sandbox.runId, origins: new Set([target.urls.origin]) },
      onExchange: (exchange) => this.#exchanges.push(exchange),
      signal: this.#options.signal,
    });
    const session = new Session(client, target.urls, target.credentials, (line) => this.#say(line, "detail"));
    await session.open();
    await session.openRun(sandbox.runId, sandbox.config);
    const watch = this.#watch(client, target, session);
    if (profile.metadata.rq_required !== false && profile.steps.some((step) => step.action !== "http_get")) {
      this.#say(
        await checkWorkers(watch, sandbox.runId, sandbox.config, this.#options.workerTimeout),
        "detail",
      );
    }
    const values: Record<string, JsonValue> = {
      ...(profile.variables as Record<string, JsonValue> | undefined),
      ...this.#overlayVariables(),
      run_id: sandbox.runId,
      config: sandbox.config,
    };
    const context = {
      urls: target.urls,
      scope: new Scope(values, this.#options.secret),
      seedDir: loaded.seedDir,
      recordedRun,
      runId: sandbox.runId,
      config: sandbox.config,
      api: profile.metadata.api ?? "rq-engine" as const,
      client,
      session,
      watch,
      runDir: sandbox.dir,
      jobTimeout,
      note: (line: string) => this.#note(line),
    };
    for (const step of profile.steps) {
      this.#options.signal.throwIfAborted();
      this.#current = step.id;
      this.#say(`> ${step.id}`, "detail");
      const done = await runStep(step, context);
      this.#current = undefined;
      this.#addStep(done);
      if (done.verdict !== "passed") return;
    }
    await this.#expectAll(sandbox);
    if (this.#options.compare) await this.#compare(sandbox, target);
  }

  /** Closes everything, settles the verdict and writes the result. */
  async finish(error: unknown): Promise<void> {
    const report = this.#report;
    const { loaded, redactor, signal } = this.#options;
    const stopped = error === undefined ? undefined : this.#noteError(error, signal);
    const { steps = [], comparisons = [] } = loaded.profile;
    for (const step of steps.slice(report.steps.length)) {
      report.steps.push({
        id: step.id,
        action: step.action,
        verdict: "skipped",
        reason: "the play stopped before it",
        failures: [],
      });
    }
    const ran = report.steps.filter((step) => step.verdict !== "skipped");
    report.counts = countAll(report.steps, report.comparisons, {
      steps: steps.length,
      comparisons: comparisons.length,
    });
    report.failed_step = this.#current ?? ran.find((step) => step.verdict !== "passed")?.id ?? null;
    report.verdict = playVerdict({ ...report, steps: ran, compare: this.#options.compare, stopped });
    report.exit_code = EXIT_CODES[report.verdict];
    const target = this.#target?.kind === "embedded" ? "embedded" : report.target;
    report.summary = playSummary(report.verdict, { ...this.#options, target });
    report.duration_ms = this.#options.now() - Date.parse(report.started_at);
    await this.#client?.close();
    await this.#target?.close();
    await this.#writeArtifacts();
    if (report.verdict === "passed" && !this.#options.keep) await this.#sandbox?.remove();
    await rm(this.#scratchDir, { recursive: true, force: true });
    for (const line of summaryLines(report)) this.#log.write(line);
    const clean = redactor.json(JSON.parse(JSON.stringify(report)) as JsonValue);
    await writeAtomic(join(this.#resultDir, "report.json"), stableJson(clean));
    await noteLatest(this.#options.dataRoot, this.#options.invocation, report, this.#resultDir);
  }

  #watch(client: HttpClient, target: Target, session: Session): JobWatch {
    const { signal, now } = this.#options;
    return {
      client,
      urls: target.urls,
      session,
      budget: new PollBudget(),
      now,
      sleep: async (ms) => {
        if (ms > 0) await delay(ms, undefined, { signal });
      },
      onState: (job, status, waited) =>
        this.#say(`    job ${job} ${status} after ${Math.round(waited)} ms`, "detail"),
    };
  }

  #addStep(step: StepReport): void {
    this.#report.steps.push(step);
    if (step.request !== undefined) {
      this.#say(`    ${step.request.method} ${step.request.url}`, "detail");
    }
    this.#say(stepLine(step), "step");
    for (const line of failureLines(step)) this.#say(line, "step");
  }

  async #expectAll(sandbox: Sandbox): Promise<void> {
    const checks = await checkRun(sandbox.dir, this.#options.loaded.profile.expect ?? {});
    this.#report.expectations = checks.map(({ what, failure }) => ({
      what,
      verdict: failure === undefined ? "passed" : "failed",
      message: failure ?? "",
    }));
  }

  /** Compares, and keeps what is new or changed for review. */
  async #compare(sandbox: Sandbox, target: Target): Promise<void> {
    const { loaded, signal } = this.#options;
    const comparisons = loaded.profile.comparisons ?? [];
    const manifest = await readManifest(loaded.baselineDir);
    const runDir = sandbox.dir;
    this.#report.comparisons = await runComparisons({
      comparisons,
      baselineDir: loaded.baselineDir,
      manifest,
      runDir,
      signal,
    });
    const { items, left_out } = await collectPending({
      comparisons,
      reports: this.#report.comparisons,
      manifest,
      runDir,
      before: sandbox.before,
    });
    for (const { path, reason } of left_out) {
      this.#say(`left out of the proposal: ${path} (${reason})`, "detail");
    }
    if (items.length === 0) return;
    this.#report.artifacts["pending"] = await writePending({
      resultDir: this.#resultDir,
      runDir,
      profile: this.#report.profile,
      target: target.kind,
      complete: this.#report.expectations.every((one) => one.verdict === "passed"),
      manifest,
      items,
    });
    const what = comparisons.length === 0 ? "proposed for the baseline" : "waiting for review";
    this.#note(`${items.length} outputs ${what}: profile update-baseline ${this.#report.profile}`);
  }

  async #writeArtifacts(): Promise<void> {
    const { redactor, version } = this.#options;
    const { artifacts } = this.#report;
    const har = toHar(this.#exchanges, { name: "profile", version }, redactor);
    artifacts["transcript"] = join(this.#resultDir, "transcript.har");
    await writeAtomic(artifacts["transcript"], stableJson(har));
    artifacts["log"] = this.#log.path;
    artifacts["report"] = join(this.#resultDir, "report.json");
    const requestLog = this.#target?.requestLog() ?? [];
    if (requestLog.length > 0) {
      artifacts["server_requests"] = join(this.#resultDir, "server_requests.jsonl");
      await writeAtomic(artifacts["server_requests"], redactor.text(requestLog.join("\n") + "\n"));
    }
    if (this.#report.verdict === "passed" || this.#report.verdict === "nothing-compared") return;
    artifacts["bundle"] = await writeBundle({
      resultDir: this.#resultDir,
      report: this.#report,
      runDir: this.#sandbox?.dir,
      requestLog,
      environment: this.#environment(),
      redactor,
    });
  }

  #environment(): Record<string, unknown> {
    const { baseUrl, runRoot, scratch, jobTimeout, workerTimeout, overlay, compare, version } = this.#options;
    return {
      profile_version: version,
      runtime: process.version,
      platform: `${process.platform}-${process.arch}`,
      settings: {
        base_url: baseUrl,
        playback_run_root: runRoot,
        scratch,
        jobTimeout,
        workerTimeout,
        overlay,
        compare,
      },
      embedded: this.#options.embedded,
    };
  }

  #overlayVariables(): Record<string, JsonValue> {
    const { overlay, loaded } = this.#options;
    if (overlay === undefined) return {};
    return (loaded.profile.overlays?.[overlay]?.variables ?? {}) as Record<string, JsonValue>;
  }

  /** An error that stopped the play becomes part of the report; a bug of ours is `internal`. */
  #noteError(error: unknown, signal: AbortSignal): Verdict {
    if (signal.aborted) return "interrupted";
    const known = error instanceof ProfileError ? error : undefined;
    const at = this.#current === undefined ? "" : `step ${this.#current}: `;
    this.#report.error = {
      message: `${at}${messageOf(error)}`,
      ...(known?.remedy === undefined ? {} : { remedy: known.remedy }),
      ...(known?.position === undefined ? {} : { position: formatPosition(known.position) }),
    };
    if (known === undefined && error instanceof Error) this.#log.write(error.stack ?? error.message);
    return known?.verdict ?? "internal";
  }

  #note(line: string): void {
    this.#report.notes.push(line);
    this.#say(line, "detail");
  }

  #say(line: string, level: "step" | "detail"): void {
    this.#log.write(line);
    this.#options.progress(line, level);
  }
}
