/** Everything about one profile: what it is, its steps and comparisons, its baseline, overlays, drafts and results. */
import { filesOfStep } from "../model/step_files.ts";
import { relative } from "node:path";
import { readManifest } from "../baseline/manifest.ts";
import { overlaySets, setDir } from "../baseline/sets.ts";
import { messageOf, ProfileError } from "../errors.ts";
import type { Verdict } from "../model/exit.ts";
import { isObject } from "../model/json.ts";
import type { BaselineManifest } from "../model/manifest.ts";
import { Hole, type Profile, type Step } from "../model/profile.ts";
import { methodOf } from "../model/step_method.ts";
import { type PastResult, pastResults } from "../results/history.ts";
import { profileKey } from "../results/key.ts";
import { promoteCommand } from "./derived.ts";
import { type LoadedProfile, loadProfile } from "./load.ts";
import { draftNames } from "./resolve.ts";

/** A step in a line. */
export interface ShownStep {
  id: string;
  action: string;
  /** Method and path, the job's name, or what is waited for. */
  does: string;
  /** `uploads sbs.tif`, `waits for job`. */
  more: string[];
  optional: boolean;
}

/** A result in a letter. */
export interface ShownResult {
  result: string;
  dir: string;
  verdict: Verdict;
  summary: string;
  started_at: string;
  duration_ms: number;
}

/** A baseline in a line. */
export interface ShownBaseline {
  files: number;
  kept: number;
  bytes: number;
  target: string;
  accepted: string;
}

/** What `profile show` tells. */
export interface ShownProfile {
  profile: string;
  file: string;
  metadata: Profile["metadata"];
  prerequisites: NonNullable<Profile["prerequisites"]>;
  variables: Record<string, unknown>;
  /** Name to what it changes, in words. */
  overlays: Record<string, string[]>;
  steps: ShownStep[];
  /** Holes that keep it from being played. */
  holes: string[];
  comparisons: { target: string; method: string; tolerance: string }[];
  /** Null when there is none; a string when it cannot be read. */
  baseline: ShownBaseline | string | null;
  /** Those of overlays that have their own, by overlay. */
  overlay_baselines: Record<string, ShownBaseline | string | null>;
  /** Drafts of the same slug. */
  drafts: string[];
  /** Newest first. */
  results: ShownResult[];
  notes: string;
}

/** Results that are shown. */
const STRIP = 20;

/** What a profile holds itself, without what lies elsewhere of it. */
export type ShownContent = Omit<ShownProfile, "drafts" | "results">;

/** Gathers it. A result or draft that cannot be read is left out. */
export async function describeProfile(loaded: LoadedProfile, dataRoot: string): Promise<ShownProfile> {
  return {
    ...await describeContent(loaded, dataRoot),
    drafts: await draftsOf(loaded, dataRoot),
    results: await lastResults(loaded, dataRoot),
  };
}

/** The part that needs neither drafts nor results. */
export async function describeContent(loaded: LoadedProfile, dataRoot: string): Promise<ShownContent> {
  const { profile, file, holes } = loaded;
  const { metadata, prerequisites = {}, variables = {}, overlays = {}, notes = "" } = profile;
  return {
    profile: profileKey(file, dataRoot),
    file,
    metadata,
    prerequisites,
    variables,
    overlays: Object.fromEntries(
      Object.entries(overlays).map(([name, { base_url, variables = {}, tolerances = {} }]) => [name, [
        ...(base_url === undefined ? [] : [`base_url ${base_url}`]),
        ...Object.keys(variables).map((key) => `variable ${key}`),
        ...Object.keys(tolerances).map((key) => `tolerance of ${key}`),
      ]]),
    ),
    steps: profile.steps.map(shownStep),
    holes: holes.map(({ step, field, place }) => `${step}.${field} (${place})`),
    comparisons: (profile.comparisons ?? []).map(({ target, method, params }) => ({
      target,
      method,
      tolerance: toleranceWords(params?.["tolerance"]),
    })),
    baseline: loaded.derived === undefined
      ? await shownBaseline(loaded.baselineDir)
      : `a recording of WEPPcloud's own has none; see ${promoteCommand(loaded.derived, metadata.slug)}`,
    overlay_baselines: await shownSets(loaded.baselineDir),
    notes,
  };
}

/** `mean, max: rel 0.000001; count: 3`: what is allowed, with what has the same together. */
function toleranceWords(tolerance: unknown): string {
  if (tolerance === undefined) return "";
  const entries = isObject(tolerance) ? Object.entries(tolerance) : [["", tolerance] as const];
  const named = new Map<string, string[]>();
  for (const [name, value] of entries) {
    const words = isObject(value)
      ? Object.entries(value).map(([kind, amount]) => `${kind} ${JSON.stringify(amount)}`).join(" + ")
      : `abs ${JSON.stringify(value)}`;
    named.set(words, [...named.get(words) ?? [], name]);
  }
  return [...named].map(([words, names]) => names.join("") === "" ? words : `${names.join(", ")}: ${words}`)
    .join("; ");
}

function shownStep(step: Step): ShownStep {
  const base = { id: step.id, action: step.action, optional: "optional" in step && step.optional === true };
  if (step.action === "wait") return { ...base, does: `waits for ${step.wait.type}`, more: [] };
  const does = step.action === "enqueue_rq" ? step.job : `${methodOf(step)} ${step.path}`;
  const more = filesOfStep(step).map(({ field, file }) =>
    file instanceof Hole || "empty" in file
      ? `${field} without a file`
      : `uploads ${file.name ?? file.seed.split("/").at(-1)}`
  );
  if (step.wait !== undefined) more.push(`waits for ${step.wait.type}`);
  return { ...base, does, more };
}

async function shownBaseline(baselineDir: string): Promise<ShownProfile["baseline"]> {
  let manifest: BaselineManifest | undefined;
  try {
    manifest = await readManifest(baselineDir);
  } catch (error) {
    if (error instanceof ProfileError) return messageOf(error);
    throw error;
  }
  if (manifest === undefined) return null;
  const { files, target } = manifest;
  const last = files.map(({ accepted }) => accepted).sort((a, b) => a.at < b.at ? 1 : -1)[0];
  return {
    files: files.length,
    kept: files.filter(({ kept }) => kept === "file").length,
    bytes: files.reduce((sum, { size }) => sum + size, 0),
    target,
    accepted: last === undefined ? "" : `${last.at.slice(0, 10)} by ${last.by}: ${last.reason}`,
  };
}

async function shownSets(baselineDir: string): Promise<ShownProfile["overlay_baselines"]> {
  const shown: ShownProfile["overlay_baselines"] = {};
  for (const set of await overlaySets(baselineDir)) {
    shown[set] = await shownBaseline(setDir(baselineDir, set));
  }
  return shown;
}

async function draftsOf({ profile, file }: LoadedProfile, dataRoot: string): Promise<string[]> {
  const found: string[] = [];
  for (const name of await draftNames(dataRoot)) {
    const draft = await loadProfile(`_drafts/${name}`, dataRoot, dataRoot).catch((error: unknown) => {
      if (error instanceof ProfileError) return undefined;
      throw error;
    });
    const same = name === profile.metadata.slug || draft?.profile.metadata.slug === profile.metadata.slug;
    if (same && draft?.file !== file) found.push(`_drafts/${name}`);
  }
  return found;
}

async function lastResults(loaded: LoadedProfile, dataRoot: string): Promise<ShownResult[]> {
  const shown: ShownResult[] = [];
  for await (const { name, dir, report } of resultsOf(loaded, dataRoot)) {
    const { verdict, summary, started_at, duration_ms } = report;
    shown.push({ result: name, dir, verdict, summary, started_at, duration_ms });
    if (shown.length === STRIP) break;
  }
  return shown;
}

/**
 * Results of a loaded profile, newest first.
 *
 * @param onFault told why a result was passed over
 */
export function resultsOf(
  { profile, file }: LoadedProfile,
  dataRoot: string,
  onFault?: (words: string) => void,
): AsyncGenerator<PastResult> {
  return pastResults(dataRoot, profile.metadata.slug, relative(dataRoot, file), onFault);
}
