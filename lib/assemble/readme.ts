/** The short README of a draft. */
import { counted } from "../text/counted.ts";
import type { AssembleResult } from "./types.ts";

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
  if (absent.length === 0) lines.push("", "## Next", "", `    profile promote ${result.draft} <slug>`);
  lines.push("");
  return lines.join("\n");
}
