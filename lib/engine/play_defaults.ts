/** What a play does where nobody says otherwise: the configuration of the data root, else the program's own values. */
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { POLL_LIMIT, PollBudget } from "../jobs/pacing.ts";
import { commandWords } from "../play/jobs/command_words.ts";
import type { PlayOptions } from "../play/options.ts";
import type { Config } from "../settings/config.ts";
import { parseBytes } from "../text/bytes.ts";
import { parseDuration } from "../text/duration.ts";

/** The options of a play that have a value without being asked for. */
export type PlayDefaults = Pick<
  PlayOptions,
  | "scratch"
  | "productionHosts"
  | "allowProduction"
  | "compare"
  | "compareCommands"
  | "pictures"
  | "optional"
  | "keep"
  | "api"
  | "keepGoing"
  | "slowFactor"
  | "jobTimeout"
  | "jobTimeoutWins"
  | "workerTimeout"
  | "busyTimeout"
  | "budget"
  | "cancel"
  | "jobCommand"
  | "embedded"
  | "bundle"
>;

/**
 * The options of a play as the configuration has them.
 *
 * @param cwd folder that a relative path of scratch space is taken from
 * @throws ProfileError usage for a command that cannot be read
 */
export function playDefaults(config: Config, cwd: string): PlayDefaults {
  const { job_command: command, bundle } = config;
  return {
    scratch: resolve(cwd, config.scratch ?? join(tmpdir(), "weppcloud_profiles")),
    productionHosts: config.production_hosts ?? [],
    allowProduction: false,
    compare: true,
    compareCommands: config.compare_commands === "allow",
    pictures: config.pictures ?? true,
    optional: false,
    keep: false,
    api: "auto",
    keepGoing: false,
    slowFactor: 3,
    jobTimeout: parseDuration(config.job_timeout ?? "15m"),
    jobTimeoutWins: false,
    workerTimeout: parseDuration(config.worker_timeout ?? "30s"),
    busyTimeout: parseDuration(config.busy_timeout ?? "2m"),
    budget: new PollBudget(limitOf(config.poll_limit)),
    cancel: true,
    ...(command === undefined || command === "" ? {} : { jobCommand: commandWords(command) }),
    embedded: { drift: {}, faults: [] },
    bundle: bundle?.limit === undefined ? {} : { limit: parseBytes(bundle.limit) },
  };
}

/** Polls a minute; `null` is no limit. */
function limitOf(limit: Config["poll_limit"]): number | null {
  return limit === undefined ? POLL_LIMIT : limit === "off" ? null : limit;
}
