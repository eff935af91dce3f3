/** Bytes of uploads on their way to the disk: redacted, hashed and stored by hash, in bounded memory. */
import { createHash, randomBytes } from "node:crypto";
import { copyFile, link, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { makeFolder } from "../files/make_folder.ts";
import { codeOf, ProfileError } from "../errors.ts";
import { exists } from "../files/safe_path.ts";
import { cleanStream } from "../redact/bytes.ts";
import type { Redactor } from "../redact/redactor.ts";
import { BlockWriter } from "./block_writer.ts";
import { type Disk, PRIVATE, writeError } from "./disk.ts";

/** Bytes that were stored. */
export interface StoredBody {
  /** Of what was stored. */
  sha256: string;
  size: number;
  /** Secrets were taken out, so what was stored is not what was sent. */
  redacted?: true;
}

/** What is known of bytes before they come. */
export interface AboutBody {
  /** File name. */
  name?: string;
  /** Content type. */
  type?: string;
}

/** Takes the bytes of uploads. */
export class BodyStore {
  readonly #folder: string;
  readonly #redactor: Redactor;
  readonly #disk: Disk;
  readonly #stored = new Map<string, StoredBody>();

  /** @param folder scratch folder of this recording; removed by {@link BodyStore.close} */
  constructor(folder: string, redactor: Redactor, disk: Disk) {
    this.#folder = folder;
    this.#redactor = redactor;
    this.#disk = disk;
  }

  /**
   * Stores a stream; equal bytes once. Text is redacted on the way, so no secret reaches the disk.
   *
   * @param about what is known of the bytes; a file name is only used for the counts
   * @throws ProfileError unavailable when the disk does not take it; errors of the stream as they are
   */
  async put(stream: AsyncIterable<Uint8Array>, about: AboutBody = {}): Promise<StoredBody> {
    const path = join(this.#folder, `${randomBytes(8).toString("hex")}.part`);
    const hash = createHash("sha256");
    let size = 0;
    let redacted = false;
    const name = this.#redactor.text(about.name ?? "bytes");
    const clean = cleanStream(stream, `upload ${name}`, this.#redactor, () => redacted = true);
    const file = await this.#disk.create(path).catch((error: unknown) => {
      throw writeError(path, error);
    });
    const writer = new BlockWriter(file);
    try {
      try {
        for await (const block of clean) {
          hash.update(block);
          size += block.length;
          await writer.push(block).catch((error: unknown) => {
            throw writeError(path, error);
          });
        }
        await writer.end().catch((error: unknown) => {
          throw writeError(path, error);
        });
      } finally {
        await writer.settled();
        await file.close();
      }
      const sha256 = hash.digest("hex");
      await rename(path, join(this.#folder, sha256)).catch((error: unknown) => {
        throw writeError(path, error);
      });
      const body: StoredBody = { sha256, size, ...(redacted ? { redacted } : {}) };
      if (!this.#stored.has(sha256) || redacted) this.#stored.set(sha256, body);
      return body;
    } catch (error) {
      await rm(path, { force: true });
      throw error;
    }
  }

  /** Stores bytes that are at hand. */
  async putBytes(bytes: Uint8Array, about: AboutBody = {}): Promise<StoredBody> {
    return await this.put(oneBlock(bytes), about);
  }

  /** What is known of stored bytes. */
  stored(sha256: string): StoredBody | undefined {
    return this.#stored.get(sha256);
  }

  /**
   * Lays stored bytes into the folder of a run; what lies there already is the same.
   *
   * @throws ProfileError internal when they were never stored, unavailable when the disk does not take them
   */
  async linkTo(sha256: string, folder: string): Promise<void> {
    const target = join(folder, sha256);
    if (await exists(target)) return;
    if (!this.#stored.has(sha256)) {
      throw new ProfileError("internal", `The bytes of an upload are not there: ${JSON.stringify(target)}`, {
        position: { file: target },
        remedy: "Record the upload again, and report what happened before",
      });
    }
    const source = join(this.#folder, sha256);
    try {
      await makeFolder(dirname(target), PRIVATE);
      await link(source, target).catch(async (error: unknown) => {
        if (codeOf(error) === "EEXIST") return;
        // Some file systems have no hard links.
        await copyFile(source, `${target}.part`);
        await rename(`${target}.part`, target);
      });
    } catch (error) {
      throw writeError(target, error);
    }
  }

  /** Removes the scratch folder. */
  async close(): Promise<void> {
    await rm(this.#folder, { recursive: true, force: true });
  }
}

async function* oneBlock(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}
