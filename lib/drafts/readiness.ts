/** How far each draft is: what it lacks, whether somebody worked on it, how large it is and what it came from. */
import { lstat, readdir } from "node:fs/promises";
import { basename, join } from "node:path";
import { formatPosition, messageOf, ProfileError } from "../errors.ts";
import { logIfThere } from "../events/sources/source.ts";
import { sha256 } from "../files/hash.ts";
import { exists } from "../files/safe_path.ts";
import { walkFiles } from "../files/walk.ts";
import { holePaths } from "../model/hole_paths.ts";
import { type LoadedProfile, loadProfile } from "../profiles/load.ts";
import { counted } from "../text/counted.ts";
import { type AgedDraft, agedDrafts } from "./expiry.ts";
import type { DraftStatus } from "./status.ts";

/** A draft as the list shows it. */
export interface ListedDraft extends Omit<AgedDraft, "status"> {
  /** `WEPPcloud draft`: its own recorder made it, and it was not assembled yet. */
  kind: "draft" | "WEPPcloud draft";
  /** What stands in the way of promoting it; `unknown` for what is not assembled. */
  state: "ready" | "holes" | "absent" | "damaged" | "unknown";
  steps?: number;
  /** Holes as they are now, and how many of them carry a suggestion. */
  holes?: number;
  suggested?: number;
  /** Sentences on changes that the recording lacks. */
  absent?: string[];
  /** `profile.yaml` was changed by hand since it was assembled or reviewed. */
  edited?: boolean;
  reviewed?: boolean;
  /** Steps came to it since it was reviewed. */
  grown?: true;
  /** Why it is damaged. */
  fault?: string;
  /** Baseline candidates. */
  candidates?: number;
  /** Bytes on disk. */
  size: number;
  run_id?: string;
  /** What recorded it: `audit-log`, `proxy`, `har`. */
  source?: string;
}

/**
 * The drafts of a data root by name, those that WEPPcloud's own recorder left there included.
 *
 * @param age how old a draft may become, in ms
 * @param now ms since 1970
 */
export async function listDrafts(dataRoot: string, age: number, now: number): Promise<ListedDraft[]> {
  const listed: ListedDraft[] = [];
  for (const { status, ...draft } of await agedDrafts(dataRoot, age, now)) {
    const captures = status === undefined ? await capturesOf(draft.path, now) : [];
    if (captures.length > 0) {
      const common = { kind: "WEPPcloud draft", state: "unknown", soon: false, overdue: false } as const;
      listed.push(...captures.map(({ name, ...capture }) => ({
        ...common,
        draft: name === "" ? draft.draft : `${draft.draft}/${name}`,
        ...capture,
      })));
    } else listed.push({ ...draft, kind: "draft", ...await readinessOf(draft, status, dataRoot) });
  }
  return listed;
}

/** What keeps a draft from being promoted, in a few words: `3 holes (2 suggested), edited`. */
export function readinessWords(draft: ListedDraft): string {
  const { kind, state, holes = 0, suggested = 0, absent = [], edited, reviewed } = draft;
  if (state === "unknown") return kind === "draft" ? "no draft" : kind;
  if (state === "damaged") return "damaged";
  const words: string[] = [];
  if (absent.length > 0) words.push(counted(absent.length, "absent change"));
  if (holes > 0) {
    const some = suggested === 0 ? "" : ` (${suggested} suggested)`;
    words.push(`${counted(holes, "hole")}${some}`);
  }
  if (words.length === 0) words.push("ready");
  if (reviewed === true) words.push("reviewed");
  if (draft.grown === true) words.push("grown since");
  if (edited === true) words.push(reviewed === true ? "edited since" : "edited");
  return words.join(", ");
}

type Readiness = Omit<ListedDraft, keyof AgedDraft | "kind">;

async function readinessOf(
  { path }: Pick<AgedDraft, "path">,
  status: DraftStatus | undefined,
  dataRoot: string,
): Promise<Readiness> {
  // What keeps a link is said by its own words.
  if (status === undefined && (await lstat(path)).isSymbolicLink()) return { state: "unknown", size: 0 };
  const size = await sizeOf(path);
  if (!await exists(join(path, "profile.yaml"))) {
    const none = status === undefined && !await exists(join(path, "status.json"));
    return none ? { state: "unknown", size } : { state: "damaged", fault: "profile.yaml is missing", size };
  }
  let loaded: LoadedProfile;
  try {
    loaded = await loadProfile(path, dataRoot, dataRoot);
  } catch (error) {
    if (!(error instanceof ProfileError)) throw error;
    return { state: "damaged", fault: faultWords(error), size };
  }
  const { profile, text } = loaded;
  const suggested = suggestionsIn(profile.steps);
  const absent = status?.absent ?? [];
  const now = sha256(text);
  const left = status?.["reviewed_sha256"];
  const { run_id, source } = profile.metadata.recorded ?? {};
  const damaged = status === undefined;
  return {
    state: damaged ? "damaged" : absent.length > 0 ? "absent" : loaded.holes.length > 0 ? "holes" : "ready",
    ...(damaged ? { fault: "status.json is missing or damaged" } : {}),
    steps: profile.steps.length,
    holes: loaded.holes.length,
    suggested,
    absent,
    ...(damaged ? {} : {
      edited: ![status.profile_sha256, left, status.continued_sha256].includes(now),
      reviewed: left !== undefined,
      ...(left !== undefined && now !== left && now === status.continued_sha256 ? { grown: true } : {}),
    }),
    ...(status?.candidates === undefined ? {} : { candidates: status.candidates }),
    size,
    ...(run_id === undefined ? {} : { run_id }),
    ...(source === undefined ? {} : { source }),
  };
}

/** `profile.yaml:12:3: …`. */
function faultWords(error: ProfileError): string {
  const { position } = error;
  if (position === undefined) return messageOf(error);
  return `${formatPosition({ ...position, file: basename(position.file) })}: ${messageOf(error)}`;
}

function suggestionsIn(value: unknown): number {
  return holePaths(value).filter(({ hole }) => hole.suggestion !== undefined).length;
}

/** Bytes of all files below a folder; what cannot be looked at counts nothing. */
async function sizeOf(folder: string): Promise<number> {
  let sum = 0;
  for (const path of await walkFiles(folder, { unreadable: () => {} })) {
    sum += await lstat(join(folder, path)).then(({ size }) => size, () => 0);
  }
  return sum;
}

/** Captures of WEPPcloud's own recorder in a folder of drafts: `<run>/<capture>/events.jsonl`, or the folder itself. */
async function capturesOf(
  folder: string,
  now: number,
): Promise<(Pick<ListedDraft, "path" | "age_ms" | "size"> & { name: string })[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  const names = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name).sort();
  const found: (Pick<ListedDraft, "path" | "age_ms" | "size"> & { name: string })[] = [];
  for (const name of ["", ...names]) {
    const path = join(folder, name);
    if (await exists(join(path, "profile.yaml"))) continue;
    const log = await logIfThere(join(path, "events.jsonl")).catch(() => undefined);
    if (log === undefined) continue;
    const changed = await lstat(log).then(({ mtimeMs }) => mtimeMs, () => now);
    found.push({ name, path, age_ms: Math.max(0, now - changed), size: await sizeOf(path) });
  }
  return found;
}
