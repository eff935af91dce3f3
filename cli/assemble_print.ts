/** What `assemble` says of a draft: what was read, what became of it, what is open, what to type next. */
import { progressOf } from "../lib/assemble/readme.ts";
import type { AssembleResult } from "../lib/assemble/types.ts";
import { holeWords, suggestedWords } from "../lib/drafts/hole_words.ts";
import { nextWords } from "../lib/drafts/next_words.ts";
import { counted } from "../lib/text/counted.ts";
import { shellWord } from "../lib/text/shell_word.ts";
import { wrapped } from "../lib/text/wrap.ts";
import { captureLines, decisionLines, optionalWords } from "./assemble_lines.ts";
import type { Output, Style } from "./output.ts";

/** How many entries of a list are shown without `--verbose`. */
export const LISTED = 5;
/** Warnings are for everyone, but a long log may give thousands. */
const MOST_WARNINGS = 20;

/**
 * Prints the result. Long lists show their beginning, and say which command shows the rest.
 *
 * @param differences lines on what is different from the profile of `--against`
 */
export function printAssembled(out: Output, result: AssembleResult, differences: readonly string[]): void {
  const span = result.from === undefined ? "" : `, ${result.from} to ${result.to ?? result.from}`;
  out.line(
    out.style(`${result.source} of run ${result.runId}: ${counted(result.events, "event")}${span}`, "bold"),
  );
  for (const line of captureLines(result)) out.lines(wrapped(line, 2, 4));
  for (const { message, line } of result.problems) out.warn(`warning: line ${line}: ${message}`);
  out.line(`  ${counted(result.steps, "step")}${optionalWords(result)}, ${uploadWords(result)}`);
  for (const line of decisionLines(result, out.options.verbose ? Infinity : LISTED)) out.line(`  ${line}`);
  printLinks(out, result);
  if (result.redactions > 0) out.line(`  ${counted(result.redactions, "redaction")} (ledger.jsonl)`);
  for (const { step, holes } of result.dropped) {
    const words = holes.map(({ field, reason }) => `${field}: ${reason}`).join("; ");
    out.lines(wrapped(`dropped ${step}: ${words}`, 2, 6));
  }
  printCandidates(out, result.candidates);
  const { suspects, holes, absent, draft } = result;
  if (suspects.length > 0) {
    const title = `${
      counted(suspects.length, "suspect")
    }, text that may name somebody; judge before you promote:`;
    const lines = suspects.map(({ where, field, words }) => `${where}, ${field}: ${JSON.stringify(words)}`);
    list(out, title, "yellow", lines, draft);
  }
  if (holes.length > 0) {
    const title = `${counted(holes.length, "hole")} in profile.yaml${suggestedWords(holes)}:`;
    list(
      out,
      title,
      "yellow",
      holes.map((hole) => `${hole.line ?? "?"}: ${hole.step}.${hole.field}: ${holeWords(hole)}`),
      draft,
    );
  }
  if (absent.length > 0) {
    const title = `${counted(absent.length, "absent change")}: the recording lacks what cannot be filled in:`;
    list(out, title, "red", absent, draft);
  }
  const told = out.options.verbose ? result.warnings : result.warnings.slice(0, MOST_WARNINGS);
  for (const warning of told) out.warn(`warning: ${warning}`);
  const untold = result.warnings.length - told.length;
  if (untold > 0) out.warn(`warning: ${counted(untold, "more warning")} (--verbose shows all)`);
  out.lines(differences);
  if (result.continued !== undefined) {
    out.line(
      `the draft was edited: your edits stay, ${counted(result.continued, "new step")} behind its own`,
    );
  }
  out.line(`draft: ${result.draftDir}`);
  out.line(`next: ${nextWords(progressOf(result))}`);
}

/** `2 uploads, 1 seed`: several uploads of the same bytes are one seed. */
function uploadWords({ uploads, seeds, emptyFiles, holes }: AssembleResult): string {
  const words = [uploads === 0 ? "no uploads" : counted(uploads, "upload")];
  if (seeds > 0) words.push(counted(seeds, "seed"));
  const missing = holes.filter(({ path }) => path[0] === "files" && path.length === 2).length;
  if (missing > 0) words.push(`${missing} without bytes`);
  if (emptyFiles > 0) words.push(`${counted(emptyFiles, "file field")} sent without a file`);
  return words.join(", ");
}

/** A title and the beginning of a list. */
function list(out: Output, title: string, style: Style, lines: readonly string[], draft: string): void {
  out.line(`  ${out.style(title, style)}`);
  const shown = out.options.verbose ? lines : lines.slice(0, LISTED);
  for (const line of shown) out.lines(wrapped(line, 4, 8));
  const more = lines.length - shown.length;
  if (more > 0) out.line(`    and ${more} more: profile review ${shellWord(draft)} --verbose`);
}

/** What steps take from the answers of others. */
function printLinks(out: Output, { links, varies, withdrawn }: AssembleResult): void {
  const seen = links.filter(({ seen_to_vary }) => seen_to_vary === true).length;
  if (links.length > 0) {
    const word = links.length === 1 ? "value" : "values";
    out.line(`  ${links.length} produced ${word} linked${seen === 0 ? "" : `, ${seen} seen to vary`}:`);
  }
  const shown = out.options.verbose ? links : links.slice(0, LISTED);
  for (const { name, producer, consumer, field } of shown) {
    out.line(`    ${consumer}.${field} takes {{steps.${producer}.${name}}}`);
  }
  if (shown.length < links.length) {
    out.line(`    and ${links.length - shown.length} more (README.md of the draft)`);
  }
  for (const { step, field, reason } of [...varies, ...withdrawn]) {
    out.warn(`warning: ${step}.${field}: ${reason}`);
  }
}

/** How many there are, and the most telling. */
function printCandidates(out: Output, found: AssembleResult["candidates"]): void {
  if (found === undefined) return;
  const { candidates, unreadable } = found;
  const telling = candidates.filter((candidate) => candidate.telling);
  const count = `${counted(candidates.length, "baseline candidate")}, ${telling.length} telling`;
  const most = out.options.verbose ? candidates : telling.slice(0, MOST_TELLING);
  const more = out.options.verbose || telling.length <= most.length ? "" : ", …";
  const names = most.length === 0 ? "" : `: ${most.map(({ target }) => target).join(", ")}${more}`;
  out.lines(wrapped(`${count} (baseline_candidates.json)${names}`, 2, 4));
  for (const { path, reason } of unreadable) {
    out.warn(`warning: ${path} in the run cannot be read: ${reason}`);
  }
}

/** How many candidates are named without `--verbose`. */
const MOST_TELLING = 3;
