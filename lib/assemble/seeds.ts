/** The draft's `seed/`: uploaded files, equal bytes once, and the config that the sandbox starts from. */
import { readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { seedName, seedPath } from "../drafts/seed_file.ts";
import { namesInside } from "../files/inside.ts";
import { namingFile } from "../files/naming_file.ts";
import { makeFolder } from "../files/make_folder.ts";
import { sha256 } from "../files/hash.ts";
import { isPlainName } from "../files/safe_path.ts";
import type { EventSource } from "../events/types.ts";
import type { FileUpload } from "../model/profile.ts";
import type { Redactor } from "../redact/redactor.ts";
import type { FoundBytes } from "./bytes/types.ts";
import { cleanBytes } from "../redact/bytes.ts";
import type { UploadNeed } from "./step.ts";

/** A seed that was written. */
export interface WrittenSeed {
  /** Path below `seed/`. */
  seed: string;
  sha256: string;
  size: number;
  redacted: boolean;
}

/** Writes the seeds of one draft. */
export class SeedFolder {
  readonly #folder: string;
  readonly #redactor: Redactor;
  readonly #byHash = new Map<string, WrittenSeed>();

  /** @param folder `seed/` of the draft that is being written */
  constructor(folder: string, redactor: Redactor) {
    this.#folder = folder;
    this.#redactor = redactor;
  }

  /** Number of upload files written. */
  get count(): number {
    return this.#byHash.size;
  }

  /** Stores the bytes of one upload and gives what stands in the step. */
  async add(need: UploadNeed, found: FoundBytes): Promise<{ upload: FileUpload; written: WrittenSeed }> {
    const raw = await readFile(found.file);
    const hash = sha256(raw);
    const name = seedName(found.name, need.field, this.#redactor);
    const known = this.#byHash.get(hash);
    const written = known ?? await this.#write(raw, hash, name, need);
    const upload = {
      seed: written.seed,
      ...(written.seed.endsWith(`/${name}`) ? {} : { name }),
      ...(need.type === undefined || need.type === "" ? {} : { type: this.#redactor.text(need.type) }),
    };
    return { upload, written };
  }

  async #write(raw: Uint8Array, hash: string, name: string, need: UploadNeed): Promise<WrittenSeed> {
    const { bytes, changed } = cleanBytes(raw, name, this.#redactor);
    const seed = seedPath(need.recorded.at, hash, name);
    await writeNew(join(this.#folder, seed), bytes);
    const written = { seed, sha256: changed ? sha256(bytes) : hash, size: bytes.length, redacted: changed };
    this.#byHash.set(hash, written);
    return written;
  }
}

/** What became of the config files. */
export interface ConfigSeed {
  files: { name: string; sha256: string; redacted: boolean; from: string }[];
  warning?: string;
}

const DEFAULTS = /^_?defaults\.(toml|cfg)$/;

/**
 * Copies the config that a sandbox starts from: `<config>.cfg`, the defaults, and the active config's name.
 *
 * @param folder `seed/` of the draft that is being written
 */
export async function writeConfigSeed(
  folder: string,
  source: EventSource,
  config: string | undefined,
  redactor: Redactor,
): Promise<ConfigSeed> {
  const found: ConfigSeed = { files: [] };
  if (config === undefined || !isPlainName(config)) {
    return {
      ...found,
      warning: "the log names no config, so the draft has no config to start a sandbox from",
    };
  }
  const places = [
    ...(source.seeds === undefined
      ? []
      : [{ root: source.seeds, path: "config", from: "WEPPcloud's draft" }]),
    ...(source.runDir === undefined ? [] : [{ root: source.runDir, path: "", from: "run directory" }]),
  ];
  for (const { root, path, from } of places) {
    const names = await namesInside(root, path);
    if (!names.includes(`${config}.cfg`)) continue;
    for (const name of names.filter((each) => each === `${config}.cfg` || DEFAULTS.test(each)).sort()) {
      const { bytes, changed } = cleanBytes(await readFile(join(root, path, name)), name, redactor);
      await writeNew(join(folder, "config", name), bytes);
      found.files.push({ name, sha256: sha256(bytes), redacted: changed, from });
    }
    await writeNew(join(folder, "config", "active_config.txt"), config);
    return found;
  }
  return {
    ...found,
    warning:
      `${config}.cfg was not found, so the draft has no config to start a sandbox from: play it with --sandbox create`,
  };
}

async function writeNew(path: string, data: Uint8Array | string): Promise<void> {
  await makeFolder(dirname(path));
  await writeFile(path, data).catch((error: unknown) => {
    throw namingFile(path, error);
  });
}
