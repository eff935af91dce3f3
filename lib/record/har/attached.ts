/** Bodies that Playwright wrote to files beside the HAR. */
import { readFile } from "node:fs/promises";
import { dirname } from "node:path";
import { existing } from "../../files/supplied.ts";

/** Names a body's file, in one of the forms that Playwright used over time. */
export interface Attached {
  _file?: string | undefined;
  _sha1?: string | undefined;
}

/** The bytes of an attached body, or undefined when none is named or the file is not there. */
export async function attachedBytes(
  har: string,
  { _file, _sha1 }: Attached,
): Promise<Uint8Array | undefined> {
  const name = _file ?? _sha1;
  if (name === undefined) return undefined;
  for (const relative of [name, `resources/${name}`]) {
    const path = await existing(dirname(har), relative);
    if (path !== undefined) return await readFile(path);
  }
  return undefined;
}
