/**
 * Drafts and promoted profiles that WEPPcloud's own assembler wrote: `_drafts/<run>/<capture>/`, and `<slug>/`
 * with `capture/` and `run/`, without a `profile.yaml` (`weppcloud.md` 2.4, 2.8).
 */
import { readdir } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { ProfileError } from "../../errors.ts";
import { plainName } from "../compressed/format.ts";
import type { EventSource } from "../types.ts";
import { folderIfThere, kindOfPath, logIfThere, type SourceKind } from "./source.ts";

const LOG = "events.jsonl";
const DRAFT = "WEPPcloud draft";
const PROFILE = "WEPPcloud profile";

export const weppDraft: SourceKind = {
  kind: DRAFT,
  async open(path, found) {
    if (found === "file") {
      return basename(plainName(path)) === LOG ? await openCapture(dirname(path)) : undefined;
    }
    if (await kindOfPath(join(path, "profile.yaml")) === "file") return undefined;
    return await openPromoted(path) ?? await openCapture(path) ?? await openOnlyCapture(path);
  },
};

async function openPromoted(slug: string): Promise<EventSource | undefined> {
  const capture = join(slug, "capture");
  const log = await logIfThere(join(capture, LOG));
  if (log === undefined) return undefined;
  return {
    kind: PROFILE,
    log,
    ...await folderIfThere("runDir", join(slug, "run")),
    ...await folderIfThere("seeds", join(capture, "seed")),
  };
}

/** The run directory that a draft names lies on the recorded server; it is not touched. */
async function openCapture(folder: string): Promise<EventSource | undefined> {
  const log = await logIfThere(join(folder, LOG));
  if (log === undefined || await kindOfPath(join(folder, "profile.yaml")) === "file") {
    return undefined;
  }
  if (basename(folder) === "capture") return await openPromoted(dirname(folder));
  return { kind: DRAFT, log, ...await folderIfThere("seeds", join(folder, "seed")) };
}

/** `_drafts/<run>` stands for its capture when it has only one. */
async function openOnlyCapture(run: string): Promise<EventSource | undefined> {
  const captures: string[] = [];
  for (const entry of await readdir(run, { withFileTypes: true })) {
    if (entry.isDirectory() && await logIfThere(join(run, entry.name, LOG)) !== undefined) {
      captures.push(entry.name);
    }
  }
  const [only, ...others] = captures.sort();
  if (only === undefined) return undefined;
  if (others.length === 0) return await openCapture(join(run, only));
  throw new ProfileError("usage", `${JSON.stringify(run)} holds several captures: ${captures.join(", ")}`, {
    remedy: `Name one of them, for instance ${join(run, only)}`,
  });
}
