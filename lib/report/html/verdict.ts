/** Verdicts as badges: a sign, a word, and a colour that never stands alone. */
import { type Html, markup } from "../../html/markup.ts";

/** How a verdict looks, and its sign. */
interface Look {
  look: "passed" | "failed" | "error" | "skipped" | "warn";
  sign: string;
}

const LOOKS: Readonly<Record<string, Look>> = {
  passed: { look: "passed", sign: "✓" },
  failed: { look: "failed", sign: "✗" },
  differences: { look: "failed", sign: "✗" },
  skipped: { look: "skipped", sign: "–" },
  "nothing-compared": { look: "warn", sign: "○" },
  incomplete: { look: "warn", sign: "…" },
  interrupted: { look: "warn", sign: "…" },
  terminated: { look: "warn", sign: "…" },
};

/** Class and sign of the verdict of a play, a step or a comparison; what is not known is an error. */
export function lookOf(verdict: string): Look {
  return (Object.hasOwn(LOOKS, verdict) ? LOOKS[verdict] : undefined) ?? { look: "error", sign: "!" };
}

/** The verdict with its sign. */
export function badge(verdict: string, word = verdict): Html {
  const { look, sign } = lookOf(verdict);
  return markup`<span class="badge ${look}"><span aria-hidden="true">${sign}</span> ${word}</span>`;
}

/** True for what somebody has to look at. */
export function isBad(verdict: string): boolean {
  return verdict === "failed" || verdict === "error";
}
