/** Everything about one step: what is sent, what was recorded, what was decided. */
import { isNode } from "yaml";
import { stepOfSuspect } from "../drafts/step_suspects.ts";
import type { LedgerEntry } from "../model/ledger.ts";
import { formatBytes } from "../text/bytes.ts";
import { findStep } from "../drafts/address.ts";
import type { OpenDraft } from "./open.ts";
import { printable, wrapped } from "../text/wrap.ts";
import { holeLines, type Styler, suspectLines } from "./table.ts";
import type { ReviewDocument, ReviewStep } from "./types.ts";

/** One step with its text and its history. */
export interface StepView {
  step: ReviewStep;
  /** The step as it stands in `profile.yaml`. */
  yaml: string;
  /** What the recording shows: answer and lines of the log. */
  recorded: LedgerEntry[];
  /** Everything else that the ledger says about it. */
  decisions: LedgerEntry[];
  suspects: { suspect: ReviewDocument["suspects"][number]; number: number }[];
}

/**
 * Looks at one step.
 *
 * @param name its id or its number
 * @throws ProfileError usage when there is none
 */
export function viewStep(draft: OpenDraft, document: ReviewDocument, name: string): StepView {
  const step = findStep(name, document.steps.map((each) => ({ ...each })));
  const names = formerNames(step.id, draft.ledger);
  const about = draft.ledger.filter(({ subject }) =>
    names.some((id) => subject === id || subject.startsWith(`${id}.`) || subject.startsWith(`${id}[`))
  ).filter(({ subject }) => !isLongerId(subject, step.id, document));
  return {
    step,
    yaml: textOfStep(draft, step.number - 1),
    recorded: about.filter(({ decision, by }) => by === "assemble" && decision === "step"),
    decisions: about.filter(({ decision, by }) => by !== "assemble" || !["step", "hole"].includes(decision)),
    suspects: document.suspects.map((suspect, index) => ({ suspect, number: index + 1 })).filter((
      { suspect },
    ) => names.includes(stepOfSuspect(suspect.where) ?? "")),
  };
}

/** The lines of a step as they stand in the file, comments included. */
function textOfStep({ source, text }: OpenDraft, index: number): string {
  const node = source.document.getIn(["steps", index], true);
  if (!isNode(node) || !node.range) return "";
  const start = text.lastIndexOf("\n", node.range[0] - 1) + 1;
  const column = node.range[0] - start;
  const lines = text.slice(node.range[0], node.range[1]).trimEnd().split("\n");
  return lines.map((line) => line.slice(0, column).trim() === "" ? line.slice(column) : line)
    .map((line, at) => at === 0 ? lines[0] ?? "" : line).join("\n");
}

/** `resources` is no step that an entry about `resources.json` speaks of. */
function isLongerId(subject: string, id: string, { steps }: ReviewDocument): boolean {
  return steps.some((other) =>
    other.id.length > id.length && (subject === other.id || subject.startsWith(`${other.id}.`))
  );
}

/** The names that a step had before it was renamed. */
function formerNames(id: string, ledger: readonly LedgerEntry[]): string[] {
  const names = [id];
  for (const { decision, subject, evidence } of ledger.toReversed()) {
    if (decision === "rename" && evidence?.["to"] === names.at(-1)) names.push(subject);
  }
  return names;
}

/** The view as lines. */
export function stepLines(view: StepView, style: Styler): string[] {
  const { step, yaml, recorded, decisions, suspects } = view;
  return [
    style(`${step.number}  ${step.id}`, "bold") + `  (line ${step.line})`,
    "",
    style("sent", "bold"),
    ...yaml.split("\n").map((line) => `  ${printable(line)}`),
    ...step.uploads.filter(({ seed }) => seed !== undefined).flatMap(({ field, seed, size }) =>
      wrapped(`${field}: seed/${seed}, ${size === undefined ? "not there" : formatBytes(size)}`, 2)
    ),
    ...part("holes", step.holes.flatMap((hole) => holeLines(hole, style)), style),
    ...part("recorded", recorded.flatMap((entry) => wrapped(recordedWords(entry), 2)), style),
    ...part(
      "links",
      [...step.links.map((name) => `  takes {{${name}}}`), ...step.used_by.map((id) => `  gives to ${id}`)],
      style,
    ),
    ...part(
      "suspects",
      suspects.flatMap(({ suspect, number }) => suspectLines(suspect, number, style)),
      style,
    ),
    ...part("decisions", decisions.flatMap((entry) => wrapped(decisionWords(entry), 2, 4)), style),
  ];
}

function part(title: string, lines: readonly string[], style: Styler): string[] {
  return lines.length === 0 ? [] : ["", style(title, "bold"), ...lines];
}

function recordedWords({ reason, evidence }: LedgerEntry): string {
  const lines = evidence?.["log_lines"];
  return Array.isArray(lines) ? `${reason}; log line ${lines.join(", ")}` : reason;
}

function decisionWords({ by, who, at, decision, subject, reason }: LedgerEntry): string {
  const when = by === "review" ? ` ${at.slice(0, 16)}Z` : "";
  return `${decision} ${subject}: ${reason} (${by}${who === undefined ? "" : `, ${who}`}${when})`;
}
