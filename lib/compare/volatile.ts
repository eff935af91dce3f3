/**
 * What never belongs into a baseline: files of a run that differ from one run to the next whatever the model
 * does, or that are inputs and not outputs.
 */
import { globMatcher } from "../files/glob.ts";

const RULES: readonly [glob: string, reason: string][] = [
  ["**/_logs/**", "logs differ in every run"],
  ["**/*.log", "logs differ in every run"],
  ["**/exceptions*", "logs differ in every run"],
  ["**/exception_factory*", "logs differ in every run"],
  ["**/redisprep.dump", "holds time stamps and job ids"],
  ["**/*.nodb", "NoDb state holds working directories and times"],
  ["**/*.nodb.lock", "a lock"],
  ["nodb.version", "says the version of the server, not a result"],
  ["**/README.md", "is written with the date of the run"],
  ["*.cfg", "configuration that the sandbox started from"],
  ["_defaults.toml", "configuration that the sandbox started from"],
  ["active_config.txt", "configuration that the sandbox started from"],
  ["**/run_metadata.json", "holds start and end times"],
  ["PUBLIC", "a marker, not a result"],
  ["READONLY", "a marker, not a result"],
  ["ttl.json", "holds the time at which the run expires"],
  ["TTL*", "holds the time at which the run expires"],
  ["archives/**", "archives hold time stamps"],
  ["export/**", "exports hold time stamps"],
  ["**/*.dss", "HEC-DSS files hold time stamps"],
  ["**/*.dbf", "its header holds the date on which it was written"],
  ["*.nodir", "a container that holds time stamps"],
  [".nodir/**", "state of the server"],
  ["manifest.json", "has the name of the baseline's own list"],
  ["pending.json", "has the name of the result's own list"],
  ["**/.*", "hidden files belong to tools"],
  ["**/*.tmp", "a temporary file"],
];

const MATCHERS = RULES.map(([glob, reason]) => ({ matches: globMatcher(glob), reason }));

/**
 * Why a file of a run does not belong into a baseline.
 *
 * @param path path below the run directory
 * @returns undefined when it may belong there
 */
export function volatileReason(path: string): string | undefined {
  return MATCHERS.find((rule) => rule.matches(path))?.reason;
}
