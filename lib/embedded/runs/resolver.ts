/** From run ids to directories, and new runs. */
import { mkdir, readdir, rm } from "node:fs/promises";
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
  /** `batch;;<name>;;<id>` lies in `<root>/<name>/runs/<id>`. */
  batch?: string;
}

/** Child runs by kind: `<run>;;omni;;<scenario>` lies below the directory of its run. */
const CHILDREN: Readonly<Record<string, string>> = {
  "omni": "_pups/omni/scenarios",
  "omni-contrast": "_pups/omni/contrasts",
};
const NOBODY: ReadonlySet<number> = new Set();

/** All runs that a server can reach. */
export class Runs {
  readonly #roots: RunRoots;
  readonly #owners = new Map<string, Set<number>>();

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
    const dir = this.place(id);
    const slugs = dir === undefined ? [] : await configsIn(dir);
    const [first] = slugs;
    if (dir === undefined || first === undefined) {
      throw new HttpError(404, "Run not found", { code: "not_found" });
    }
    const slug = (config ?? first).replace(/\.cfg$/, "");
    if (!slugs.includes(slug)) {
      throw new HttpError(400, "Config does not match the run", { code: "validation_error" });
    }
    return new Run(id, slug, dir, this.ownersOf(id));
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
    if (owner !== undefined) this.addOwner(id, owner);
    return new Run(id, config, dir, this.ownersOf(id));
  }

  /** An id for a new run; the seed decides. */
  newId(seed: string): string {
    return newRunId(seed);
  }

  /** Whose run it is; a child run belongs to those of its run, a run of a profile to nobody. */
  ownersOf(id: string): ReadonlySet<number> {
    return this.#owners.get(parentOf(id) ?? id) ?? NOBODY;
  }

  /** Makes somebody an owner. */
  addOwner(id: string, user: number): void {
    this.#owners.set(id, new Set([...this.#owners.get(id) ?? [], user]));
  }

  /** Takes an owner away; false when it was none. */
  removeOwner(id: string, user: number): boolean {
    return this.#owners.get(id)?.delete(user) ?? false;
  }

  /** Removes a run with everything in it. */
  async remove(run: Run): Promise<void> {
    await rm(run.dir, { recursive: true, force: true });
    this.#owners.delete(run.id);
  }

  /** The directory of an id, whether it is there or not; undefined for an id that names none. */
  place(id: string): string | undefined {
    const parts = id.split(";;");
    if (!parts.every(isPlainName)) return undefined;
    const parent = parentOf(id);
    if (parent !== undefined) {
      const dir = this.place(parent);
      const [kind = "", name = ""] = parts.slice(-2);
      return dir === undefined ? undefined : join(dir, CHILDREN[kind] ?? "", name);
    }
    const [first = "", kind = "", name, ...more] = parts;
    if (parts.length === 1) return join(this.#roots.runs, id.slice(0, 2), id);
    if (name === undefined || more.length > 0) return undefined;
    if (first === "batch" && this.#roots.batch !== undefined) {
      return join(this.#roots.batch, kind, name === "_base" ? name : `runs/${name}`);
    }
    const root = first === "profile" ? this.#roots.profile.get(kind) : undefined;
    return root === undefined ? undefined : join(root, name);
  }
}

/** The run that a child run belongs to. */
function parentOf(id: string): string | undefined {
  const parts = id.split(";;");
  const kind = parts.at(-2) ?? "";
  return parts.length > 2 && Object.hasOwn(CHILDREN, kind) ? parts.slice(0, -2).join(";;") : undefined;
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
