/** The README of a promoted profile: what it is for and what it does, in a page for people. */
import { basename } from "node:path";
import { counted } from "../text/counted.ts";
import { filesOfStep } from "../model/step_files.ts";
import { Hole, type Profile, type Step } from "../model/profile.ts";
import { references } from "../profiles/template.ts";

/** More steps than these are only counted. */
const LISTED = 60;

/**
 * Text of `README.md`: title, notes, what is needed, the steps, and how to play it.
 *
 * @param run id of the run of which `run/` is a snapshot, when there is one
 */
export function profileReadme(profile: Profile, slug: string, run?: string): string {
  const { metadata, steps, notes, prerequisites = {} } = profile;
  const uploads = steps.filter((step) => filesOf(step).length > 0).length;
  const jobs = steps.filter((step) => "wait" in step && step.wait !== undefined).length;
  const counts = [counted(steps.length, "step"), counted(jobs, "job"), counted(uploads, "upload")].join(", ");
  const lines = [
    `# ${metadata.title ?? slug}`,
    "",
    counts + (metadata.config === undefined ? "." : `; config \`${metadata.config}\`.`) +
    (metadata.tags === undefined || metadata.tags.length === 0 ? "" : ` Tags: ${metadata.tags.join(", ")}.`),
    ...recordedFrom(profile),
    ...needs(profile),
    ...(notes === undefined ? [] : ["", notes.trim()]),
    ...(prerequisites.notes === undefined ? [] : ["", prerequisites.notes.trim()]),
    "",
    "## Steps",
    "",
    ...steps.slice(0, LISTED).map((step, index) => `${index + 1}. ${inWords(step)}`),
    ...(steps.length > LISTED ? ["", `And ${steps.length - LISTED} more: \`profile.yaml\`.`] : []),
    "",
    "## Play",
    "",
    "On the stand-in inside the binary, or on a server with `--base-url https://host/weppcloud`. The second command is",
    "needed once, when the outputs of the first play are right.",
    "",
    `    profile play ${slug} --embedded`,
    `    profile update-baseline ${slug} --all --reason "first baseline"`,
    "",
    "`profile.yaml` holds the steps, `ledger.jsonl` what was decided when it was made, `seed/` the files that it",
    "uploads and the config that its sandbox starts from.",
    ...(run === undefined ? [] : [`\`run/\` is a snapshot of run \`${run}\`, without logs and secrets.`]),
    "",
  ];
  return lines.join("\n");
}

function recordedFrom({ metadata: { recorded } }: Profile): string[] {
  if (recorded === undefined) return [];
  const day = recorded.from === undefined ? "" : `, ${recorded.from.slice(0, 10)}`;
  return [`Recorded from run \`${recorded.run_id}\`${day}.`];
}

/** Roles, mods and secrets, a line each. */
function needs({ prerequisites = {}, steps }: Profile): string[] {
  const secrets = references(JSON.stringify(steps)).filter((name) => name.startsWith("secret."));
  const code = (names: readonly string[]) => names.map((name) => `\`${name}\``).join(", ");
  const { roles = [], mods = [], env = [] } = prerequisites;
  return [
    ...(roles.length === 0 ? [] : [`Needs the role ${code(roles)}.`]),
    ...(mods.length === 0 ? [] : [`Needs the mods ${code(mods)}.`]),
    ...(env.length === 0 ? [] : [`Needs ${code(env)} in the environment.`]),
    ...(secrets.length === 0 ? [] : [`Needs ${code([...new Set(secrets)])}.`]),
  ];
}

/** `upload-sbs`: uploads `sbs.tif`, waits for its job. */
function inWords(step: Step): string {
  const files = filesOf(step);
  const does = [
    ...(files.length === 0 ? [] : [`uploads ${files.map((file) => `\`${file}\``).join(", ")}`]),
    ...("wait" in step && step.wait !== undefined ? ["waits for what it started"] : []),
    ...("optional" in step && step.optional === true ? ["optional"] : []),
  ];
  const title = step.title === undefined ? "" : ` ${step.title}`;
  return `\`${step.id}\`${title}${does.length === 0 ? "" : `: ${does.join(", ")}`}`;
}

/** Names of the files that a step uploads. */
function filesOf(step: Step): string[] {
  return filesOfStep(step).flatMap(({ file }) =>
    file instanceof Hole || !("seed" in file) ? [] : [file.name ?? basename(file.seed)]
  );
}
