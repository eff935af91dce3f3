/** The review as lines of text for a terminal of 100 columns. */
import { suspectRemedy } from "../drafts/suspect_remedy.ts";
import { formatBytes } from "../text/bytes.ts";
import { counted } from "../text/counted.ts";
import { shellWord } from "../text/shell_word.ts";
import { WIDTH, wrapped, wrapWords } from "../text/wrap.ts";
import type { Candidate } from "../baseline/candidates.ts";
import type { ReviewDocument, ReviewHole, ReviewStep } from "./types.ts";

/** How words are set off; the identity without colours. */
export type Styler = (
  text: string,
  ...styles: ("bold" | "dim" | "red" | "green" | "yellow" | "cyan")[]
) => string;

/** So many values of a kind are listed without `--verbose`. */
const MOST = 20;
const LONGEST_VALUE = 60;

/**
 * The table of steps and what is left to do.
 *
 * @param all list everything, however long
 */
export function tableLines(document: ReviewDocument, style: Styler, all: boolean): string[] {
  return [
    ...head(document, style),
    "",
    ...stepLines(document.steps, style),
    ...section(
      `holes (${document.holes.length})`,
      document.holes,
      (hole) => holeLines(hole, style),
      style,
      all,
    ),
    ...section(
      "absent changes: the recording lacks them, so this draft cannot be promoted",
      document.absent,
      (sentence) => wrapped(sentence, 2),
      style,
      true,
    ),
    ...section(
      "before the capture",
      document.earlier === undefined ? [] : [document.earlier],
      (sentence) => wrapped(sentence, 2),
      style,
      true,
    ),
    ...section(
      "suspects: no rule can judge whether these name somebody",
      document.suspects,
      (suspect) => suspectLines(suspect, document.suspects.indexOf(suspect) + 1, style),
      style,
      all,
    ),
    ...section(
      "secrets: play takes them from the environment or a secrets file",
      Object.entries(document.secrets),
      ([name, words]) => wrapped(`${name}: ${words}`, 2),
      style,
      all,
    ),
    ...section(
      "users: steps need the credentials of each",
      Object.entries(document.users),
      ([name, words]) => wrapped(`${name}: ${words}`, 2),
      style,
      all,
    ),
    ...section(
      "links: values of an answer that a later step sends",
      document.links,
      (link) => wrapped(linkWords(link), 2),
      style,
      all,
    ),
    ...section(
      "varies: the second recording has another value, and no answer explains it",
      document.varies,
      ({ step, field, reason }) => wrapped(`${step}.${field}: ${reason}`, 2),
      style,
      all,
    ),
    ...section(
      `baseline candidates (${document.candidates.length}): promote compares what --candidate take=GLOB takes`,
      all ? document.candidates : document.candidates.filter(({ telling, choice }) => telling || choice),
      (candidate) => candidateLines(candidate, style),
      style,
      all,
    ),
    ...section(
      "folded requests, which need no step",
      document.folded,
      ({ reason, count }) => [`${String(count).padStart(6)}  ${reason}`],
      style,
      true,
    ),
    ...tail(document, style),
  ];
}

/** A suspect with what can be done with it. */
export function suspectLines(
  suspect: ReviewDocument["suspects"][number],
  number: number,
  style: Styler,
): string[] {
  const { where, field, words, reason } = suspect;
  return [
    ...wrapped(`${number}. ${where}, ${field}: ${JSON.stringify(words)} (${reason})`, 2, 5),
    ...wrapped(suspectRemedy(suspect, number), 5).map((line) => style(line, "dim")),
  ];
}

function head(
  { draft, title, steps, holes, suspects, secrets, absent }: ReviewDocument,
  style: Styler,
): string[] {
  const counts = [
    counted(steps.length, "step"),
    counted(holes.length, "hole") + (holes.length === 0 ? "" : suggestedPart(holes)),
    ...(suspects.length === 0 ? [] : [counted(suspects.length, "suspect")]),
    ...(Object.keys(secrets).length === 0 ? [] : [counted(Object.keys(secrets).length, "secret")]),
    ...(absent.length === 0 ? [] : [counted(absent.length, "absent change")]),
  ];
  const [first = "", ...more] = wrapped(`${draft}: ${counts.join(", ")}`, 0);
  return [style(first, "bold"), ...more, ...(title === undefined ? [] : wrapped(title, 2))];
}

/** ` (35 with a suggestion, 2 of them doubtful)`; nothing when there is none. */
function suggestedPart(holes: readonly ReviewHole[]): string {
  const suggested = holes.filter(({ suggestion }) => suggestion !== undefined).length;
  const doubtful = holes.filter((hole) => hole.doubtful === true).length;
  const words = doubtful === 0 ? "" : `, ${doubtful} of them doubtful`;
  return suggested === 0 ? "" : ` (${suggested} with a suggestion${words})`;
}

function stepLines(steps: readonly ReviewStep[], style: Styler): string[] {
  const numbers = String(steps.length).length;
  const ids = Math.min(28, Math.max(4, ...steps.map(({ id }) => id.length)));
  const bodies = Math.min(18, Math.max(5, ...steps.map((step) => sends(step).length)));
  const expects = Math.min(14, Math.max(7, ...steps.map((step) => expected(step).length)));
  const widths = [numbers, ids, 6, WIDTH - numbers - ids - bodies - expects - 6 - 5 * 2, bodies, expects];
  const indent = numbers + 4;
  return [
    style(row(["#", "step", "", "request", "sends", "expects"], widths)[0] ?? "", "dim"),
    ...steps.flatMap((step) => {
      const cells = [
        String(step.number),
        step.id,
        step.method,
        shortPath(step.request),
        sends(step),
        expected(step),
      ];
      const lines = row(cells, widths);
      return [
        ...(step.optional ? lines.map((line) => style(line, "dim")) : lines),
        ...marks(step, style).flatMap(({ text, paint }) => wrapped(text, indent).map(paint)),
      ];
    }),
  ];
}

/** `2xx, job 15m`. */
function expected({ expect, wait }: ReviewStep): string {
  return [expect, wait].filter((words) => words !== undefined).join(", ");
}

function sends({ body, query, uploads }: ReviewStep): string {
  const files = uploads.filter(({ state }) => state !== "empty").length;
  const words = [
    ...(body === undefined ? [] : [`${body.kind} ${formatBytes(body.bytes)}`]),
    ...(files === 0 ? [] : [counted(files, "file")]),
    ...(query === 0 || body !== undefined ? [] : [`query ${query}`]),
  ];
  return words.join(", ");
}

function marks(step: ReviewStep, style: Styler): { text: string; paint: (line: string) => string }[] {
  const plain = (text: string) => ({ text, paint: (line: string) => style(line, "dim") });
  const suggested = step.holes.filter(({ suggestion }) => suggestion !== undefined).length;
  const words = [
    ...(step.holes.length === 0
      ? []
      : [counted(step.holes.length, "hole") + (suggested === 0 ? "" : `, ${suggested} with a suggestion`)]),
    ...(step.optional ? ["optional"] : []),
    ...(step.user === undefined ? [] : [`as ${step.user}`]),
    ...(step.links.length === 0 ? [] : [`takes ${step.links.join(", ")}`]),
    ...(step.used_by.length === 0 ? [] : [`gives to ${step.used_by.join(", ")}`]),
    ...(step.secrets.length === 0
      ? []
      : [`needs ${step.secrets.map((name) => `secret.${name}`).join(", ")}`]),
    ...(step.redactions.length === 0 ? [] : [`taken out of ${[...new Set(step.redactions)].join(", ")}`]),
  ];
  return [
    ...step.uploads.map(({ field, state, name, seed, size }) =>
      plain(
        state === "seed"
          ? `${field}: ${name} (${size === undefined ? "not there" : formatBytes(size)}), seed/${seed}`
          : `${field}: ${state === "empty" ? "sent without a file" : "no bytes"}`,
      )
    ),
    ...(words.length === 0 ? [] : [{
      text: words.join("; "),
      paint: (line: string) => style(line, step.holes.length > 0 ? "yellow" : "dim"),
    }]),
  ];
}

/** A hole with its place, its reason and what may fill it. */
export function holeLines(hole: ReviewHole, style: Styler): string[] {
  const place = (hole.column === 0 ? `line ${hole.line}` : `${hole.line}:${hole.column}`).padStart(8);
  const [first = "", ...more] = wrapped(`${place}  ${hole.address}: ${hole.reason}`, 0, 10);
  const { suggestion } = hole;
  return [
    style(first, "yellow"),
    ...more,
    ...(suggestion === undefined
      ? []
      : wrapped(`suggested: ${shortValue(suggestion.value)}, from ${suggestion.from}`, 10).map((line) =>
        style(line, "cyan")
      )),
  ];
}

function linkWords(
  { name, producer, path, consumer, field, seen_to_vary }: ReviewDocument["links"][number],
): string {
  const seen = seen_to_vary === true ? " (seen to vary)" : "";
  return `${name}: ${path} of ${producer}, sent by ${consumer} as ${field}${seen}`;
}

/** `take   wepp/output/H*.dat (5 files, 3.4 kB): text_exact`. */
export function candidateLines(candidate: Candidate, style: Styler): string[] {
  const { choice, target, files, size, method, note } = candidate;
  const word = choice ?? "open";
  const many = files === 1 ? "" : `${counted(files, "file")}, `;
  const lines = wrapped(`  ${word.padEnd(6)}${target} (${many}${formatBytes(size)}): ${method}`, 0, 8);
  const paint = (line: string) => choice === "take" ? style(line, "green") : style(line, "dim");
  return [
    ...lines.map((line) => choice === undefined ? line : paint(line)),
    ...(note === undefined ? [] : wrapped(note, 8).map((line) => style(line, "dim"))),
  ];
}

function section<Item>(
  title: string,
  items: readonly Item[],
  lines: (item: Item) => string[],
  style: Styler,
  all: boolean,
): string[] {
  if (items.length === 0) return [];
  const shown = all ? items : items.slice(0, MOST);
  const more = items.length - shown.length;
  return [
    "",
    style(title, "bold"),
    ...shown.flatMap(lines),
    ...(more === 0 ? [] : [`          and ${more} more (--verbose lists them)`]),
  ];
}

function tail(document: ReviewDocument, style: Styler): string[] {
  const { state, left_out, dropped, reviewed, next, draft } = document;
  const words = { ready: "ready to promote", holes: "has holes", absent: "lacks changes" }[state];
  const look = `profile review ${shellWord(draft)} <step>`;
  return [
    "",
    ...(left_out === 0 ? [] : [`left out   ${counted(left_out, "request")} (ledger.jsonl says why)`]),
    ...(dropped.length === 0 ? [] : wrapped(`dropped    ${dropped.join(", ")}`, 0, 11)),
    ...(reviewed === undefined ? [] : [
      `reviewed   ${reviewed.at.slice(0, 16)}Z${reviewed.by === undefined ? "" : ` by ${reviewed.by}`}, ${
        counted(reviewed.decisions, "decision")
      }`,
    ]),
    `state      ${style(words, state === "ready" ? "green" : state === "holes" ? "yellow" : "red")}`,
    `look at    ${look}`,
    `next       ${next}`,
  ];
}

/** Cells side by side, each wrapped in its own column. */
function row(cells: readonly string[], widths: readonly number[]): string[] {
  const columns = cells.map((cell, index) => wrapWords(cell, widths[index] ?? 10));
  const height = Math.max(...columns.map(({ length }) => length));
  return Array.from({ length: height }, (_, line) =>
    columns.map((column, index) => {
      const text = column[line] ?? "";
      return index === 0 ? text.padStart(widths[0] ?? 0) : text.padEnd(widths[index] ?? 0);
    }).join("  ").trimEnd());
}

/** A value on one line, cut where it is long. */
export function shortValue(value: unknown): string {
  const text = JSON.stringify(value) ?? "nothing";
  return text.length <= LONGEST_VALUE ? text : `${text.slice(0, LONGEST_VALUE - 1)}…`;
}

/** What every path of a run begins with says nothing. */
export function shortPath(path: string): string {
  return path.replace(/^\/(?:weppcloud|rq-engine\/api)\/runs\/\{\{run_id\}\}\/\{\{config\}\}(?=\/)/, "…");
}
