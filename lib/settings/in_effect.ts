/** Which settings are in effect, and where each comes from. Secrets are told as "set". */
import { stat } from "node:fs/promises";
import type { Position } from "../errors.ts";
import { isObject } from "../model/json.ts";
import { readYaml, type YamlSource } from "../yaml/source.ts";
import { validateYaml } from "../yaml/validate.ts";
import { Config, configFile } from "./config.ts";
import { SETTING_KEYS, type SettingKey } from "./keys.ts";

/** Where a value can come from. */
export const SETTING_SOURCES = ["option", "environment", "overlay", "file", "default"] as const;

/** One setting in effect. */
export interface Setting {
  name: string;
  /** In words; `set` for a secret. */
  value: string;
  from: (typeof SETTING_SOURCES)[number];
  /** `--base-url`, `PROFILE_BASE_URL`, or the file. */
  source?: string;
  position?: Position;
}

/** What settings depend on. */
export interface SettingInput {
  dataRoot: string;
  env: Record<string, string | undefined>;
  /** Options as typed at the command line, by their long names without dashes. */
  options: Readonly<Record<string, string | undefined>>;
}

/**
 * Every key of the configuration with the value that holds: option before environment before file before default.
 *
 * @throws ProfileError usage with file:line:column when the configuration is not valid
 */
export async function settingsInEffect(input: SettingInput): Promise<Setting[]> {
  const source = await configSource(input.dataRoot);
  const config: unknown = source === undefined ? {} : validateYaml(source, Config, "configuration");
  return SETTING_KEYS.map((key) => settingOf(key, input, config, source));
}

/** Keys of a schema in their order, those of sections with a dot: what {@link SETTING_KEYS} has to hold. */
export function keysOfSchema(shape: Readonly<Record<string, unknown>>, before = ""): string[] {
  return Object.entries(shape).flatMap(([name, schema]) => {
    const section = shapeOf(schema);
    return section === undefined ? [before + name] : keysOfSchema(section, `${before}${name}.`);
  });
}

function shapeOf(schema: unknown): Readonly<Record<string, unknown>> | undefined {
  const held = isObject(schema) && typeof schema["unwrap"] === "function" ? schema["unwrap"]() : schema;
  return isObject(held) && isObject(held["shape"]) ? held["shape"] : undefined;
}

async function configSource(dataRoot: string): Promise<YamlSource | undefined> {
  const file = configFile(dataRoot);
  const there = await stat(file).then(() => true, () => false);
  return there ? await readYaml(file, "configuration") : undefined;
}

function settingOf(
  known: SettingKey,
  { options, env }: SettingInput,
  config: unknown,
  source: YamlSource | undefined,
): Setting {
  const { key: name, option, usual } = known;
  const typed = option === undefined ? undefined : options[option];
  if (typed !== undefined) return { name, value: typed, from: "option", source: `--${option}` };
  const variable = known.env?.find((one) => env[one] !== undefined);
  if (variable !== undefined) {
    return { name, value: env[variable] ?? "", from: "environment", source: variable };
  }
  const path = name.split(".");
  const value = path.reduce<unknown>((held, part) => isObject(held) ? held[part] : undefined, config);
  if (value === undefined || source === undefined) return { name, value: usual, from: "default" };
  const parent = path.slice(0, -1);
  const position = source.locateKey(parent, path.at(-1) ?? "");
  return { name, value: inWords(value, known), from: "file", source: source.file, position };
}

function inWords(value: unknown, known: SettingKey): string {
  if (known.private === true) {
    const entries = Array.isArray(value) ? value.length : 1;
    return entries === 1 ? "1 entry" : `${entries} entries`;
  }
  if (known.key === "overlays" && isObject(value)) return Object.keys(value).join(", ");
  if (Array.isArray(value)) {
    if (value.length === 0) return "none";
    return value.every((one) => typeof one === "string") ? value.join(", ") : JSON.stringify(value);
  }
  return typeof value === "string" ? value : JSON.stringify(value);
}
