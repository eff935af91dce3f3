/** Reading single files out of the folder that an implementation gives. */
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { sha256File } from "../../files/hash.ts";
import { pathBelow } from "../../files/safe_path.ts";
import type { Outputs } from "./types.ts";

/** `open`, `size` and `hash` of every implementation: they differ in where the folder comes from alone. */
export function readers(
  folder: Outputs["folder"],
): Pick<Outputs, "open" | "size" | "hash"> {
  const find = async (path: string) => {
    const file = await pathBelow(await folder([path]), path, "output");
    const found = await stat(file).catch(() => undefined);
    return found?.isFile() === true ? { file, size: found.size } : undefined;
  };
  return {
    async open(path) {
      const found = await find(path);
      return found === undefined ? undefined : createReadStream(found.file);
    },
    async size(path) {
      return (await find(path))?.size;
    },
    async hash(path) {
      const found = await find(path);
      return found === undefined ? undefined : await sha256File(found.file);
    },
  };
}
