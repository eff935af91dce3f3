/** Git LFS pointers: small texts that stand where a file should be. */
import { open } from "node:fs/promises";

const SIGNATURE = "version https://git-lfs.github.com/spec/v1";

/** True when the file is a Git LFS pointer and not the content. */
export async function isLfsPointer(path: string): Promise<boolean> {
  const handle = await open(path, "r");
  try {
    const head = new Uint8Array(SIGNATURE.length);
    const { bytesRead } = await handle.read(head, 0, head.length, 0);
    return bytesRead === head.length && new TextDecoder("latin1").decode(head) === SIGNATURE;
  } finally {
    await handle.close();
  }
}
