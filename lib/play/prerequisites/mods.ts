/** Are the mods that a profile needs on in the run that it is played in? */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { isObject } from "../../model/json.ts";
import { attribute, readNodb } from "../../nodb/read.ts";

/** The mods of a run and where they were read. */
export interface FoundMods {
  mods: string[];
  from: string;
}

/** State of the run's own controller. */
const CONTROLLER = "ron.nodb";

/** Paths of the files that tell, below the run. */
export function modSources(config: string): string[] {
  return [CONTROLLER, ...configFiles(config)];
}

/**
 * The mods of a run directory: those of its controller `ron.nodb` when the run has one, else those that its config
 * will turn on (`<config>.cfg` over `_defaults.toml`; `mods = ["disturbed", "ash"]` in any section).
 *
 * @returns undefined when neither tells
 */
export async function modsOf(runDir: string, config: string): Promise<FoundMods | undefined> {
  const ron = await readNodb(runDir, CONTROLLER);
  const kept = ron !== undefined && "state" in ron ? namesOf(attribute(ron.state, "mods")?.value) : undefined;
  if (kept !== undefined) return { mods: kept, from: CONTROLLER };
  for (const name of configFiles(config)) {
    const text = await readFile(join(runDir, name), "utf8").catch(() => "");
    const found = configuredMods(text);
    if (found !== undefined) return { mods: found, from: name };
  }
  return undefined;
}

function configFiles(config: string): string[] {
  return [`${config}.cfg`, "_defaults.toml"];
}

/** The list behind `mods =`, in the spellings of TOML and Python: one line or several, either kind of quote. */
export function configuredMods(text: string): string[] | undefined {
  const [, list] = /^[ \t]*mods[ \t]*=[ \t]*\[([^\]]*)\]/m.exec(text) ?? [];
  if (list === undefined) return undefined;
  const plain = list.replace(/#.*$/gm, "");
  return [...plain.matchAll(/"([^"]*)"|'([^']*)'/g)].map(([, double, single]) => double ?? single ?? "");
}

/** Names in a list, or the keys of an object, as newer runs keep them. */
function namesOf(value: unknown): string[] | undefined {
  if (Array.isArray(value)) return value.filter((name) => typeof name === "string");
  return isObject(value) ? Object.keys(value) : undefined;
}
