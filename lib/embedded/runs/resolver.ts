/** From run ids to directories, and new runs. */
import { mkdir, readdir } from "node:fs/promises";
import { join } from "node:path";
import { codeOf } from "../../errors.ts";
import { writeAtomic } from "../../files/atomic.ts";
import { isPlainName } from "../../files/safe_path.ts";
import { HttpError } from "../http/reply.ts";
import { DEFAULTS_FILE, newConfig } from "./config.ts";
import { newRunId } from "./names.ts";
import { Run } from "./run.ts";

/** Where runs of each kind lie. */
export interface RunRoots {
  runs: string;
  /** `profile;;<kind>;;<id>` lies in `<root of the kind>/<id>`. */
  profile: ReadonlyMap<string, string>;
}

/** All runs that a server can reach. */
export class Runs {
  readonly #roots: RunRoots;
  readonly #owners = new Map<string, number>();

  constructor(roots: RunRoots) {
    this.#roots = roots;
  }

  /**
   * The run of an id, decoded.
   *
   * @param config slug that the address names; undefined takes the only one there is
   * @throws HttpError 404 for a run that is not there or has no configuration, 400 for another configuration
   */
  async find(id: string, config?: string): Promise<Run> {
    const dir = this.#directory(id);
    const slugs = dir === undefined ? [] : await configsIn(dir);
    const [first] = slugs;
    if (dir === undefined || first === undefined) {
      throw new HttpError(404, "Run not found", { code: "not_found" });
    }
    const slug = (config ?? first).replace(/\.cfg$/, "");
    if (!slugs.includes(slug)) {
      throw new HttpError(400, "Config does not match the run", { code: "validation_error" });
    }
    return new Run(id, slug, dir, this.#owners.get(id));
  }

  /** Makes a run with a configuration and the first state; the id comes from the seed. */
  async create(
    config: string,
    overrides: Record<string, string>,
    seed: string,
    owner: number | undefined,
  ): Promise<Run> {
    const id = newRunId(seed);
    const dir = join(this.#roots.runs, id.slice(0, 2), id);
    await mkdir(dir, { recursive: true });
    const files = newConfig(config, overrides);
    await writeAtomic(join(dir, DEFAULTS_FILE), files.defaults, { flush: false });
    await writeAtomic(join(dir, `${config}.cfg`), files.cfg, { flush: false });
    if (owner !== undefined) this.#owners.set(id, owner);
    return new Run(id, config, dir, owner);
  }

  /** The directory of a throw-away run, whether it is there or not; undefined for any other id. */
  sandboxPlace(id: string): string | undefined {
    return /^profile;;tmp;;[^;]+$/.test(id) ? this.#directory(id) : undefined;
  }

  #directory(id: string): string | undefined {
    const [group, kind = "", name, ...more] = id.split(";;");
    if (name === undefined) return isPlainName(id) ? join(this.#roots.runs, id.slice(0, 2), id) : undefined;
    const root = group === "profile" ? this.#roots.profile.get(kind) : undefined;
    return root === undefined || more.length > 0 || !isPlainName(name) ? undefined : join(root, name);
  }
}

/** Slugs of the configurations in a directory. */
async function configsIn(dir: string): Promise<string[]> {
  try {
    const names = await readdir(dir);
    return names.filter((name) => name.endsWith(".cfg")).map((name) => name.slice(0, -".cfg".length)).sort();
  } catch (error) {
    const code = codeOf(error);
    if (code === "ENOENT" || code === "ENOTDIR") return [];
    throw error;
  }
}
