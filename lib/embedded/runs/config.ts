/** Configuration files of a run: `_defaults.toml` under `<slug>.cfg`, sections with `key = value` lines. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { codeOf } from "../../errors.ts";
import { type JsonValue, parseJson } from "../../model/json.ts";

/** Values by `section.key`. */
export type Config = ReadonlyMap<string, JsonValue>;

/** Name of the defaults beside a configuration. */
export const DEFAULTS_FILE = "_defaults.toml";

/** The configuration of a run directory; the slug's file wins over the defaults. */
export async function readConfig(dir: string, slug: string): Promise<Config> {
  const values = new Map<string, JsonValue>();
  for (const name of [DEFAULTS_FILE, `${slug}.cfg`]) {
    for (const [key, value] of parseConfig(await textOf(join(dir, name)))) values.set(key, value);
  }
  return values;
}

/** A number of the configuration. */
export function configNumber(config: Config, key: string, fallback: number): number {
  const value = config.get(key);
  return typeof value === "number" ? value : fallback;
}

/** A text of the configuration. */
export function configText(config: Config, key: string, fallback: string): string {
  const value = config.get(key);
  return typeof value === "string" ? value : fallback;
}

/** Configuration files for a new run. */
export function newConfig(
  slug: string,
  overrides: Record<string, string>,
): { defaults: string; cfg: string } {
  const mods = /disturbed/.test(slug) ? '["disturbed", "ash"]' : '["unitizer", "ash"]';
  const lines = ["[general]", `name = ${JSON.stringify(slug)}`, "cellsize = 30", `mods = ${mods}`, ""];
  for (const [key, value] of Object.entries(overrides)) {
    const [section = "", name = ""] = key.includes(":") ? key.split(":", 2) : ["general", key];
    lines.push(
      `[${section}]`,
      `${name} = ${parseJson(value) === undefined ? JSON.stringify(value) : value}`,
      "",
    );
  }
  return { defaults: DEFAULTS, cfg: lines.join("\n") };
}

/** The files of a config without overrides, by name. */
export function configFiles(slug: string): Record<string, string> {
  const { defaults, cfg } = newConfig(slug, {});
  return { [DEFAULTS_FILE]: defaults, [`${slug}.cfg`]: cfg };
}

const DEFAULTS = `[general]
name = ""
dem_db = "ned1/2024"
cellsize = 30
mods = []

[watershed]
delineation_backend = "wbt"
mcl = 60
csa = 5.0

[landuse]
nlcd_db = "nlcd/2021"
mapping = "disturbed"

[soils]
initial_sat = 0.75

[climate]
input_years = 30

[unitizer]
is_english = false
`;

function parseConfig(text: string): [string, JsonValue][] {
  let section = "";
  return text.split(/\r?\n/).flatMap((line): [string, JsonValue][] => {
    const head = /^\s*\[([^\]]+)\]\s*$/.exec(line);
    if (head !== null) section = head[1] ?? "";
    const pair = /^\s*([\w.-]+)\s*=\s*(.*?)\s*$/.exec(line);
    if (pair === null) return [];
    const raw = pair[2] ?? "";
    const python = { True: true, False: false, None: null }[raw];
    return [[`${section}.${pair[1]}`, python === undefined ? parseJson(raw) ?? raw : python]];
  });
}

async function textOf(path: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    if (codeOf(error) === "ENOENT") return "";
    throw error;
  }
}
