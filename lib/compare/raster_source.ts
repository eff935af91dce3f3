/** Bytes of a raster file for the TIFF reader: never more than the file has, whatever its header says. */
import { type FileHandle, open } from "node:fs/promises";

/** A part of the file. */
interface Slice {
  /** Bytes from the start. */
  offset: number;
  length: number;
}

/** A source in the shape of the `geotiff` package's `BaseSource`. */
export class FileSlices {
  readonly #handle: FileHandle;
  readonly fileSize: number;

  private constructor(handle: FileHandle, fileSize: number) {
    this.#handle = handle;
    this.fileSize = fileSize;
  }

  static async open(path: string): Promise<FileSlices> {
    const handle = await open(path, "r");
    return new FileSlices(handle, (await handle.stat()).size);
  }

  async fetch(slices: Slice[]): Promise<ArrayBufferLike[]> {
    const found: ArrayBufferLike[] = [];
    for (const slice of slices) found.push((await this.fetchSlice(slice)).data);
    return found;
  }

  /** The slice, cut off at the end of the file. */
  async fetchSlice({ offset, length }: Slice): Promise<Slice & { data: ArrayBufferLike }> {
    if (!(offset >= 0 && offset < this.fileSize)) {
      throw new Error(`it points to byte ${offset}, behind its end`);
    }
    const bytes = new Uint8Array(Math.max(0, Math.min(length, this.fileSize - offset)));
    const { bytesRead } = await this.#handle.read(bytes, 0, bytes.length, offset);
    return { offset, length, data: bytes.buffer.slice(0, bytesRead) };
  }

  async close(): Promise<void> {
    await this.#handle.close();
  }
}
