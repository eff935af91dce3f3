/** Lines of `assemble` on what became of the requests: folded, repeated, optional, waiting, refused, left out. */
import { EVERYTHING } from "../lib/captures/window.ts";
import { shortRequest } from "../lib/assemble/recorded_errors.ts";
import { repeatWords } from "../lib/assemble/rules/sequences.ts";
import type { AssembleResult, LeftOut } from "../lib/assemble/types.ts";
import { shellWord } from "../lib/text/shell_word.ts";

/** Which part of the log was taken, where nobody said which. */
export function captureLines({ captures }: AssembleResult): string[] {
  const [first, ...others] = captures ?? [];
  if (first === undefined) return [];
  if (others.length === 0) {
    return [`capture ${first} of the recording; --capture ${EVERYTHING} takes all of the log`];
  }
  return [
    `all of the log, with ${captures?.length} captures in it: ${captures?.join(", ")}; ` +
    `--capture ${shellWord(first)} takes one`,
  ];
}

/** `, 3 of them optional`, behind the number of steps. */
export function optionalWords({ optional }: AssembleResult): string {
  return optional.length === 0 ? "" : ` (${optional.length} optional)`;
}

/**
 * What was decided on the requests, a line each.
 *
 * @param most entries shown of each list
 */
export function decisionLines(result: AssembleResult, most: number): string[] {
  const failed = result.leftOut.filter((one) => one.failed !== undefined);
  const others = result.leftOut.filter((one) => one.failed === undefined);
  return [
    ...result.folded.map(({ rule, reason, count }) => `folded ${count} by ${rule}: ${reason}`),
    ...listed(
      "sent more than once",
      result.repeats.map(({ rule, step, line, words }) =>
        `${repeatWords(rule, step)}: line ${line} ${words}`
      ),
      most,
    ),
    ...listed("waits", result.waits.map(({ step, reason }) => `${step}: ${reason}`), most),
    ...listed(
      "optional, play skips them without --optional",
      result.optional.map(({ step, rule, reason }) => `${step}: ${rule} (${reason})`),
      most,
    ),
    ...listed(`recorded errors, not replayed${hintOf(failed)}`, failed.map(errorLine), most),
    ...listed(
      "left out",
      others.map(({ request, reason, line }) => `line ${line}: ${shortRequest(request)} ${reason}`),
      most,
    ),
    ...(result.who === undefined ? [] : [result.who]),
  ];
}

/** Those without an answer cannot be kept: there is nothing to expect. */
function hintOf(failed: readonly LeftOut[]): string {
  return failed.some(({ failed: error }) => (error?.status ?? 0) >= 400) ? " (--errors keep)" : "";
}

/** `line 17: POST …/run_wepp was answered with 409: job is already active`. */
function errorLine({ request, reason, line, failed }: LeftOut): string {
  const said = failed?.message === undefined ? "" : `: ${failed.message}`;
  return `line ${line}: ${shortRequest(request)} ${reason}${said}`;
}

function listed(title: string, lines: readonly string[], most: number): string[] {
  if (lines.length === 0) return [];
  const more = lines.length - most;
  return [
    `${title}: ${lines.length}`,
    ...lines.slice(0, most).map((line) => `  ${line}`),
    ...(more > 0 ? [`  and ${more} more (ledger.jsonl, or --verbose)`] : []),
  ];
}
