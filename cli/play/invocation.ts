/** Notes in `results/latest.json` what a play was asked for and how it ended, also when nothing came to be played. */
import { messageOf, ProfileError } from "../../lib/errors.ts";
import { EXIT_CODES, type Verdict } from "../../lib/model/exit.ts";
import type { Report, ShardInfo } from "../../lib/model/report.ts";
import { notPlayed } from "../../lib/report/not_played.ts";
import { type LastPlay, noteLastPlay, resultName } from "../../lib/results/latest.ts";
import { verdictOver } from "./print.ts";
import type { Context } from "../context.ts";

/** One `profile play`, from its command line to its last profile. */
export class Invocation {
  #keys: readonly string[] = [];
  #shard: ShardInfo | undefined;
  /** What was wrong with the list already, so that it is said once. */
  #trouble: string | undefined;
  /** True when how each ended is noted. */
  ended = false;
  readonly #startedAt = new Date().toISOString();

  constructor(
    private readonly dataRoot: string,
    private readonly context: Pick<Context, "out" | "signal">,
  ) {}

  /** Notes the profiles that are meant, as far as that is known yet, as not played. */
  async begin(meant: readonly { key: string }[], shard?: ShardInfo): Promise<void> {
    this.#keys = meant.map(({ key }) => key);
    this.#shard = shard;
    await this.#note("incomplete", this.#keys.map(() => undefined));
  }

  /** Notes how each ended; `undefined` was not played. */
  async end(reports: readonly (Report | undefined)[]): Promise<void> {
    const played = reports.flatMap((report) => report ?? []);
    const verdict = this.#keys.length === 0 ? "passed" : verdictOver(played, reports.length - played.length);
    await this.#note(verdict, reports);
    this.ended = true;
  }

  /**
   * Notes what stopped the whole before its end.
   *
   * @returns a report of it for each profile that was meant; when none is known, one of the play
   */
  async stop(error: unknown): Promise<Report[]> {
    const { dataRoot, context: { signal } } = this;
    const [only, ...others] = this.#keys;
    const of = (profile: string): Report => {
      const report = notPlayed({ profile, dataRoot, at: Date.now() }, this.#told(error, others.length > 0));
      if (!signal.aborted) return report;
      const verdict = signal.reason as Verdict;
      return { ...report, verdict, exit_code: EXIT_CODES[verdict], summary: verdict };
    };
    if (only === undefined) {
      const report = of("profile play");
      await this.#note(report.verdict, []);
      return [report];
    }
    const reports = this.#keys.map(of);
    await this.#note(verdictOver(reports, 0), reports);
    return reports;
  }

  /** What is wrong with one of several is not wrong with each, and stopped them all. */
  #told(error: unknown, several: boolean): unknown {
    if (!several || !(error instanceof ProfileError)) return error;
    const { verdict, position, remedy, others } = error;
    return new ProfileError(verdict, `The play of all was stopped: ${messageOf(error)}`, {
      ...(position === undefined ? {} : { position }),
      ...(remedy === undefined ? {} : { remedy }),
      others: [...others],
      cause: error,
    });
  }

  async #note(verdict: Verdict, reports: readonly (Report | undefined)[]): Promise<void> {
    const trouble = await noteLastPlay(this.dataRoot, {
      started_at: this.#startedAt,
      verdict,
      exit_code: EXIT_CODES[verdict],
      ...(this.#shard === undefined ? {} : { shard: this.#shard }),
      profiles: this.#keys.map((key, index) => this.#entry(key, reports[index])),
    });
    if (trouble === undefined || trouble === this.#trouble) return;
    this.#trouble = trouble;
    this.context.out.warn(`warning: ${trouble}`);
  }

  #entry(profile: string, report: Report | undefined): LastPlay["profiles"][number] {
    if (report === undefined) {
      return {
        profile,
        result: null,
        verdict: "incomplete",
        exit_code: EXIT_CODES.incomplete,
        reason: "not played",
      };
    }
    const { verdict, exit_code, artifacts, error } = report;
    const dir = artifacts["result"];
    if (dir !== undefined) return { profile, result: resultName(this.dataRoot, dir), verdict, exit_code };
    const reason = this.context.out.redactor.text(error?.message ?? verdict);
    return { profile, result: null, verdict, exit_code, reason };
  }
}
