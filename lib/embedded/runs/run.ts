/** One run: its directory, its state files, its outputs and its logs. */
import { appendFile, mkdir, readdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { codeOf } from "../../errors.ts";
import { writeAtomic } from "../../files/atomic.ts";
import { exists } from "../../files/safe_path.ts";
import { isObject, parseJson, stableJson } from "../../model/json.ts";
import { type Config, readConfig } from "./config.ts";
import { type ControllerName, CONTROLLERS, type StateOf } from "./nodb.ts";

/** Version that this server writes into `nodb.version`. */
const NODB_VERSION = "20251101";

/** Empty files that say something of a run: everybody may read it, nobody may change it. */
export type Marker = "PUBLIC" | "READONLY";

/** Run group and its name, as the state files keep them. */
export function groupOf(id: string): { _run_group: string | null; _group_name: string | null } {
  const [, group = null, kind = null] = /^(profile|batch);;([^;]+);;/.exec(id) ?? [];
  return { _run_group: group, _group_name: kind };
}

/** A run whose directory and configuration are there. */
export class Run {
  readonly id: string;
  /** Slug without `.cfg`. */
  readonly config: string;
  readonly dir: string;
  /** Numbers of the users whose run it is; without any, everybody may use it. */
  readonly owners: ReadonlySet<number>;

  constructor(id: string, config: string, dir: string, owners: ReadonlySet<number>) {
    this.id = id;
    this.config = config;
    this.dir = dir;
    this.owners = owners;
  }

  /** Values of the configuration files. */
  settings(): Promise<Config> {
    return readConfig(this.dir, this.config);
  }

  /** State of a controller; defaults where it has none yet. */
  async state<Name extends ControllerName>(name: Name): Promise<StateOf<Name>> {
    const text = await this.text(`${name}.nodb`);
    const file = text === undefined ? undefined : parseJson(text);
    const state = isObject(file) && isObject(file["py/state"]) ? file["py/state"] : {};
    return CONTROLLERS[name].state.parse(state) as StateOf<Name>;
  }

  /** Changes keys of a controller's state. */
  async change<Name extends ControllerName>(name: Name, changes: Partial<StateOf<Name>>): Promise<void> {
    const state = { ...await this.state(name), ...changes };
    const head = { wd: this.dir, _nodb: `${name}.nodb`, ...groupOf(this.id) };
    const file = { "py/object": CONTROLLERS[name].python, "py/state": { ...state, ...head } };
    await this.write(`${name}.nodb`, JSON.stringify(file));
    if (await this.text("nodb.version") === undefined) await this.write("nodb.version", NODB_VERSION);
  }

  /** Writes an output; it appears whole. */
  async write(path: string, data: string | Uint8Array): Promise<void> {
    await writeAtomic(join(this.dir, path), data, { flush: false });
  }

  /** Writes an output as JSON with sorted keys. */
  async writeJson(path: string, value: unknown): Promise<void> {
    await this.write(path, stableJson(value));
  }

  /** Text of a file, or undefined when it is not there. */
  async text(path: string): Promise<string | undefined> {
    const bytes = await this.bytes(path);
    return bytes === undefined ? undefined : new TextDecoder().decode(bytes);
  }

  /** Bytes of a file, or undefined when it is not there. */
  async bytes(path: string): Promise<Uint8Array | undefined> {
    try {
      return await readFile(join(this.dir, path));
    } catch (error) {
      const code = codeOf(error);
      if (code === "ENOENT" || code === "EISDIR" || code === "ENOTDIR") return undefined;
      throw error;
    }
  }

  /** True when a marker file is there. */
  async has(marker: Marker): Promise<boolean> {
    return await exists(join(this.dir, marker));
  }

  /** Sets or takes away a marker file. */
  async setMarker(marker: Marker, on: boolean): Promise<void> {
    if (on) await this.write(marker, "");
    else await rm(join(this.dir, marker), { force: true });
  }

  /** Names in a folder of the run. */
  async names(folder: string): Promise<string[]> {
    try {
      return (await readdir(join(this.dir, folder))).sort();
    } catch (error) {
      if (codeOf(error) === "ENOENT") return [];
      throw error;
    }
  }

  /** Adds a line to `<name>.log`. */
  async log(name: string, message: string, now: number): Promise<void> {
    const at = new Date(now).toISOString().slice(0, 19).replace("T", " ");
    await mkdir(this.dir, { recursive: true });
    await appendFile(join(this.dir, `${name}.log`), `${at} | INFO     | ${message}\n`);
  }

  /** Sets a key of `redisprep.dump`: job ids, times, attributes. */
  async mark(key: string, value: string | number): Promise<void> {
    const old = parseJson(await this.text("redisprep.dump") ?? "");
    await this.write("redisprep.dump", JSON.stringify({ ...isObject(old) ? old : {}, [key]: value }));
  }
}
