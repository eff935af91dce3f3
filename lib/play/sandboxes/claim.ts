/** A sandbox is noted as ours before it is there, and its folder as soon as it is: a kill at any moment leaves it findable. */
import { randomUUID } from "node:crypto";
import { lstat, mkdir } from "node:fs/promises";
import { relative } from "node:path";
import { codeOf } from "../../errors.ts";
import { thisProcess } from "../../files/owner.ts";
import { resultsRoot } from "../../results/folder.ts";
import type { SandboxMode } from "../../model/sandbox_mode.ts";
import {
  forgetSandbox,
  identityOf,
  noteSandbox,
  readSandboxes,
  type SandboxEntry,
} from "../../sandboxes/index.ts";
import { removeSandbox } from "../../sandboxes/remove.ts";

/** Which play a sandbox is for. */
export interface Claimant {
  dataRoot: string;
  profile: string;
  target: string;
  resultDir: string;
  now: () => number;
}

/** A sandbox under way. */
export class Claim {
  readonly #dataRoot: string;
  #entry: SandboxEntry;

  private constructor(dataRoot: string, entry: SandboxEntry) {
    this.#dataRoot = dataRoot;
    this.#entry = entry;
  }

  /** Notes a sandbox with a fresh id. */
  static async make(
    { dataRoot, profile, target, resultDir, now }: Claimant,
    mode: SandboxMode,
  ): Promise<Claim> {
    const entry: SandboxEntry = {
      version: 1,
      id: randomUUID().replaceAll("-", ""),
      run_id: null,
      mode,
      dir: null,
      identity: null,
      target,
      profile,
      result: relative(resultsRoot(dataRoot), resultDir),
      owner: await thisProcess(),
      made_at: new Date(now()).toISOString(),
    };
    const claim = new Claim(dataRoot, entry);
    await claim.#write({});
    return claim;
  }

  /** Takes over the sandbox of an earlier play; undefined when it is not in the list. */
  static async takeOver({ dataRoot, resultDir }: Claimant, runId: string): Promise<Claim | undefined> {
    const found = (await readSandboxes(dataRoot)).find(({ entry }) => entry?.run_id === runId)?.entry;
    if (found === undefined) return undefined;
    const claim = new Claim(dataRoot, found);
    const result = relative(resultsRoot(dataRoot), resultDir);
    await claim.#write({ owner: await thisProcess(), result });
    return claim;
  }

  get id(): string {
    return this.#entry.id;
  }

  /** Notes the run's id. */
  async named(runId: string): Promise<void> {
    await this.#write({ run_id: runId });
  }

  /** Makes the folder, which must not be there. The system's error is thrown as it is. */
  async makeFolder(dir: string, runId: string): Promise<void> {
    await this.#write({ dir, run_id: runId });
    await mkdir(dir);
    await this.found(dir);
  }

  /** Notes a folder that the server made for this sandbox, when it is on this disk. */
  async found(dir: string): Promise<boolean> {
    const identity = await identityOf(dir);
    if (identity === undefined) return false;
    await this.#write({ dir, identity });
    return true;
  }

  /** Removes the folder, if there is one, and the entry. */
  async remove(): Promise<void> {
    const { dir } = this.#entry;
    if (dir === null || await isGone(dir)) return await forgetSandbox(this.#dataRoot, this.id);
    if (await removeSandbox(this.#dataRoot, this.#entry, dir)) return;
    throw new Error(`something else lies in its place: ${dir}`);
  }

  /** The sandbox is gone, or was never made. */
  async forget(): Promise<void> {
    await forgetSandbox(this.#dataRoot, this.id);
  }

  async #write(changes: Partial<SandboxEntry>): Promise<void> {
    this.#entry = { ...this.#entry, ...changes };
    await noteSandbox(this.#dataRoot, this.#entry);
  }
}

async function isGone(dir: string): Promise<boolean> {
  return await lstat(dir).then(() => false, (error: unknown) => codeOf(error) === "ENOENT");
}
