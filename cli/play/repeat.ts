/** `--repeat`: the same plays several times, one round after another. */
import { ProfileError } from "../../lib/errors.ts";
import type { Report } from "../../lib/model/report.ts";
import { counted } from "../../lib/text/counted.ts";
import { formatDuration } from "../../lib/text/duration.ts";
import type { Context } from "../context.ts";
import { countOf } from "../options.ts";
import { coloured } from "./print.ts";
import type { Output } from "../output.ts";

/** What the command line says about repeating. */
export interface RepeatFlags {
  repeat?: string | undefined;
  learnNoise?: true | undefined;
  noiseMargin?: string | undefined;
  compare: boolean;
  fromStep?: string | undefined;
  toStep?: string | undefined;
  only?: string[] | undefined;
  sandboxRun?: string | undefined;
  resume?: true | undefined;
}

/** Plays to learn from when `--repeat` does not say how many: enough to know the span of a single figure. */
const ENOUGH = 10;
/** With fewer the span of what varies is a guess. */
const LEAST = 3;

/**
 * How often it is played.
 *
 * @throws ProfileError usage when options do not go together
 */
export function repeatOf(flags: RepeatFlags): number {
  const learns = flags.learnNoise === true;
  const repeat = countOf("repeat", flags.repeat, learns ? ENOUGH : 1);
  const part = flags.fromStep ?? flags.toStep ?? flags.only ?? flags.sandboxRun ?? flags.resume;
  if (repeat > 1 && part !== undefined) {
    throw new ProfileError("usage", "--repeat is for whole plays", {
      remedy: "Leave out --from-step, --to-step, --only, --sandbox-run and --resume",
    });
  }
  if (!learns && flags.noiseMargin !== undefined) {
    throw new ProfileError("usage", "--noise-margin is for --learn-noise", { remedy: "Add --learn-noise" });
  }
  if (learns && !flags.compare) {
    throw new ProfileError("usage", "--learn-noise learns from what is compared", {
      remedy: "Leave out --no-compare",
    });
  }
  if (learns && repeat < LEAST) {
    throw new ProfileError("usage", `${counted(repeat, "play")} cannot tell noise from a change`, {
      remedy: `Say --repeat ${ENOUGH}, and ${LEAST} at the least`,
    });
  }
  return repeat;
}

/** What one round gave: a report for each profile, undefined for those that were not played any more. */
export type Round = (Report | undefined)[];

/**
 * Plays the rounds.
 *
 * @param round plays all profiles once
 * @param goesOn asked behind each round
 * @returns at least one round; fewer than asked for when the command is stopped
 */
export async function playRounds(
  repeat: number,
  round: () => Promise<Round>,
  goesOn: (round: Round) => boolean,
  { out, signal }: Pick<Context, "out" | "signal">,
): Promise<Round[]> {
  const rounds: Round[] = [];
  for (let number = 1; number <= repeat && (number === 1 || !signal.aborted); number++) {
    if (repeat > 1) out.line(`round ${number} of ${repeat}`);
    const played = await round();
    rounds.push(played);
    if (!goesOn(played)) break;
  }
  return rounds;
}

/** Of each profile the report that counts: the first that did not pass, else the last. */
export function countedReports(rounds: readonly Round[]): Round {
  return (rounds[0] ?? []).map((first, index) => {
    const all = rounds.map((round) => round[index]);
    const bad = all.find((report) => report !== undefined && report.verdict !== "passed");
    return bad ?? (all.includes(undefined) ? undefined : all.at(-1) ?? first);
  });
}

/** One line for a play that came to its end. */
export function printBrief(report: Report, out: Output): void {
  const { steps, comparisons } = report.counts;
  const differing = report.comparisons.filter(({ verdict }) => verdict !== "passed").length;
  const compared = differing === 0 ? "all" : `all but ${differing}`;
  const word = report.verdict === "passed" ? "ok   " : "     ";
  out.line(coloured(
    `${word} ${report.profile}  ${counted(steps.passed, "step")}, ${compared} of ${
      counted(comparisons.planned, "comparison")
    } matched, ${formatDuration(report.duration_ms)}`,
    out,
  ));
}
