/** What a run was created with beside its config: does the config of the draft say the same? */
import { readFile } from "node:fs/promises";
import { join } from "node:path";

/** A run creation that named more than a config. */
export interface Overridden {
  /** `unitizer:is_english=true`, without secrets. */
  overrides: readonly string[];
  /** Line of the audit log. */
  line: number;
}

/**
 * Sentences on what a sandbox would lack, with what to do; none for what the draft's config says anyway.
 *
 * @param folder `seed/config` of the draft
 * @param config slug of the run's config; undefined when the draft holds none
 */
export async function overrideWarnings(
  found: readonly Overridden[],
  folder: string,
  config: string | undefined,
): Promise<string[]> {
  const texts: string[] = [];
  for (const name of config === undefined ? [] : [`${config}.cfg`, "_defaults.toml"]) {
    texts.push(await readFile(join(folder, name), "utf8").catch(() => ""));
  }
  return found.flatMap(({ overrides, line }) => {
    const lacking = overrides.filter((override) =>
      !texts.some((text, index) =>
        // What the config says goes before the defaults.
        says(text, override) === true &&
        texts.slice(0, index).every((first) => says(first, override) === undefined)
      )
    );
    if (lacking.length === 0) return [];
    const remedy = config === undefined
      ? "a sandbox starts from the server's config alone: check that it says the same"
      : `a sandbox starts without: write it into seed/config/${config}.cfg of the draft, below its [section]; ` +
        "for --sandbox create the server's own config counts";
    return [`the run was created with ${lacking.join(", ")} (line ${line}); ${remedy}`];
  });
}

/** Does a config have this value? Undefined when it does not speak of it. */
function says(text: string, override: string): boolean | undefined {
  const [, section = "general", key = "", value = ""] = /^(?:([^:=]*):)?([^=]*)=(.*)$/s.exec(override) ?? [];
  let here = "";
  let found: boolean | undefined;
  for (const line of text.split(/\r?\n/)) {
    here = /^\s*\[([^\]]+)\]/.exec(line)?.[1]?.trim() ?? here;
    const [, name, said = ""] = /^\s*([\w.-]+)\s*=\s*(.*?)\s*$/.exec(line) ?? [];
    if (here === section && name === key) found = plain(said) === plain(value);
  }
  return found;
}

/** A value as it is compared: without quotes, whatever the case; numbers by what they are. */
function plain(value: string): string {
  const bare = value.trim().replace(/^(["'])(.*)\1$/s, "$2").toLowerCase();
  return bare !== "" && Number.isFinite(Number(bare)) ? String(Number(bare)) : bare;
}
