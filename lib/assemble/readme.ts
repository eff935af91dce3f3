/** The short README of a draft. */
import { holeWords, suggestedWords } from "../drafts/hole_words.ts";
import { nextWords, type Progress } from "../drafts/next_words.ts";
import { suspectSection } from "../drafts/suspect_section.ts";
import { counted } from "../text/counted.ts";
import { linkLines } from "./links/report.ts";
import { againstSection } from "./against/words.ts";
import { candidateLines } from "./candidates.ts";
import { shortRequest } from "./recorded_errors.ts";
import { repeatWords } from "./rules/sequences.ts";
import type { AssembleResult } from "./types.ts";

/** What was done with requests that have no step of their own, in a line each. */
function decisionLines({ optional, folded, repeats, users, who }: AssembleResult): string[] {
  const sum = folded.reduce((all, { count }) => all + count, 0);
  return [
    ...(optional.length === 0
      ? []
      : [`- ${optional.length} of them optional: \`play\` skips these without \`--optional\``]),
    ...(sum === 0
      ? []
      : [`- ${counted(sum, "request")} folded away, ${repeats.length} of them sent more than once (below)`]),
    ...(who === undefined || users === undefined ? [] : [`- ${who}`]),
  ];
}

/** Folds, repeats, waits, optional steps and recorded errors, with the rule of each. */
function tables({ folded, repeats, waits, optional, leftOut }: AssembleResult): string[] {
  const errors = leftOut.filter(({ failed }) => failed !== undefined);
  return [
    ...section(
      "Folded away",
      FOLDED,
      folded.map(({ rule, reason, count }) => `\`${rule}\`, ${count}: ${reason}`),
    ),
    ...section(
      "Sent more than once",
      "",
      repeats.map(({ rule, step, line, words }) =>
        `${repeatWords(rule, `\`${step}\``)}: line ${line} ${words}`
      ),
    ),
    ...section("Waits", "", waits.map(({ step, reason }) => `\`${step}\`: ${reason}`)),
    ...section(
      "Optional steps",
      "",
      optional.map(({ step, rule, reason }) => `\`${step}\`, \`${rule}\`: ${reason}`),
    ),
    ...section(
      "Recorded errors",
      "Not replayed; \`assemble --errors keep\` makes steps of those that the server answered.",
      errors.map(({ request, reason, line, failed }) =>
        `line ${line}: \`${shortRequest(request)}\` ${reason}${
          failed?.message === undefined ? "" : `: ${failed.message}`
        }`
      ),
    ),
  ];
}

const FOLDED = "\`assemble --keep <rule>\` keeps what a rule folds, \`--fold 'GET report/*'\` folds more.";

function section(title: string, about: string, lines: readonly string[]): string[] {
  if (lines.length === 0) return [];
  return ["", `## ${title}`, "", ...(about === "" ? [] : [about, ""]), ...lines.map((line) => `- ${line}`)];
}

/** How far an assembled draft is. */
export function progressOf({ draft, holes, absent, suspects }: AssembleResult): Progress {
  return { draft, holes: holes.length, absent: absent.length, suspects: suspects.length };
}

/** Text of `README.md`, from what was assembled. */
export function draftReadme(result: AssembleResult): string {
  const { runId, config, from, to, steps, holes, absent, earlier, dropped, leftOut } = result;
  const span = from === undefined ? "" : `, ${from} to ${to ?? from}`;
  const lines = [
    `# Draft ${result.draft}`,
    "",
    `Assembled from run \`${runId}\` (${result.source})${
      config === undefined ? "" : `, config \`${config}\``
    }${span}.`,
    "",
    `- ${counted(steps, "step")}, ${counted(result.seeds, "uploaded file")}`,
    ...decisionLines(result),
    `- ${
      counted(holes.length, "hole")
    }: values or files that the recording lacks (\`!hole\` in \`profile.yaml\`)${suggestedWords(holes)}`,
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
  if (earlier !== undefined) lines.push(...section("Before the capture", "", [earlier]));
  if (holes.length > 0) {
    lines.push("", "## Holes", "");
    if (suggestedWords(holes) !== "") {
      lines.push("Suggestions are what the run's own files hold; look at each before you take it.", "");
    }
    lines.push(...holes.map((hole) => `- \`${hole.step}.${hole.field}\`: ${holeWords(hole)}`));
  }
  lines.push(...tables(result));
  lines.push(...linkLines(result));
  lines.push(...suspectSection(result.suspects), ...candidateLines(result.candidates));
  lines.push(...againstSection(result.against));
  lines.push("", "## Next", "", `    ${nextWords(progressOf(result))}`);
  lines.push("");
  return lines.join("\n");
}
