/** The difference from a profile in lines, for the terminal and for the draft's README. */
import type { JsonValue } from "../../model/json.ts";
import type { StepChange, ValueChange } from "../../steps/diff.ts";
import { formatBytes } from "../../text/bytes.ts";
import { counted } from "../../text/counted.ts";
import type { AgainstResult } from "./compare.ts";
import type { OutputChange } from "./outputs.ts";

/** Characters of a value that are shown. */
const SHOWN = 60;

/** How much is told. */
export interface Detail {
  /** Values of one step. */
  values: number;
  /** Outputs, and steps with unknown values. */
  items: number;
}

/** The first line: `against us-small: 1 step added, 2 changed; 28 the same`. */
export function againstSummary({ profile, steps, same_steps, inputs, outputs }: AgainstResult): string {
  const parts = byKind("step", steps);
  if (inputs.length > 0) parts.push(`${counted(inputs.length, "input")} changed`);
  parts.push(...byKind("output", outputs?.changes ?? []));
  const same = `${counted(same_steps, "step")} the same`;
  return `against ${profile}: ${
    parts.length === 0 ? `no difference, ${same}` : `${parts.join(", ")}; ${same}`
  }`;
}

/** `1 step added, 2 steps changed`, as a list. */
function byKind(word: string, changes: readonly { kind: string }[]): string[] {
  return ["added", "removed", "changed", "moved"].flatMap((kind) => {
    const count = changes.filter((change) => change.kind === kind).length;
    return count === 0 ? [] : `${counted(count, word)} ${kind}`;
  });
}

/**
 * A line for each difference: `+` only in the draft, `-` only in the profile, `~` changed, `>` moved, `?` not
 * recorded.
 */
export function againstLines(result: AgainstResult, detail: Detail): string[] {
  return [
    ...result.steps.flatMap((step) => stepLines(step, detail.values)),
    ...result.inputs.map((change) => `~ ${valueWords(change)}`),
    ...outputLines(result, detail.items),
    ...unknownLines(result, detail.items),
  ];
}

function stepLines(change: StepChange, most: number): string[] {
  const { kind, step, was, request, behind, values } = change;
  const name = was === undefined ? step : `${step} (there ${was})`;
  if (kind === "added") return [`+ ${name}  ${request}`];
  if (kind === "removed") return [`- ${name}  ${request}`];
  const place = behind === null || behind === undefined ? "to the start" : `behind ${behind}`;
  const lines = kind === "moved" ? [`> ${name}: moved ${place}`] : [];
  lines.push(...values.slice(0, most).map((value) => `~ ${name}: ${valueWords(value)}`));
  if (values.length > most) lines.push(`~ ${name}: and ${counted(values.length - most, "value")} more`);
  return lines;
}

function valueWords({ path, from, to }: ValueChange): string {
  return `${path} ${show(from)} → ${show(to)}`;
}

function show(value: JsonValue | undefined): string {
  if (value === undefined) return "(none)";
  const text = typeof value === "string" && /^(?:[^\s"'{}[\]]+(?: \(.*\))?|\([^()]*\))$/u.test(value)
    ? value
    : JSON.stringify(value);
  const characters = [...text];
  return characters.length > SHOWN ? `${characters.slice(0, SHOWN - 1).join("")}…` : text;
}

function outputLines({ profile, outputs }: AgainstResult, most: number): string[] {
  if (outputs === undefined) return [];
  const lines = outputs.changes.slice(0, most).map(outputWords);
  const more = outputs.changes.length - lines.length;
  if (more > 0) lines.push(`~ and ${counted(more, "output")} more`);
  if (outputs.unknown > 0) {
    const they = counted(outputs.unknown, "output");
    lines.push(`? ${they} of ${profile}: not known, since the recording lacks changes`);
  }
  return lines;
}

function outputWords({ kind, target, from = 0, to = 0, note }: OutputChange): string {
  if (kind === "added") return `+ ${target}  output, ${formatBytes(to)}`;
  if (kind === "removed") return `- ${target}  output, ${formatBytes(from)}`;
  const [before, after] = [formatBytes(from), formatBytes(to)];
  const sizes = before === after ? `other bytes, ${after}` : `${before} → ${after}`;
  return `~ ${target}: output, ${sizes}${note === undefined ? "" : ` (${note})`}`;
}

/** Unknown values by step: they are no difference, and the reader should know that nothing was compared. */
function unknownLines({ not_recorded }: AgainstResult, most: number): string[] {
  const byStep = new Map<string, string[]>();
  for (const { step, path, side } of not_recorded) {
    const where = side === "right" ? "here" : side === "left" ? "there" : "on either side";
    const key = `${step}\n${where}`;
    byStep.set(key, [...byStep.get(key) ?? [], path]);
  }
  const lines = [...byStep].slice(0, most).map(([key, paths]) => {
    const [step, where] = key.split("\n");
    const named = paths.length > 4
      ? `${paths.slice(0, 3).join(", ")} and ${paths.length - 3} more`
      : paths.join(", ");
    return `? ${step}: ${named} not recorded ${where}`;
  });
  const more = byStep.size - lines.length;
  return more > 0 ? [...lines, `? and values of ${counted(more, "step")} more`] : lines;
}

/** The section of the draft's README. */
export function againstSection(result: AgainstResult | undefined): string[] {
  if (result === undefined) return [];
  const lines = againstLines(result, { values: 20, items: 40 });
  return [
    "",
    `## Against ${result.profile}`,
    "",
    `${
      againstSummary(result).replace(/^against [^:]*: /, "").replace(/^./, (first) => first.toUpperCase())
    }. \`+\` is only here, \`-\` only there,`,
    "`~` is changed, `>` moved, `?` not recorded and so not compared.",
    ...(lines.length === 0 ? [] : ["", "```", ...lines, "```"]),
  ];
}
