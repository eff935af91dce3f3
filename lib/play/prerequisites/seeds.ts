/** Is every file that the steps upload there, whole, and the one that was recorded? */
import { readdir, readFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { isLfsPointer } from "../../compare/lfs.ts";
import { codeOf } from "../../errors.ts";
import { sha256File } from "../../files/hash.ts";
import { isPlainRelative } from "../../files/safe_path.ts";
import { parseLedger } from "../../model/ledger.ts";
import { filesOfStep } from "../../model/step_files.ts";
import { Hole, type Step } from "../../model/profile.ts";

/**
 * `<timestamp>-<first digits of the SHA-256>`, as assemble names the folder of an upload. The hash is that of the bytes
 * that were recorded: of a file from which secrets were taken out only the ledger knows the hash.
 */
const NAMED_BY_HASH = /^\d{8}T\d{6}-([0-9a-f]{6,64})$/;

/** SHA-256 of all files that a ledger names. */
async function ledgerHashes(ledger: string): Promise<ReadonlySet<string>> {
  const entries = parseLedger(await readFile(ledger, "utf8").catch(() => ""));
  return new Set(
    entries.map(({ evidence }) => evidence?.["sha256"]).filter((hash) => typeof hash === "string"),
  );
}

/** A seed that cannot be sent. */
export interface SeedFault {
  /** Place in the profile. */
  path: (string | number)[];
  /** Goes on after "The profile needs". */
  message: string;
  remedy: string;
}

/**
 * Looks at every seed that the steps need, and at the config files.
 *
 * @param steps the steps that will run, each with its place in the profile
 * @param ledger the profile's `ledger.jsonl`
 */
export async function seedFaults(
  steps: readonly { step: Step; index: number }[],
  seedDir: string,
  ledger: string,
): Promise<SeedFault[]> {
  const hashes = await ledgerHashes(ledger);
  const faults: SeedFault[] = [];
  const known = new Map<string, Omit<SeedFault, "path"> | undefined>();
  for (const { step, index } of steps) {
    for (const { file, path } of filesOfStep(step)) {
      if (file instanceof Hole || !("seed" in file) || !isPlainRelative(file.seed)) continue;
      if (!known.has(file.seed)) known.set(file.seed, await faultOf(seedDir, file.seed, hashes));
      const fault = known.get(file.seed);
      if (fault !== undefined) faults.push({ path: ["steps", index, ...path, "seed"], ...fault });
    }
  }
  for (const name of (await readdir(join(seedDir, "config")).catch(() => [])).sort()) {
    const fault = await pointerFault(seedDir, `config/${name}`).catch(() => undefined);
    if (fault !== undefined) faults.push({ path: ["metadata", "config"], ...fault });
  }
  return faults;
}

async function faultOf(
  seedDir: string,
  seed: string,
  hashes: ReadonlySet<string>,
): Promise<Omit<SeedFault, "path"> | undefined> {
  const file = join(seedDir, seed);
  try {
    const pointer = await pointerFault(seedDir, seed);
    if (pointer !== undefined) return pointer;
    const [, hash] = NAMED_BY_HASH.exec(basename(dirname(file))) ?? [];
    if (hash === undefined) return undefined;
    const actual = await sha256File(file);
    if (actual.startsWith(hash) || hashes.has(actual)) return undefined;
    return {
      message: `the seed ${seed} as it was recorded: the file there has another hash (${actual.slice(0, 8)})`,
      remedy: "Put the recorded file back, or name the folder of another one otherwise",
    };
  } catch (error) {
    const why = codeOf(error) === "ENOENT" ? "is missing" : `cannot be read (${codeOf(error) ?? "error"})`;
    return { message: `the seed ${seed}, which ${why} in ${seedDir}`, remedy: "Put the file there" };
  }
}

async function pointerFault(seedDir: string, seed: string): Promise<Omit<SeedFault, "path"> | undefined> {
  if (!await isLfsPointer(join(seedDir, seed))) return undefined;
  return {
    message: `the seed ${seed}, which is a Git LFS pointer and not the file`,
    remedy: "Run git lfs pull",
  };
}
