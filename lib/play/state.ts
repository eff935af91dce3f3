/** What one play knows while it goes: opened things, the report so far, the log. */
import { join, relative } from "node:path";
import process from "node:process";
import type { Exchange, HttpClient } from "../http/client.ts";
import { EXIT_CODES } from "../model/exit.ts";
import type { Report } from "../model/report.ts";
import { timestampName } from "../results/folder.ts";
import type { PlayOptions } from "./options.ts";
import { countAll } from "./outcome.ts";
import { PlayLog } from "./play_log.ts";
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
  sandbox: Sandbox | undefined;
  /** Template values, once the steps have begun. */
  scope: Scope | undefined;
  /** Id of the step under way; left standing when an error stops it. */
  current: string | undefined;

  constructor(options: PlayOptions, startedAt: number, resultDir: string, stepsSha256: string) {
    const slug = options.loaded.profile.metadata.slug;
    this.options = options;
    this.resultDir = resultDir;
    this.scratchDir = join(options.scratch, slug, `${timestampName(startedAt)}-${process.pid}`);
    this.log = new PlayLog(resultDir, options.redactor, options.now);
    this.journal = new PlayJournal(resultDir, options.redactor);
    this.report = {
      version: 1,
      profile: slug,
      source: {
        file: relative(options.dataRoot, options.loaded.file),
        steps_sha256: stepsSha256,
        overlay: changesValues(options) ? options.overlay ?? null : null,
        ...derivedSource(options),
      },
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

  /** A line for the log and the terminal. */
  say(line: string, level: "step" | "detail"): void {
    this.log.write(line);
    this.options.progress(line, level);
  }

  /** A line that also belongs into the report. */
  note(line: string): void {
    this.report.notes.push(line);
    this.say(line, "detail");
  }
}

/** What the steps were derived from, where there is no `profile.yaml`. */
function derivedSource({ loaded: { derived }, dataRoot }: PlayOptions): Pick<Report["source"], "derived"> {
  if (derived === undefined) return {};
  const { kind, log, why } = derived;
  return { derived: { kind, log: relative(dataRoot, log), ...(why === undefined ? {} : { why }) } };
}

/** An overlay that only names a server changes nothing that a baseline depends on. */
function changesValues({ overlay, loaded }: PlayOptions): boolean {
  const laid = overlay === undefined ? undefined : loaded.profile.overlays?.[overlay];
  return laid?.variables !== undefined || laid?.tolerances !== undefined;
}
