/**
 * Copies in `seed/uploads/` of WEPPcloud's own drafts. The canonical copy was written at the first upload and
 * never refreshed, so it is only sure when there was one upload.
 */
import { basename, extname, join } from "node:path";
import { omniScenario } from "../../endpoints/uploads.ts";
import { namesInside } from "../../files/inside.ts";
import type { ByteSource } from "./types.ts";

export const draftCopy: ByteSource = {
  name: "WEPPcloud's draft",
  async find(need, { source, history }) {
    const { entry } = need;
    if (entry === undefined || source.seeds === undefined) return undefined;
    const place = history.place(entry, need.field, need.recorded);
    const scenario = omniScenario(need.field);
    if (scenario === undefined && entry.draft === undefined) return undefined;
    const files = scenario !== undefined
      ? await filesOf(source.seeds, `uploads/omni/_limbo/${scenario}`, () => true)
      : await filesOf(
        source.seeds,
        `uploads/${entry.draft?.folder ?? ""}`,
        (name) => stemOf(name) === entry.draft?.stem,
      );
    if (!place.only && files.length > 0) {
      return `WEPPcloud's draft keeps one copy for ${place.count} uploads, and nothing tells which one it is`;
    }
    const [only, ...more] = files;
    if (only === undefined || more.length > 0 || !place.only) return undefined;
    return {
      file: only,
      name: basename(only),
      from: "WEPPcloud's draft",
      certainty: "stored",
      why: "the only upload of its kind in the log",
    };
  },
};

async function filesOf(seeds: string, folder: string, wanted: (name: string) => boolean): Promise<string[]> {
  return (await namesInside(seeds, folder)).filter(wanted).map((name) => join(seeds, folder, name));
}

function stemOf(name: string): string {
  return name.slice(0, name.length - extname(name).length);
}
