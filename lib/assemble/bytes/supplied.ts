/** Files that the user supplies with `--uploads DIR`, by `<field>/<file name>`, then by file name. */
import { join } from "node:path";
import { isPlainName } from "../../files/safe_path.ts";
import { existing, suppliedPaths } from "../../files/supplied.ts";
import { fileNames } from "../../endpoints/stored_uploads.ts";
import type { ByteSource, FoundBytes } from "./types.ts";

export const supplied: ByteSource = {
  name: "--uploads",
  async find(need, { uploads, history }) {
    if (uploads === undefined) return undefined;
    const { field, filename } = need;
    if (filename !== undefined && isPlainName(filename)) {
      for (const relative of suppliedPaths(field, filename)) {
        const file = await existing(uploads, relative);
        if (file !== undefined) return given(file, filename, `has the recorded name (${relative})`);
      }
      return undefined;
    }
    // WEPPcloud does not record file names: one file for one upload is all that can be told apart.
    if (!isPlainName(field)) return undefined;
    const names = await fileNames(join(uploads, field));
    const [only, ...more] = names;
    if (only === undefined) return undefined;
    const count = need.entry === undefined ? 1 : history.place(need.entry, field, need.recorded).count;
    if (more.length > 0 || count > 1) {
      return `--uploads has ${names.length} files for ${count} uploads of ${field}, and the recording has no names`;
    }
    return given(
      join(uploads, field, only),
      only,
      `the only file below ${field}/, for the only upload of that field`,
    );
  },
};

function given(file: string, name: string, why: string): FoundBytes {
  return { file, name, from: "--uploads", certainty: "supplied", why };
}
