/** Files whose bytes a HAR leaves out: taken from `--uploads DIR`, or named as missing. */
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { existing, suppliedPaths } from "../../files/supplied.ts";
import type { BodyStore, StoredBody } from "../../recording/bodies.ts";

/** A file that was uploaded and whose bytes are not in the HAR. */
export interface MissingFile {
  field: string;
  filename: string;
  /** Bytes, where the HAR tells. */
  size?: number;
}

/** A file that stays missing. */
export interface StillMissing extends MissingFile {
  /** Why, when there was a file that could not be taken. */
  reason?: string;
  /** Where to put it below `--uploads`. */
  place?: string;
}

/** What became of the files of one HAR. */
export class Uploads {
  readonly missing: StillMissing[] = [];
  readonly warnings: string[] = [];
  recorded = 0;
  supplied = 0;
  readonly #folder: string | undefined;
  readonly #counts = new Map<string, number>();
  readonly #shared = new Set<string>();

  /** @param folder folder of `--uploads` */
  constructor(folder: string | undefined) {
    this.#folder = folder;
  }

  /** Counts a file whose bytes the HAR holds. */
  countRecorded(field: string, filename: string): void {
    this.recorded++;
    this.#number(field, filename);
  }

  /** The bytes of a missing file, stored; undefined when it stays missing. */
  async supply(file: MissingFile, bodies: BodyStore): Promise<StoredBody | undefined> {
    const filename = file.filename.split(/[/\\]/).at(-1) ?? "";
    const number = this.#number(file.field, filename);
    const paths = suppliedPaths(file.field, filename, number);
    let reason: string | undefined;
    for (const relative of this.#folder === undefined ? [] : paths) {
      const path = await existing(this.#folder ?? "", relative);
      if (path === undefined) continue;
      const { size } = await stat(path);
      if (file.size !== undefined && size !== file.size) {
        reason ??= `${relative} has ${size} bytes, the upload had ${file.size}`;
        continue;
      }
      this.#warnWhenShared(relative, file, number);
      this.supplied++;
      return await bodies.put(createReadStream(path), { name: filename });
    }
    const place = number === 1 ? paths[1] : paths[0];
    this.missing.push({
      ...file,
      ...(reason === undefined ? {} : { reason }),
      ...(place === undefined ? {} : { place }),
    });
    return undefined;
  }

  #number(field: string, filename: string): number {
    const key = `${field}\n${filename}`;
    const number = (this.#counts.get(key) ?? 0) + 1;
    this.#counts.set(key, number);
    return number;
  }

  #warnWhenShared(relative: string, { field, filename, size }: MissingFile, number: number): void {
    if (number === 1 || size !== undefined || this.#shared.has(relative)) return;
    if (relative.includes(`/${number}/`)) return;
    this.#shared.add(relative);
    this.warnings.push(
      `${relative} was taken for several uploads of ${field}; put another one into ${field}/${number}/${filename} ` +
        "if its bytes differ",
    );
  }
}
