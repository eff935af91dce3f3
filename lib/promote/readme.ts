/** The README of a promoted profile. */
import { counted } from "../text/counted.ts";
import type { Profile } from "../model/profile.ts";
import { references } from "../profiles/template.ts";

/** Text of `README.md`: what the profile is, and how to play it. */
export function profileReadme(profile: Profile, slug: string): string {
  const { metadata, steps } = profile;
  const recorded = metadata.recorded;
  const uploads = steps.filter((step) => step.action === "file_upload").length;
  const jobs = steps.filter((step) => "wait" in step && step.wait !== undefined).length;
  const secrets = [
    ...new Set(references(JSON.stringify(steps)).filter((name) => name.startsWith("secret."))),
  ];
  const lines = [
    `# ${metadata.title ?? slug}`,
    "",
    [counted(steps.length, "step"), counted(jobs, "job"), counted(uploads, "upload")].join(", ") +
    (metadata.config === undefined ? "." : `; config \`${metadata.config}\`.`),
    ...(recorded === undefined ? [] : [
      `Recorded from run \`${recorded.run_id}\`${
        recorded.from === undefined ? "" : `, ${recorded.from.slice(0, 10)}`
      }.`,
    ]),
    ...(secrets.length === 0 ? [] : [`Needs ${secrets.map((name) => `\`${name}\``).join(", ")}.`]),
    "",
    "    profile play " + slug,
    "    profile update-baseline " + slug + ' --reason "first baseline"',
    "",
    "`profile.yaml` holds the steps, `ledger.jsonl` what was decided when it was made, `seed/` the files that it",
    "uploads and the config that its sandbox starts from.",
    "",
  ];
  return lines.join("\n");
}
