/** `profiles/profile.config.yaml`: settings of a data root. Keys are the long option names with `_`. */
import { join } from "node:path";
import { stat } from "node:fs/promises";
import { z } from "zod";
import { Duration, Overlay } from "../model/profile.ts";
import { patternFault } from "../redact/pattern_fault.ts";
import { SandboxMode } from "../model/sandbox_mode.ts";
import { parseBytes } from "../text/bytes.ts";
import { readYaml } from "../yaml/source.ts";
import { validateYaml } from "../yaml/validate.ts";

/** `30d`, `12h`, `never`. */
const Age = z.string().regex(
  /^(?:\d+(?:\.\d+)?(?:s|m|h|d)|never)$/,
  "use a number with m, h or d, or never",
);
const Word = z.string().trim().min(1, "is empty");
/** A host or a domain without scheme, port and path. */
const Host = z.string().regex(
  /^[A-Za-z0-9][A-Za-z0-9.-]*$/,
  "is no host name: write it without scheme and path",
);

/** A number with kB, MB or GB. */
const Size = z.string().refine(isSize, "is no size: use a number with kB, MB or GB");

/** A regular expression of the user's; `name` is the rule in the ledger. */
const Pattern = z.strictObject({
  name: z.string().regex(/^[a-z0-9][a-z0-9-]*$/, "use lower-case letters, digits and '-'"),
  pattern: z.string().min(1, "is empty"),
  /** `i`: upper and lower case are the same; `m`, `s`, `u` as in JavaScript. */
  flags: z.string().regex(/^[imsu]*$/, "use letters of i, m, s, u").optional(),
}).superRefine(({ pattern, flags }, context) => {
  const fault = patternFault(pattern, flags);
  if (fault !== undefined) context.addIssue({ code: "custom", path: ["pattern"], message: fault });
});

/** What is secret at this place beside what the built-in rules know, and what is not. */
export const Redaction = z.strictObject({
  /** Names of keys whose values are secret, in JSON, forms, queries and text. */
  keys: z.array(Word).optional(),
  patterns: z.array(Pattern).optional(),
  /** What is not secret, whatever the rules say. */
  allow: z.strictObject({
    keys: z.array(Word).optional(),
    /** Whole values: `support@example.org`. */
    values: z.array(Word).optional(),
  }).optional(),
  /** People who may be named in recordings: `Jonas Lindqvist`, `jlindqvist`. */
  people: z.array(z.string().trim().min(3, "is too short to be told from other words")).optional(),
  /** Internal hosts: `dbserver1`. */
  hosts: z.array(Host).optional(),
  /** Internal domains, with every host below them: `streamlab.example.com`. */
  domains: z.array(Host).optional(),
});

/** What `assemble` takes for a step, beside its options of the same names. */
export const AssembleSettings = z.strictObject({
  /** Names of rules that shall not hold: `elevation-queries`. */
  keep: z.array(Word).optional(),
  /** Further requests that need no step: `GET report/*`. */
  fold: z.array(Word).optional(),
});

/** When a notice is sent. */
export const NotifyOn = z.enum(["failure", "always", "change"]);
export type NotifyOn = z.infer<typeof NotifyOn>;

/** What is kept of the files that it fits: all of `files`, `methods` and `above` must hold. */
export const KeepRule = z.strictObject({
  /** Glob over paths in the run. */
  files: Word.optional(),
  methods: z.array(Word).min(1).optional(),
  /** Files of more bytes than this: `10MB`. */
  above: Size.optional(),
  keep: z.enum(["file", "summary", "hash"]),
});
export type KeepRule = z.infer<typeof KeepRule>;

export const Config = z.strictObject({
  version: z.literal(1).default(1),
  /** Target of `play`: `embedded`, or the URL of a WEPPcloud (`https://host/weppcloud`). */
  base_url: z.string().optional(),
  /** Hosts that `play` refuses without `--allow-production`. */
  production_hosts: z.array(z.string()).optional(),
  /** Folder in which sandboxes lie; the server must see it as its PROFILE_PLAYBACK_RUN_ROOT. */
  playback_run_root: z.string().optional(),
  /** Scratch space. */
  scratch: z.string().optional(),
  /** How long a job may run when the step says nothing. */
  job_timeout: Duration.optional(),
  /** How long a queued job may wait for a worker before the first step. */
  worker_timeout: Duration.optional(),
  /** How long a change is sent again while another job holds the run. */
  busy_timeout: Duration.optional(),
  /** Polls of jobs a minute, all plays of an invocation together; `off` is no limit. */
  poll_limit: z.union([z.int().positive(), z.literal("off")]).optional(),
  /** Program and arguments that run a job directly, for profiles with `rq_required: false`; no shell. */
  job_command: z.union([z.string(), z.array(z.string()).min(1)]).optional(),
  /** Whether comparisons of the method `command` may run programs; default `off`, as profiles may come from others. */
  compare_commands: z.enum(["allow", "off"]).optional(),
  /** Program and arguments that get a notice of how a play or a merged report ended; no shell. */
  notify_command: z.union([z.string(), z.array(z.string()).min(1)]).optional(),
  /** When they get it: where something did not pass, always, or where a verdict is another than last time. */
  notify_on: NotifyOn.optional(),
  /** Program and arguments that get the folder of the report; no shell. */
  publish_command: z.union([z.string(), z.array(z.string()).min(1)]).optional(),
  /** How long the two may take. */
  notify_timeout: Duration.optional(),
  publish_timeout: Duration.optional(),
  /** Certificates of authorities to trust beside the usual ones, PEM; relative to the data root. */
  ca: z.string().optional(),
  /** Base URL at which to log in, when requests go to another address of the same server. */
  login_url: z.string().optional(),
  /** How long a connection may take, and how long the server may be silent. */
  connect_timeout: Duration.optional(),
  request_timeout: Duration.optional(),
  /** Credentials of the users of recordings; relative to the data root. */
  users_file: z.string().optional(),
  /** File with the values of `{{secret.NAME}}`, one `NAME=value` a line; relative to the data root. */
  secrets_file: z.string().optional(),
  /** Overlays of all profiles (`play --overlay NAME`); a profile's own of the same name lies over it. */
  overlays: z.record(z.string().regex(/^[A-Za-z0-9][A-Za-z0-9_.-]*$/, "is no name of an overlay"), Overlay)
    .optional(),
  sandbox: z.strictObject({
    /** How `play` makes the run that it works in: `filesystem`, `fork`, `create`. */
    mode: SandboxMode.optional(),
    /** Permission bits that new files of a sandbox on the disk do not get; octal text such as `"002"`. */
    umask: z.string().regex(/^0?[0-7]{3}$/, 'use octal digits in quotes, such as "002"').optional(),
    /** Whom such a sandbox is given to, as root: `user:group`, or their numbers. Default: the playback root's owner. */
    owner: z.string().regex(
      /^[A-Za-z0-9_][A-Za-z0-9_.-]*\$?(?::[A-Za-z0-9_][A-Za-z0-9_.-]*)?$/,
      "is no user:group",
    )
      .optional(),
    /** How old a kept sandbox may become before `record prune` removes it: `30d`, `never`. */
    keep: Age.optional(),
  }).optional(),
  /** `false`: `play` draws no pictures of outputs that differ. */
  pictures: z.boolean().optional(),
  /** Bundles of plays that did not pass. */
  bundle: z.strictObject({
    /** Larger ones go to the profile's `data_repo`: `50MB`. */
    limit: Size.optional(),
  }).optional(),
  baseline: z.strictObject({
    /** What baselines keep of a file: the first rule that fits and is enough for its method. */
    keep: z.array(KeepRule).optional(),
  }).optional(),
  redaction: Redaction.optional(),
  assemble: AssembleSettings.optional(),
  drafts: z.strictObject({
    /** Group that may see and change drafts; default: nobody but the owner. */
    group: z.string().regex(/^[A-Za-z0-9_][A-Za-z0-9_.-]*\$?$/, "is no name of a group").optional(),
  }).optional(),
});
export type Config = z.infer<typeof Config>;

/** Where the configuration of a data root lies. */
export function configFile(dataRoot: string): string {
  return join(dataRoot, "profiles", "profile.config.yaml");
}

function isSize(text: string): boolean {
  try {
    return parseBytes(text) >= 0;
  } catch {
    return false;
  }
}

/**
 * The configuration of a data root; empty when it has none.
 *
 * @throws ProfileError usage with file:line:column
 */
export async function readConfig(dataRoot: string): Promise<Config> {
  const file = configFile(dataRoot);
  const there = await stat(file).then(() => true, () => false);
  if (!there) return { version: 1 };
  return validateYaml(await readYaml(file, "configuration"), Config, "configuration");
}
