/** Options with their environment names: `--run-dir` is also `PROFILE_RUN_DIR`. */
import { Option } from "@commander-js/extra-typings";

/**
 * An option whose value may also come from the environment.
 *
 * @param flags as commander takes them: `--run-dir <dir>`
 * @param help one line
 */
export function option<Flags extends string>(flags: Flags, help: string): Option<Flags> {
  const created = new Option(flags, help);
  const name = created.long?.replace(/^--(no-)?/, "").replaceAll("-", "_").toUpperCase();
  return created.env(`PROFILE_${name}`) as Option<Flags>;
}
