/** The draft's README and the first lines of its profile, brought up to date after a review. */
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
 */
export function reviewedReadme(
  text: string,
  { profile, holes }: Pick<LoadedProfile, "profile" | "holes">,
): string {
  const list = holes.map(({ step, field, reason }) => `- \`${step}.${field}\`: ${reason}\n`).join("");
  return text
    .replace(/^- \d+ steps?, /m, `- ${counted(profile.steps.length, "step")}, `)
    .replace(/^- \d+ holes?: values/m, `- ${counted(holes.length, "hole")}: values`)
    .replace(
      /^## Holes\n\n(?:- `.*\n)*\n?/m,
      (old) => list === "" ? "" : `## Holes\n\n${list}${old.endsWith("\n\n") ? "\n" : ""}`,
    );
}
