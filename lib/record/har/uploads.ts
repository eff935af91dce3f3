/** Files whose bytes a HAR leaves out: taken from `--uploads DIR`, or named as missing. */
import { createReadStream } from "node:fs";
import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { existing, suppliedPaths } from "../../files/supplied.ts";
import type { BodyStore, StoredBody } from "../../recording/bodies.ts";

/** Boundaries and heads around the file of a request with one file take less, bytes. */
const MOST_AROUND = 4096;

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

  /**
   * The bytes of an upload of which only the field is known: the only file of `<field>/<number>/`, else of
   * `<field>/`.
   *
   * @param request size of the whole request, where the HAR tells it
   */
  async supplyUnnamed(
    field: string,
    request: number | undefined,
    bodies: BodyStore,
  ): Promise<(StoredBody & { filename: string }) | undefined> {
    const number = this.#number(field, "");
    const reasons: string[] = [];
    for (const folder of this.#folder === undefined ? [] : [`${field}/${number}`, field]) {
      const names = await filesIn(join(this.#folder ?? "", folder));
      const [name, ...more] = names;
      if (name === undefined) continue;
      const path = more.length > 0 ? undefined : await existing(this.#folder ?? "", `${folder}/${name}`);
      if (path === undefined) {
        reasons.push(`${folder}/ holds ${names.length} files, and the HAR has no names`);
        continue;
      }
      const { size } = await stat(path);
      if (request !== undefined && (size > request || request - size > MOST_AROUND)) {
        reasons.push(`${folder}/${name} has ${size} bytes, the whole request had ${request}`);
        continue;
      }
      if (folder === field && number > 1) this.#warnShared(`${folder}/${name}`, field, number, name);
      this.supplied++;
      return { filename: name, ...await bodies.put(createReadStream(path), { name }) };
    }
    const [reason = "the HAR holds nothing of the form"] = reasons;
    this.missing.push({ field, filename: "", reason, place: `${field}/${number}/<file name>` });
    return undefined;
  }

  #number(field: string, filename: string): number {
    const key = `${field}\n${filename}`;
    const number = (this.#counts.get(key) ?? 0) + 1;
    this.#counts.set(key, number);
    return number;
  }

  #warnWhenShared(relative: string, { field, filename, size }: MissingFile, number: number): void {
    if (number === 1 || size !== undefined || relative.includes(`/${number}/`)) return;
    this.#warnShared(relative, field, number, filename);
  }

  #warnShared(relative: string, field: string, number: number, filename: string): void {
    if (this.#shared.has(relative)) return;
    this.#shared.add(relative);
    this.warnings.push(
      `${relative} was taken for several uploads of ${field}; put another one into ${field}/${number}/${filename} ` +
        "if its bytes differ",
    );
  }
}

async function filesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  return entries.filter((entry) => entry.isFile()).map(({ name }) => name).sort();
}
