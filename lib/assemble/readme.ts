/** The short README of a draft. */
import { counted } from "../text/counted.ts";
import { againstSection } from "./against/words.ts";
import { candidateLines } from "./candidates.ts";
import type { AssembleResult } from "./types.ts";

/** What a person has to judge before the draft is promoted. */
function suspectLines(suspects: AssembleResult["suspects"]): string[] {
  if (suspects.length === 0) return [];
  return [
    "",
    "## To be judged by a person",
    "",
    "No rule can know whether these name somebody. Take out of `profile.yaml`, `events.jsonl` and `seed/` what does, or list it",
    "under `redaction:` of `profiles/profile.config.yaml` and assemble again.",
    "",
    ...suspects.map(({ where, field, words, reason, count }) =>
      `- ${where}, ${field}: ${JSON.stringify(words)} (${reason}${count === 1 ? "" : `, ${count} times`})`
    ),
  ];
}

/** Text of `README.md`, from what was assembled. */
export function draftReadme(result: AssembleResult): string {
  const { runId, config, from, to, steps, holes, absent, dropped, leftOut } = result;
  const span = from === undefined ? "" : `, ${from} to ${to ?? from}`;
  const lines = [
    `# Draft ${result.draft}`,
    "",
    `Assembled from run \`${runId}\` (${result.source})${
      config === undefined ? "" : `, config \`${config}\``
    }${span}.`,
    "",
    `- ${counted(steps, "step")}, ${counted(result.seeds, "uploaded file")}`,
    `- ${
      counted(holes.length, "hole")
    }: values or files that the recording lacks (\`!hole\` in \`profile.yaml\`)`,
    `- ${counted(dropped.length, "step")} dropped, ${
      counted(leftOut.length, "request")
    } left out; \`ledger.jsonl\` says which and why`,
  ];
  if (absent.length > 0) {
    lines.push(
      "",
      "## Absent changes",
      "",
      "The recording does not hold everything that was done, so this draft cannot be promoted. Record the session again with\n`profile record proxy`, which misses nothing:",
      "",
    );
    lines.push(...absent.map((sentence) => `- ${sentence}`));
  }
  if (holes.length > 0) {
    lines.push("", "## Holes", "");
    lines.push(...holes.map(({ step, field, reason }) => `- \`${step}.${field}\`: ${reason}`));
  }
  lines.push(...suspectLines(result.suspects), ...candidateLines(result.candidates));
  lines.push(...againstSection(result.against));
  if (absent.length === 0) lines.push("", "## Next", "", `    profile promote ${result.draft} <slug>`);
  lines.push("");
  return lines.join("\n");
}
