/** Links as a draft shows them. */
import type { StepDraft } from "../step.ts";
import type { AssembleResult } from "../types.ts";
import type { Linked } from "./write.ts";

/** The links and variations of the steps that stay. */
export function keptLinks(
  { links, variations }: Linked,
  kept: readonly StepDraft[],
): Pick<AssembleResult, "links" | "varies"> {
  const ids = new Set(kept.map(({ id }) => id));
  return {
    links: links.filter(({ consumer }) => ids.has(consumer)),
    varies: variations.filter(({ step }) => ids.has(step)),
  };
}

/** Sections of `README.md`. */
export function linkLines({ links, varies }: Pick<AssembleResult, "links" | "varies">): string[] {
  const lines: string[] = [];
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
  return lines;
}
