/**
 * What the server stored in the run directory. Uploads of one pool overwrite each other, so a stored file belongs
 * to the last upload only; wherever a doubt is left, there are no bytes.
 */
import { join, relative } from "node:path";
import { fileInState, storedFiles, uploadName } from "../../endpoints/stored_uploads.ts";
import { namesInside } from "../../files/inside.ts";
import { omniScenario, type UploadField } from "../../endpoints/uploads.ts";
import { goesOn } from "../goes_on.ts";
import type { ByteSource, ByteWorld, FoundBytes } from "./types.ts";

/** Most files that a sentence names. */
const NAMED = 3;

export const runDirectory: ByteSource = {
  name: "run directory",
  async find(need, world) {
    const { entry } = need;
    const { runDir } = world.source;
    if (entry === undefined || runDir === undefined) return undefined;
    const place = world.history.place(entry, need.field, need.recorded);
    if (!place.last) {
      const why = place.latest
        ? `what the server stored may be an earlier upload of the same kind (${place.count} in the log)`
        : `a later upload of the same kind (${place.count} in the log) may have overwritten what the server stored`;
      return await withHeld(why, runDir, entry, world);
    }
    if (await goesOn(world.source, world.requests)) {
      return await withHeld("the run was changed after what was read", runDir, entry, world);
    }
    if (world.history.isDisturbed(entry, need.recorded)) {
      return await withHeld("a later change put other files in its place", runDir, entry, world);
    }
    const scenario = omniScenario(need.field);
    if (scenario !== undefined) return await onlyFile(runDir, `omni/_limbo/${scenario}`);
    const inState = entry.state === undefined
      ? undefined
      : await fileInState(runDir, entry.state, world.runId);
    if (inState !== undefined) {
      return stored(
        inState,
        entry,
        `${entry.state?.file} names it as the file in use, and no upload came later`,
      );
    }
    const candidates = await storedFiles(runDir, entry.stored);
    const [only, ...more] = candidates;
    if (only === undefined) return undefined;
    if (more.length > 0) {
      const many = `${candidates.length} stored files, and nothing tells which one it is`;
      return await withHeld(many, runDir, entry, world);
    }
    const why = place.only
      ? "the only upload of its kind in the log, and the only such file in the run"
      : "the last upload of its kind in the log, and the only such file in the run";
    return stored(only, entry, why);
  },
};

/** The sentence with the files that the run holds now: a person may know which one it is. */
async function withHeld(
  why: string,
  runDir: string,
  entry: UploadField,
  { runId }: ByteWorld,
): Promise<string> {
  const inState = entry.state === undefined ? undefined : await fileInState(runDir, entry.state, runId);
  const files = new Set([
    ...(inState === undefined ? [] : [inState]),
    ...await storedFiles(runDir, entry.stored),
  ]);
  if (files.size === 0) return why;
  const names = [...files].slice(0, NAMED).map((file) => relative(runDir, file).replaceAll("\\", "/"));
  const more = files.size > NAMED ? ` and ${files.size - NAMED} more` : "";
  return `${why}; the run holds ${names.join(", ")}${more}`;
}

async function onlyFile(runDir: string, folder: string): Promise<FoundBytes | string | undefined> {
  const [only, ...more] = await namesInside(runDir, folder);
  if (only === undefined) return undefined;
  if (more.length > 0) return `${more.length + 1} stored files, and nothing tells which one it is`;
  return {
    file: join(runDir, folder, only),
    name: only,
    from: "run directory",
    certainty: "stored",
    why: "the only file of its scenario, and no upload came later",
  };
}

function stored(file: string, entry: UploadField, why: string): FoundBytes {
  return { file, name: uploadName(file, entry), from: "run directory", certainty: "stored", why };
}
