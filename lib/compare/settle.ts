/** Settles files that hold the very bytes that were accepted, before any comparator is asked. */
import { Buffer } from "node:buffer";
import { hash } from "node:crypto";
import { closeSync, openSync, readSync } from "node:fs";
import { stat } from "node:fs/promises";
import { sha256File } from "../files/hash.ts";
import { walkFiles } from "../files/walk.ts";
import type { BaselineFile } from "../model/manifest.ts";
import type { Tally } from "../model/progress.ts";

/** What is known of a produced file beside the kept one. */
export type Settled =
  /** The accepted bytes. */
  | "same"
  /** The accepted bytes, and the kept file holds others, or is not there: a pointer, or damaged. */
  | "same-but-kept-is-not"
  | "different";

/** Files up to this size are read at once, and the kept one is verified, bytes. */
const CHEAP = 16 * 1024 * 1024;

/**
 * So many kept files are read again although the produced one settled the comparison. Of all others it is only seen
 * that they are there: the accepted hash is in the manifest, and a kept file is verified whenever it is needed.
 */
const VERIFIED = 2000;

/** Where files are read to that are looked at only once: produced and kept. */
const scratch: Record<"produced" | "kept", Uint8Array> = {
  produced: new Uint8Array(0),
  kept: new Uint8Array(0),
};

/** Compares produced files with what the manifest says of them. */
export class Settler {
  readonly #baselineDir: string;
  #toVerify: number;
  #listed: Promise<ReadonlySet<string>> | undefined;

  /**
   * @param baselineDir folder of the kept files
   * @param kept how many there are: when some will not be read, their names are listed beside the first ones
   * @param toVerify so many kept files are read, too
   */
  constructor(baselineDir: string, kept: number, toVerify = VERIFIED) {
    this.#baselineDir = baselineDir;
    this.#toVerify = toVerify;
    if (kept > toVerify) {
      this.#listed = this.#list();
      // What went wrong is met where the names are needed.
      this.#listed.catch(() => undefined);
    }
  }

  async #list(): Promise<ReadonlySet<string>> {
    return new Set(await walkFiles(this.#baselineDir));
  }

  /**
   * Looks whether a produced file holds the accepted bytes. A small one is read at once, without a turn of the event
   * loop for each call: a run has tens of thousands of them.
   *
   * @param path of the produced file
   * @param tally gets the bytes of a large one as they are read
   */
  async settle(path: string, kept: BaselineFile, tally?: Tally): Promise<Settled> {
    const { size } = kept;
    if (size > CHEAP) {
      const same = (await stat(path)).size === size && await sha256File(path, tally) === kept.sha256;
      return same ? "same" : "different";
    }
    const produced = readAtOnce(path, "produced", size);
    const found = produced && hash("sha256", produced, "hex");
    if (produced === undefined || found !== kept.sha256) return "different";
    if (kept.kept !== "file") return "same";
    return await this.#isKept(produced, kept) ? "same" : "same-but-kept-is-not";
  }

  async #isKept(produced: Uint8Array, { path, size }: BaselineFile): Promise<boolean> {
    if (this.#toVerify-- > 0) {
      const before = readAtOnce(`${this.#baselineDir}/${path}`, "kept", size);
      return before !== undefined && Buffer.compare(before, produced) === 0;
    }
    this.#listed ??= this.#list();
    return (await this.#listed).has(path);
  }
}

/** The bytes of a file, valid until the next one of that side is read; undefined when it has not that size. */
function readAtOnce(path: string, side: keyof typeof scratch, size: number): Uint8Array | undefined {
  let file: number;
  try {
    file = openSync(path, "r");
  } catch {
    return undefined;
  }
  try {
    // One byte more than there should be: a longer file shows without another call.
    if (scratch[side].length <= size) scratch[side] = new Uint8Array(Math.max(size + 1, 64 * 1024));
    let filled = 0;
    let read;
    do {
      read = readSync(file, scratch[side], filled, size + 1 - filled, null);
      filled += read;
    } while (read > 0 && filled < size);
    return filled === size ? scratch[side].subarray(0, size) : undefined;
  } finally {
    closeSync(file);
  }
}
