/** Links as a draft shows them. */
import type { StepDraft } from "../step.ts";
import type { AssembleResult } from "../types.ts";
import type { Linked } from "./write.ts";

/** The links and variations of the steps that stay. */
export function keptLinks(
  { links, variations, withdrawn, compared }: Linked,
  kept: readonly StepDraft[],
): Pick<AssembleResult, "links" | "varies" | "withdrawn" | "compared"> {
  const ids = new Set(kept.map(({ id }) => id));
  return {
    links: links.filter(({ consumer }) => ids.has(consumer)),
    varies: variations.filter(({ step }) => ids.has(step)),
    withdrawn: withdrawn.filter(({ step }) => ids.has(step)),
    ...(compared === undefined ? {} : { compared }),
  };
}

/** Sections of `README.md`. */
export function linkLines(
  { links, varies, withdrawn, compared }: Pick<AssembleResult, "links" | "varies" | "withdrawn" | "compared">,
): string[] {
  const lines: string[] = [];
  if (compared !== undefined) {
    lines.push("", `Compared with a second recording: ${comparedWords(compared)}.`);
  }
  if (links.length > 0) {
    lines.push(
      "",
      "## Produced values",
      "",
      "An answer makes the value, a later step sends it: play takes the fresh one. Those that were seen to vary differ in a second",
      "recording; the others were found by value, so look at them.",
      "",
      ...links.map(({ name, producer, path, consumer, field, seen_to_vary }) => {
        const from = path === "job" ? "the id of its job" : `\`${path}\``;
        const seen = seen_to_vary === true ? " (seen to vary)" : "";
        return `- \`${consumer}.${field}\` takes \`{{steps.${producer}.${name}}}\`, ${from} of \`${producer}\`${seen}`;
      }),
    );
  }
  if (varies.length > 0) {
    lines.push(
      "",
      "## Varies, no producer found",
      "",
      "These differ between the two recordings, and nothing that was recorded makes them:",
      "",
      ...varies.map(({ step, field, reason }) => `- \`${step}.${field}\`: ${reason}`),
    );
  }
  if (withdrawn.length > 0) {
    lines.push(
      "",
      "## Not linked after all",
      "",
      "An answer holds the same value, but the second recording shows that it is an input:",
      "",
      ...withdrawn.map(({ step, field, reason }) => `- \`${step}.${field}\`: ${reason}`),
    );
  }
  return lines;
}

/** `31 of 33 requests are in both`. */
export function comparedWords({ requests, found }: { requests: number; found: number }): string {
  const few = found * 2 < requests ? "; is it the same workflow?" : "";
  return `${found} of ${requests} requests are in both${few}`;
}
