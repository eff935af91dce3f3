/** The draft's README and the first lines of its profile, brought up to date after a review. */
import { nextWords } from "../drafts/next_words.ts";
import type { DraftStatus } from "../drafts/status.ts";
import { withSuspects } from "../drafts/suspect_section.ts";
import type { LoadedProfile } from "../profiles/load.ts";
import { counted } from "../text/counted.ts";

const HOLE_LINE = /^# \d+ holes?: fill in each !hole .*\n/m;

/** The text of `profile.yaml` with the number of holes that it has in its first lines. */
export function withHoleCount(text: string, holes: number): string {
  return text.replace(
    HOLE_LINE,
    (line) => holes === 0 ? "" : line.replace(/^# \d+ holes?/, `# ${counted(holes, "hole")}`),
  );
}

/**
 * The README with the steps and holes that the draft has now. What people wrote into it stays.
 *
 * @param text empty when there is none
 * @param draft `_drafts/<name>`
 */
export function reviewedReadme(
  text: string,
  { profile, holes }: Pick<LoadedProfile, "profile" | "holes">,
  draft: string,
  { absent, suspects }: Pick<DraftStatus, "absent" | "suspects"> = { absent: [], suspects: [] },
): string {
  const next = { draft, holes: holes.length, absent: absent.length, suspects: suspects.length };
  const list = holes.map(({ step, field, reason }) => `- \`${step}.${field}\`: ${reason}\n`).join("");
  return withSuspects(text, suspects)
    .replace(/^- \d+ steps?, /m, `- ${counted(profile.steps.length, "step")}, `)
    .replace(/^## Next\n\n {4}.*$/m, () => `## Next\n\n    ${nextWords(next)}`)
    .replace(/^- \d+ holes?: values/m, `- ${counted(holes.length, "hole")}: values`)
    .replace(
      /^## Holes\n\n(?:- `.*\n)*\n?/m,
      (old) => list === "" ? "" : `## Holes\n\n${list}${old.endsWith("\n\n") ? "\n" : ""}`,
    );
}
