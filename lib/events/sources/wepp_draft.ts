/**
 * Drafts and promoted profiles that WEPPcloud's own assembler wrote: `_drafts/<run>/<capture>/`, and `<slug>/`
 * with `capture/` and `run/`, without a `profile.yaml` (`weppcloud.md` 2.4, 2.8).
 */
import { readdir } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { ProfileError } from "../../errors.ts";
import { isInside } from "../../files/inside.ts";
import { AUDIT_LOG } from "../../model/event.ts";
import { plainName } from "../compressed/format.ts";
import type { EventSource } from "../types.ts";
import { kindOfPath, logIfThere, refuseOutside, type SourceKind } from "./source.ts";
import { betterLog } from "./wepp_logs.ts";

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

/**
 * Opens a draft or promoted profile of WEPPcloud itself.
 *
 * @param path a folder
 * @returns undefined when it is none, or has a `profile.yaml`
 */
export async function openWeppDraft(path: string): Promise<EventSource | undefined> {
  return await kindOfPath(path) === "folder" ? await weppDraft.open(path, "folder") : undefined;
}

async function openPromoted(slug: string): Promise<EventSource | undefined> {
  const capture = join(slug, "capture");
  const log = await logIfThere(join(capture, LOG));
  if (log === undefined) return undefined;
  await refuseOutside(slug, log);
  const places = await placesIn(slug, { seeds: "capture/seed", runDir: "run" });
  const { runDir } = places.found;
  const second = runDir === undefined ? undefined : await logIfThere(join(runDir, AUDIT_LOG));
  const usable = second !== undefined && await isInside(slug, second) ? second : undefined;
  const chosen = await betterLog(log, usable);
  return {
    kind: PROFILE,
    ...places.found,
    log: chosen.log,
    made: {
      folder: slug,
      ...(chosen.why === undefined ? {} : { why: chosen.why }),
      otherCaptures: chosen.otherCaptures,
      marked: chosen.marked,
      warnings: [
        ...places.warnings,
        ...(second === usable ? [] : [`run/${AUDIT_LOG} leads out of the profile and was not read`]),
        ...(chosen.warning === undefined ? [] : [chosen.warning]),
      ],
    },
  };
}

/** The run directory that a draft names lies on the recorded server; it is not touched. */
async function openCapture(folder: string): Promise<EventSource | undefined> {
  const log = await logIfThere(join(folder, LOG));
  if (log === undefined || await kindOfPath(join(folder, "profile.yaml")) === "file") {
    return undefined;
  }
  if (basename(folder) === "capture") return await openPromoted(dirname(folder));
  await refuseOutside(folder, log);
  const { found, warnings } = await placesIn(folder, { seeds: "seed" });
  return {
    kind: DRAFT,
    log,
    ...found,
    made: { folder, otherCaptures: new Set(), marked: new Set(), warnings },
  };
}

/** The folders of a draft that are there; one that leads out of it is left out, and said. */
async function placesIn<Name extends string>(
  folder: string,
  wanted: Record<Name, string>,
): Promise<{ found: { [key in Name]?: string }; warnings: string[] }> {
  const found: { [key in Name]?: string } = {};
  const warnings: string[] = [];
  for (const [name, path] of Object.entries(wanted) as [Name, string][]) {
    const place = join(folder, path);
    if (await kindOfPath(place) !== "folder") continue;
    if (await isInside(folder, place)) found[name] = place;
    else warnings.push(`${path}/ leads out of the folder and was not read`);
  }
  return { found, warnings };
}

/** `_drafts/<run>` stands for its capture when it has only one. */
async function openOnlyCapture(run: string): Promise<EventSource | undefined> {
  const captures: string[] = [];
  for (const entry of await readdir(run, { withFileTypes: true })) {
    if (!entry.isDirectory() || await logIfThere(join(run, entry.name, LOG)) === undefined) continue;
    // A profile or draft of this tool brings its log along, and is no capture.
    if (await kindOfPath(join(run, entry.name, "profile.yaml")) !== "file") captures.push(entry.name);
  }
  const [only, ...others] = captures.sort();
  if (only === undefined) return undefined;
  if (others.length === 0) return await openCapture(join(run, only));
  throw new ProfileError("usage", `${JSON.stringify(run)} holds several captures: ${captures.join(", ")}`, {
    position: { file: run },
    remedy: `Name one of them, for instance ${join(run, only)}`,
  });
}
