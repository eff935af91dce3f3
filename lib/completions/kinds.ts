/** Which values an option or an argument takes: one table. What is not in it is told by its placeholder. */

/** What can be offered. */
export type Kind =
  | "profile"
  | "archivable"
  | "draft"
  | "draft-name"
  | "slug-for"
  | "step"
  | "steps"
  | "step-of-draft"
  | "field"
  | "assigned-field"
  | "renamed-step"
  | "tag"
  | "tag-expression"
  | "overlay"
  | "target"
  | "capture"
  | "drift"
  | "fault"
  | "rule"
  | "reason"
  | "then"
  | "file"
  | "folder"
  | "nothing"
  | readonly string[];

/** By option, or by command and option where one name means several things. */
const OPTIONS: Readonly<Record<string, Kind>> = {
  "--accept": "target",
  "--accept-suggestions": "field",
  "--against": "folder",
  "assemble --against": "profile",
  "--base-url": ["embedded"],
  "--candidate": ["take=", "drop="],
  "--candidates": ["telling", "all", "none"],
  "--capture": "capture",
  "--category": ["http_request", "rq_enqueue", "file_upload", "system_log"],
  "review --drop": "step-of-draft",
  "--embedded-drift": "drift",
  "--embedded-fault": "fault",
  "--fill": "assigned-field",
  "--fill-from": "profile",
  "--from-step": "step",
  "assemble --keep": "rule",
  "--keep-reason": "reason",
  "--method": ["GET", "POST", "PUT", "PATCH", "DELETE"],
  "--name": "draft-name",
  "--only": "steps",
  "--optional": "step-of-draft",
  "--overlay": "overlay",
  "--pace": ["fast", "recorded", "2x"],
  "--poll-limit": ["off"],
  "--redact": "field",
  "--reject": "target",
  "--rename": "renamed-step",
  "--required": "step-of-draft",
  "--sandbox-run": "folder",
  "--set": "assigned-field",
  "--since": ["last"],
  "--tag": "tag-expression",
  "review --tag": "tag",
  "--target": ["embedded"],
  "--then": "then",
  "--to-step": "step",
};

/** By command and argument, or by argument. */
const ARGUMENTS: Readonly<Record<string, Kind>> = {
  "archive slug": "archivable",
  "draft": "draft",
  "profile": "profile",
  "promote slug": "slug-for",
  "step": "step-of-draft",
};

const PLACEHOLDERS: Readonly<Record<string, Kind>> = {
  "dir": "folder",
  "file": "file",
  "file.har": "file",
  "file.zip": "file",
  "root": "folder",
  "run-dir": "folder",
  "run-dir|log": "file",
};

/** Every option and argument that the table names, for its test. */
export const NAMED = { options: Object.keys(OPTIONS), arguments: Object.keys(ARGUMENTS) };

/** What an option takes. */
export function kindOfOption(command: string, long: string, placeholder: string): Kind {
  return OPTIONS[`${command} ${long}`] ?? OPTIONS[long] ?? PLACEHOLDERS[placeholder] ?? "nothing";
}

/** What an argument is. */
export function kindOfArgument(command: string, name: string): Kind {
  return ARGUMENTS[`${command} ${name}`] ?? ARGUMENTS[name] ?? PLACEHOLDERS[name] ?? "nothing";
}
