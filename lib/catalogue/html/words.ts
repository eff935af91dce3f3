/** Times, names and signs as the pages of the catalogue write them. */
import { type Html, markup } from "../../html/markup.ts";
import { LETTERS } from "../../profiles/show_lines.ts";
import { formatAge } from "../../text/duration.ts";
import type { AttentionKind, CatalogueResult } from "../document.ts";

/** `2026-11-22 12:03`, UTC. */
export function minute(iso: string): string {
  return iso.slice(0, 16).replace("T", " ");
}

/** `2026-11-22`. */
export function day(iso: string): string {
  return iso.slice(0, 10);
}

/** `3 h 20 min ago`, `in 5 days`, seen from the time of the catalogue; empty for a text that is no time. */
export function ago(iso: string, madeAt: string): string {
  const ms = Date.parse(madeAt) - Date.parse(iso);
  if (Number.isNaN(ms)) return "";
  return ms < 0 ? `in ${formatAge(-ms)}` : ms < 60_000 ? "just now" : `${formatAge(ms)} ago`;
}

/** A time with its age in small letters. */
export function aged(iso: string, madeAt: string): Html {
  return markup`<time datetime="${iso}">${minute(iso)}</time><small>${ago(iso, madeAt)}</small>`;
}

/** What a verdict looks like: a colour of the common style, a sign, a word. */
export interface Look {
  tone: "passed" | "failed" | "error" | "warn" | "skipped";
  sign: string;
  word: string;
}

/** The look of a last result: a verdict, `partial`, or `never`. */
export function lookOf(name: string): Look {
  const [tone, word, sign] = LOOKS[name] ?? ["error", name, undefined];
  const letter = Object.hasOwn(LETTERS, name) ? LETTERS[name as keyof typeof LETTERS] : "?";
  return { tone, word, sign: sign ?? letter };
}

const LOOKS: Readonly<Record<string, [Look["tone"], string, string?]>> = {
  passed: ["passed", "passed", "✓"],
  partial: ["warn", "passed in part", "◐"],
  differences: ["failed", "differences"],
  unavailable: ["error", "unavailable"],
  "nothing-compared": ["warn", "nothing compared"],
  refused: ["error", "refused"],
  incomplete: ["error", "incomplete"],
  usage: ["error", "usage"],
  internal: ["error", "internal"],
  interrupted: ["skipped", "interrupted"],
  terminated: ["skipped", "terminated"],
  unreadable: ["error", "result unreadable"],
  never: ["skipped", "never played", "–"],
};

/** What a result counts as, see {@link lookOf}. */
export function nameOf({ verdict, partial }: Pick<CatalogueResult, "verdict" | "partial">): string {
  return partial === true ? "partial" : verdict;
}

/** The verdict with its sign. */
export function verdictBadge(name: string): Html {
  const { tone, sign, word } = lookOf(name);
  return markup`<span class="badge ${tone}"><span aria-hidden="true">${sign}</span> ${word}</span>`;
}

/** What the flags are called, and how loud they are. */
export const FLAGS: Readonly<Record<AttentionKind, { word: string; tone: Look["tone"] }>> = {
  damaged: { word: "damaged", tone: "failed" },
  failed: { word: "did not pass", tone: "failed" },
  unplayed: { word: "not played", tone: "error" },
  flaky: { word: "flaky", tone: "warn" },
  slow: { word: "slow", tone: "warn" },
  "no-baseline": { word: "no baseline", tone: "warn" },
  unreadable: { word: "result unreadable", tone: "error" },
  "never-played": { word: "never played", tone: "skipped" },
  stale: { word: "stale", tone: "skipped" },
  old: { word: "old recording", tone: "skipped" },
};

/** A flag as a badge. */
export function flagBadge(kind: AttentionKind): Html {
  const { word, tone } = FLAGS[kind];
  return markup`<span class="badge ${tone}">${word}</span>`;
}

/** The address of a path of the catalogue, from a page so many folders below its top. */
export function hrefOf(path: string, depth = 0): string {
  return "../".repeat(depth) + path.split("/").map(encodeURIComponent).join("/");
}

/** The page of a result, else its report; undefined when neither was copied. */
export function bestFile({ files }: Pick<CatalogueResult, "files">): string | undefined {
  return files?.["page"] ?? files?.["report"];
}

/** Every sign with its word: `{"✓": "passed"}`; signs of several verdicts have both. */
export function signs(): Record<string, string> {
  const found: Record<string, string> = {};
  for (const name of Object.keys(LOOKS)) {
    const { sign, word } = lookOf(name);
    found[sign] = found[sign] === undefined ? word : `${found[sign]} or ${word}`;
  }
  return found;
}
