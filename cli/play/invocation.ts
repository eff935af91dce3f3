/** Notes in `results/latest.json` what a play was asked for and how it ended. */
import { EXIT_CODES, type Verdict } from "../../lib/model/exit.ts";
import type { Report, ShardInfo } from "../../lib/model/report.ts";
import { type LastPlay, noteLastPlay, resultName } from "../../lib/results/latest.ts";
import { verdictOver } from "./print.ts";
import type { Context } from "../context.ts";

/** One `profile play`, from its first to its last profile. */
export class Invocation {
  private constructor(
    private readonly keys: readonly string[],
    private readonly shard: ShardInfo | undefined,
    private readonly startedAt: string,
    private readonly dataRoot: string,
    private readonly context: Pick<Context, "out">,
  ) {}

  /** Notes all profiles as not played yet. */
  static async begin(
    chosen: readonly { key: string }[],
    shard: ShardInfo | undefined,
    context: Pick<Context, "out" | "dataRoot">,
  ): Promise<Invocation> {
    const keys = chosen.map(({ key }) => key);
    const began = new Invocation(keys, shard, new Date().toISOString(), await context.dataRoot(), context);
    await began.#note("incomplete", keys.map(() => undefined));
    return began;
  }

  /** Notes how each ended; `undefined` was not played. */
  async end(reports: readonly (Report | undefined)[]): Promise<void> {
    const played = reports.flatMap((report) => report ?? []);
    const verdict = this.keys.length === 0 ? "passed" : verdictOver(played, reports.length - played.length);
    await this.#note(verdict, reports);
  }

  async #note(verdict: Verdict, reports: readonly (Report | undefined)[]): Promise<void> {
    const trouble = await noteLastPlay(this.dataRoot, {
      started_at: this.startedAt,
      verdict,
      exit_code: EXIT_CODES[verdict],
      ...(this.shard === undefined ? {} : { shard: this.shard }),
      profiles: this.keys.map((key, index) => this.#entry(key, reports[index])),
    });
    if (trouble !== undefined) this.context.out.warn(`warning: ${trouble}`);
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
