/** What one play knows while it goes: opened things, the report so far, the log. */
import { basename, join, relative } from "node:path";
import process from "node:process";
import type { Exchange, HttpClient } from "../http/client.ts";
import { EXIT_CODES } from "../model/exit.ts";
import type { Step } from "../model/profile.ts";
import type { Progress } from "../model/progress.ts";
import type { Report } from "../model/report.ts";
import { changesValues, laidHash } from "../profiles/overlay.ts";
import type { Access } from "./access.ts";
import type { BundleContents } from "./bundle/write.ts";
import type { PlayOptions } from "./options.ts";
import { leftOutSteps } from "./creation_step.ts";
import { OwnJobs } from "./jobs/own_jobs.ts";
import { countAll } from "./outcome.ts";
import type { Outputs } from "./outputs/types.ts";
import { exchangeLine, PlayLog } from "./play_log.ts";
import { PlayJournal } from "./resume/journal.ts";
import type { Sandbox } from "./sandbox.ts";
import type { Scope } from "./scope.ts";
import type { Target } from "./target.ts";

/** The state of one play. */
export class PlayState {
  readonly options: PlayOptions;
  readonly report: Report;
  readonly resultDir: string;
  readonly scratchDir: string;
  readonly log: PlayLog;
  /** What another play needs to go on with this one. */
  readonly journal: PlayJournal;
  readonly exchanges: Exchange[] = [];
  target: Target | undefined;
  client: HttpClient | undefined;
  /** The sessions of all users, once they are open. */
  access: Access | undefined;
  /** Jobs that answers to this play named. */
  readonly ownJobs = new OwnJobs();
  sandbox: Sandbox | undefined;
  /** Reads what the sandbox holds, once it is there. */
  outputs: Outputs | undefined;
  /** What its files were before the first step, where it began with more than configuration. */
  stamps: Map<string, string | undefined> | undefined;
  /** The sandbox lies on the server and could not be removed. */
  staysOnServer = false;
  /** What the bundle takes of the run. */
  evidence: { runDir: string; files: string[] } | undefined;
  /** Steps that are not played, with the reasons. */
  readonly leftOut: Map<string, string>;
  /** Template values, once the steps have begun. */
  scope: Scope | undefined;
  /** What the bundle holds, once it is begun. */
  bundle: BundleContents | undefined;
  /** The steps as they are sent: in the words of the server's generation of the API. */
  steps: readonly Step[];
  /** Method and path as recorded, by step, where they are sent differently. */
  recorded: ReadonlyMap<string, string> = new Map();
  /** Id of the step under way; left standing when an error stops it. */
  current: string | undefined;

  constructor(options: PlayOptions, startedAt: number, resultDir: string, stepsSha256: string) {
    const { slug, title } = options.loaded.profile.metadata;
    this.options = options;
    this.steps = options.loaded.profile.steps;
    this.resultDir = resultDir;
    this.leftOut = leftOutSteps(
      options.loaded.profile,
      options.optional,
      options.sandbox,
      options.chosen?.named,
    );
    this.scratchDir = join(options.scratch, slug, `${basename(resultDir)}-${process.pid}`);
    this.log = new PlayLog(resultDir, options.redactor, options.now);
    this.journal = new PlayJournal(resultDir, options.redactor);
    this.report = {
      version: 1,
      profile: slug,
      ...(title === undefined ? {} : { title }),
      source: {
        file: relative(options.dataRoot, options.loaded.file),
        steps_sha256: stepsSha256,
        overlay: options.overlay !== undefined && changesValues(options.overlay)
          ? options.overlay.name
          : null,
        ...ownBaseline(options),
        ...derivedSource(options),
      },
      overlay: options.overlay?.name ?? null,
      ...(options.overlay === undefined ? {} : { overlay_changes: options.overlay.changes }),
      target: options.baseUrl,
      ...troublesOf(options),
      ...(options.shard === undefined ? {} : { shard: options.shard }),
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
      program: options.version,
      ...(options.asked === undefined || options.asked.length === 0 ? {} : { asked: options.asked }),
    };
  }

  /** A line for the log and the terminal. */
  say(line: string, level: "step" | "detail"): void {
    this.log.write(line);
    this.options.progress(line, level);
  }

  /** A line for the terminal of who wants to know; the log has it already. */
  tell(line: string): void {
    this.options.progress(line, "detail");
  }

  /** Tells who listens what the play is at. */
  at(progress: Progress): void {
    this.options.onProgress?.(progress);
  }

  /** Notes an exchange for the transcript, and in the log. */
  keepExchange(exchange: Exchange): void {
    const step = exchange.request.step ?? this.current;
    this.exchanges.push({ ...exchange, ...(step === undefined ? {} : { step }) });
    this.log.write(exchangeLine(exchange));
  }

  /** A line that also belongs into the report. */
  note(line: string): void {
    this.report.notes.push(line);
    this.say(line, "detail");
  }
}

/** The baseline of the overlay, where it has its own. */
function ownBaseline({ overlay }: PlayOptions): Pick<Report["source"], "baseline"> {
  if (overlay?.baseline === undefined) return {};
  return { baseline: { set: overlay.baseline, variables_sha256: laidHash(overlay) } };
}

/** Drift and faults: those of a play that is gone on with shaped what lies in the sandbox, too. */
function troublesOf({ baseUrl, embedded, continues }: PlayOptions): Pick<Report, "embedded"> {
  if (baseUrl !== "embedded") return {};
  const { drift = {}, faults = [] } = continues?.record?.begin ?? {};
  const all = {
    drift: { ...drift, ...embedded.drift },
    faults: [...new Set([...faults, ...embedded.faults])],
  };
  return Object.keys(all.drift).length + all.faults.length === 0 ? {} : { embedded: all };
}

/** What the steps were derived from, where there is no `profile.yaml`. */
function derivedSource({ loaded: { derived }, dataRoot }: PlayOptions): Pick<Report["source"], "derived"> {
  if (derived === undefined) return {};
  const { kind, log, why } = derived;
  return { derived: { kind, log: relative(dataRoot, log), ...(why === undefined ? {} : { why }) } };
}
