/** `--learn-noise`: what varied over the rounds becomes a proposal for each profile. */
import { ProfileError } from "../../lib/errors.ts";
import { groupBy } from "../../lib/model/group_by.ts";
import type { Report } from "../../lib/model/report.ts";
import { setDir } from "../../lib/baseline/sets.ts";
import { MARGIN } from "../../lib/noise/figures.ts";
import type { NoiseProposal } from "../../lib/noise/proposal.ts";
import type { NoiseFinding } from "../../lib/noise/types.ts";
import { cameToItsEnd } from "../../lib/play/settle.ts";
import { counted } from "../../lib/text/counted.ts";
import type { Context } from "../context.ts";
import { shortPaths } from "../terminal.ts";
import { isPlayable, type ReadyProfile, type Unready } from "./chosen.ts";
import type { Round } from "./repeat.ts";

/** What was proposed for one profile. */
export interface LearnedNoise {
  profile: string;
  /** Path of the patch; null when nothing is proposed. */
  patch: string | null;
  proposal: NoiseProposal | null;
  /** Why nothing could be learned. */
  reason?: string;
}

/**
 * How much wider than what was seen a tolerance is, at the least.
 *
 * @throws ProfileError usage for what is no factor
 */
export function marginOf(text: string | undefined): number {
  const margin = text === undefined ? MARGIN : Number(text);
  if (margin >= 1 && margin <= 100) return margin;
  throw new ProfileError("usage", `--noise-margin: "${text}" is no factor from 1 on`, {
    remedy: "Say how much wider than what was seen a tolerance shall be, for instance 1.5",
  });
}

/**
 * Refuses what cannot be learned for.
 *
 * @throws ProfileError usage for an overlay with tolerances of its own: they are not in the profile's comparisons
 */
export function refuseUnlearnable(all: readonly (ReadyProfile | Unready)[]): void {
  for (const one of all) {
    if (!isPlayable(one)) continue;
    const laid = one.overlay?.changes.some(({ field }) => field.startsWith("tolerances."));
    if (laid === true || one.loaded.derived !== undefined) {
      const why = laid === true ? "its overlay has tolerances of its own" : "it has no profile.yaml";
      throw new ProfileError("usage", `--learn-noise cannot propose rules for ${one.key}: ${why}`, {
        remedy: laid === true ? "Play without that overlay" : "Promote it first",
      });
    }
  }
}

/** True when every play of a round came to its end: without, nothing is learned, and further plays would be in vain. */
export function canLearnFrom(round: Round): boolean {
  return round.every((report) => dirOf(report) !== undefined);
}

/** Learns from the rounds, writes the proposals into the last results, and prints them. */
export async function learnFrom(
  rounds: readonly Round[],
  all: readonly (ReadyProfile | Unready)[],
  margin: number,
  context: Context,
): Promise<LearnedNoise[]> {
  const { proposeNoise } = await import("../../lib/noise/propose.ts");
  const { hasRules, writeProposal } = await import("../../lib/noise/proposal.ts");
  const { out } = context;
  const dataRoot = await context.dataRoot();
  const learned: LearnedNoise[] = [];
  for (const [index, one] of all.entries()) {
    if (!isPlayable(one)) continue;
    const reports = rounds.map((round) => round[index]);
    const dirs = reports.flatMap((report) => dirOf(report) ?? []);
    const last = dirs.at(-1);
    const { key: profile } = one;
    if (dirs.length < reports.length || last === undefined) {
      const reason = "a play did not come to its end, so nothing is learned from any of them";
      out.lines(["", `${profile}: ${reason}`]);
      learned.push({ profile, patch: null, proposal: null, reason });
      continue;
    }
    const { proposal, patch } = await proposeNoise(
      { ...one.loaded, baselineDir: setDir(one.loaded.baselineDir, one.overlay?.baseline) },
      dirs,
      margin,
      dataRoot,
    );
    const written = await writeProposal(last, proposal, patch, out.redactor);
    const file = hasRules(proposal) ? written : null;
    printProposal(proposal, patch, context);
    if (file !== null) {
      out.line(shortPaths(`patch     ${file}`, context));
      out.line(
        `next      profile update-baseline ${profile} --noise --all --reason "…" writes it into profile.yaml`,
      );
    }
    learned.push({ profile, patch: file, proposal });
  }
  return learned;
}

/** How many rules are proposed, for the last line. */
export function proposedWords(learned: readonly LearnedNoise[]): string {
  const rules = learned.reduce((sum, { proposal }) => sum + (proposal?.changes.length ?? 0), 0);
  return rules === 0 ? "no rule proposed" : `${counted(rules, "rule")} proposed`;
}

function dirOf(report: Report | undefined): string | undefined {
  return report !== undefined && cameToItsEnd(report) ? report.artifacts["result"] : undefined;
}

/** The proposal for people: what would be looser and why, then the patch. */
export function printProposal(
  { profile, plays, changes, added, notes, margin }: NoiseProposal,
  patch: string,
  { out }: Context,
): void {
  out.line();
  if (changes.length === 0) out.line(`${profile}: no noise in ${counted(plays.length, "play")}`);
  else {
    out.line(
      `${profile}: ${counted(changes.length, "comparison")} varied over ${
        counted(plays.length, "play")
      }; tolerances are at least ${margin} times as wide as what was seen`,
    );
  }
  const alike = groupBy(changes, ({ before, findings }) => JSON.stringify([before.method, findings]));
  for (const [first, ...others] of alike.values()) {
    if (first === undefined) continue;
    const { before, after, findings } = first;
    const method = before.method === after.method ? after.method : `${before.method} -> ${after.method}`;
    out.line(`${out.style("loosens", "yellow")}  ${before.target}  ${method}`);
    for (const { before: { target } } of others) out.line(`         ${target}`);
    out.lines(table(findings));
  }
  if (added.length > 0) {
    out.line(`adds     ${counted(added.length, "comparison")} as proposed, which did not vary`);
  }
  out.lines(notes.map((note) => `note     ${note}`));
  if (patch === "") return;
  out.line();
  out.lines(
    patch.trimEnd().split("\n").map((line) =>
      line.startsWith("+") ? out.style(line, "green") : line.startsWith("-") ? out.style(line, "red") : line
    ),
  );
  out.line();
}

function table(findings: readonly NoiseFinding[]): string[] {
  const rows = findings.map(({ where, seen, before, after, factor, finds }) => [
    where,
    seen,
    `${before} -> ${after}`,
    factor === undefined ? "" : `${factor} times`,
    finds === undefined
      ? ""
      : finds === null
      ? "finds no change for sure"
      : `finds changes from ${Number((finds * 100).toPrecision(2))} %`,
  ]);
  const widths = [0, 1, 2, 3].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) => `  ${row.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join("  ")}`.trimEnd());
}
