/**
 * Options with their environment names: `--run-dir` is also `PROFILE_RUN_DIR`. A switch reads words from the
 * environment: `PROFILE_KEEP=0` is off, and `PROFILE_NO_COMPARE=1` is `--no-compare`.
 */
import { type Command, Option } from "@commander-js/extra-typings";
import { ProfileError } from "../lib/errors.ts";

const OWN_NAMES = new WeakMap<object, string>();
const ON = new Set(["1", "true", "yes", "on"]);
const OFF = new Set(["", "0", "false", "no", "off"]);

/**
 * An option whose value may also come from the environment.
 *
 * @param flags as commander takes them: `--run-dir <dir>`
 * @param help one line
 * @param env name in the environment, for a switch that means something else in another command
 */
export function option<Flags extends string>(flags: Flags, help: string, env?: string): Option<Flags> {
  const created = new Option(flags, help);
  if (env !== undefined) OWN_NAMES.set(created, env);
  const name = environmentName(created);
  // The parser takes any text of the environment as "on"; switches are read by applySwitches().
  if (!isSwitch(created)) created.env(name);
  else if (env !== undefined) created.description = `${help} (env: ${name})`;
  return created as Option<Flags>;
}

/**
 * Sets the switches that the environment names and the command line does not.
 *
 * @throws ProfileError usage for a text that is neither on nor off
 */
export function applySwitches(command: Command, env: Record<string, string | undefined>): void {
  for (const known of command.options) {
    if (!isSwitch(known) || command.getOptionValueSource(known.attributeName()) === "cli") continue;
    const name = environmentName(known);
    const text = env[name]?.toLowerCase();
    if (text === undefined || OFF.has(text)) continue;
    if (!ON.has(text)) {
      throw new ProfileError("usage", `${name}="${env[name]}" is neither on nor off`, {
        remedy: "Use 1 or 0, true or false, yes or no, on or off",
      });
    }
    command.setOptionValueWithSource(known.attributeName(), !known.negate, "env");
  }
}

/** For options that may be given several times: every value, in order. */
export function collect(value: string, before: string[] | undefined): string[] {
  return [...before ?? [], value];
}

/** For options that may be given several times, or once with commas: every value, in order. */
export function collectList(value: string, before: string[] | undefined): string[] {
  return [...before ?? [], ...value.split(",").map((part) => part.trim()).filter((part) => part !== "")];
}

/**
 * The value of an option that counts something.
 *
 * @param usual when it is not given
 * @throws ProfileError usage when it is no whole number from 1
 */
export function countOf(name: string, text: string | undefined, usual: number): number {
  if (text === undefined) return usual;
  const count = /^\d{1,6}$/.test(text) ? Number(text) : 0;
  if (count >= 1) return count;
  throw new ProfileError("usage", `--${name}: "${text}" is no number from 1`, {
    remedy: "Use a whole number such as 4",
  });
}

function environmentName(known: Option): string {
  return OWN_NAMES.get(known) ?? usualEnvironmentName(known);
}

/** What an option is called in the environment, unless it is given another name there. */
export function usualEnvironmentName(known: Option): string {
  return `PROFILE_${(known.long ?? "").replace(/^--/, "").replaceAll("-", "_").toUpperCase()}`;
}

function isSwitch(known: Option): boolean {
  return !known.required && !known.optional;
}
