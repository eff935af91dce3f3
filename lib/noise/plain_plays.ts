/** Files that are packed with gzip are learned from by what they hold, as they are compared. */
import { withoutGzip } from "../compare/archive/gzip.ts";
import type { VariedComparison, VariedFile } from "./learn.ts";

/**
 * Runs with comparisons of which no file is packed. Their comparisons are the same objects.
 *
 * @throws Error naming the file when one cannot be unpacked
 */
export async function withPlainPlays<T>(
  varied: readonly VariedComparison[],
  use: (plain: readonly VariedComparison[]) => Promise<T>,
): Promise<T> {
  const files = varied.flatMap((one) => one.files);
  return await withEach<VariedFile, VariedFile, T>(files, plainFile, (plain) => {
    const found = new Map(files.map((file, index) => [file, plain[index] ?? file]));
    return use(varied.map((one) => ({ ...one, files: one.files.map((file) => found.get(file) ?? file) })));
  });
}

async function plainFile<T>(samples: VariedFile, use: (plain: VariedFile) => Promise<T>): Promise<T> {
  const { file, plays: [first, second, ...rest], kept } = samples;
  const paths = [first, second, ...rest, ...(kept === undefined ? [] : [kept])];
  let name = file;
  const unpacked = async <R>(path: string, go: (plain: string) => Promise<R>) => {
    const input = { file, baseline: { sha256: "", size: 0 }, produced: path, params: {} };
    return await withoutGzip(input, (plain) => {
      name = plain.file;
      return go(plain.produced);
    });
  };
  return await withEach<string, string, T>(paths, unpacked, (plain) => {
    const [one = first, two = second, ...others] = plain;
    const plays: VariedFile["plays"] = [one, two, ...(kept === undefined ? others : others.slice(0, -1))];
    const last = plain.at(-1);
    return use({
      ...samples,
      file: name,
      plays,
      ...(kept === undefined || last === undefined ? {} : { kept: last }),
    });
  });
}

/** Makes something of each item, one within the other, and uses all. */
async function withEach<A, B, T>(
  items: readonly A[],
  make: (item: A, use: (made: B) => Promise<T>) => Promise<T>,
  use: (all: B[]) => Promise<T>,
  done: B[] = [],
): Promise<T> {
  const [item, ...rest] = items;
  if (item === undefined) return await use(done);
  return await make(item, (made) => withEach(rest, make, use, [...done, made]));
}
