/** The section of a draft's README on what a person has to judge. */
import type { Suspect } from "../redact/suspects.ts";

const TITLE = "## To be judged by a person";

/** Its lines, with a blank one before; none when there is nothing to judge. */
export function suspectSection(suspects: readonly Suspect[]): string[] {
  if (suspects.length === 0) return [];
  return [
    "",
    TITLE,
    "",
    "No rule can know whether these name somebody. Take out of `profile.yaml`, `events.jsonl` and `seed/` what does, or list it",
    "under `redaction:` of `profiles/profile.config.yaml` and assemble again. `profile review` names for each what changes it,",
    "and `--keep-suspect` takes one off this list that names nobody.",
    "",
    ...suspects.map(({ where, field, words, reason, count }) =>
      `- ${where}, ${field}: ${JSON.stringify(words)} (${reason}${count === 1 ? "" : `, ${count} times`})`
    ),
  ];
}

/** The README with that section as it is now; one that has none gets none. */
export function withSuspects(readme: string, suspects: readonly Suspect[]): string {
  const begin = readme.indexOf(`\n${TITLE}\n`);
  if (begin === -1) return readme;
  const behind = readme.indexOf("\n## ", begin + TITLE.length);
  const rest = behind === -1 ? "" : readme.slice(behind);
  const section = suspectSection(suspects).join("\n");
  return `${readme.slice(0, begin)}${section === "" ? "" : `${section}\n`}${rest}`;
}
