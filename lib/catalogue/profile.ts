/** One profile of the catalogue: what the index needs, and what its own page tells beside. */
import { join, resolve } from "node:path";
import { readManifest } from "../baseline/manifest.ts";
import { ProfileError } from "../errors.ts";
import { plainText } from "../files/plain_file.ts";
import { parseLedger } from "../model/ledger.ts";
import type { BaselineFile, BaselineManifest } from "../model/manifest.ts";
import type { ListedProfile } from "../profiles/list.ts";
import type { LoadedProfile } from "../profiles/load.ts";
import { describeContent, type ShownContent } from "../profiles/show.ts";
import { cutText } from "../report/plain_text.ts";
import { type Disk, diskOf } from "./disk.ts";
import type { CatalogueProfile } from "./document.ts";
import { ledgerFacts, type LedgerGroup, ledgerGroups } from "./ledger.ts";

/** Bounds of a page. */
const LONGEST_README = 64_000;
const LEDGER_GROUPS = 25;
const BASELINE_FILES = 500;

/** What only the profile's own page tells. */
export interface ProfileDetail {
  /** Missing for one that cannot be loaded, and for WEPPcloud's own. */
  content?: Omit<ShownContent, "file" | "metadata" | "profile"> & { rq_required: boolean | undefined };
  recorded?: { run_id: string; source: string | undefined };
  readme: string;
  /** Newest first. */
  ledger: LedgerGroup[];
  /** Groups that are not among them. */
  ledger_more: number;
  baseline_files: BaselineFile[];
  baseline_more: number;
}

/** A profile as it was read, without results. */
export interface ReadProfile {
  entry: Omit<CatalogueProfile, "results" | "unfinished" | "attention" | "lfs" | "usual_ms">;
  detail: ProfileDetail;
  changes: string[];
  disk: Disk;
  /** Folder of the repository that its seeds and baseline lie in, when it is another than the data root. */
  dataRepo?: string;
}

/** What of a loaded profile is kept: the whole of several hundred would take much memory. */
export interface LoadedPart {
  metadata: LoadedProfile["profile"]["metadata"];
  comparisons: number;
  /** Undefined: there is none, or it cannot be read. */
  manifest: BaselineManifest | undefined;
  content: NonNullable<ProfileDetail["content"]>;
  folders: string[];
}

/** Reads what belongs to a loaded profile. */
export async function partOf(loaded: LoadedProfile, dataRoot: string): Promise<LoadedPart> {
  const { file: _file, metadata, profile: _profile, ...content } = await describeContent(loaded, dataRoot);
  return {
    metadata,
    comparisons: content.comparisons.length,
    manifest: await manifestOf(loaded),
    content: { ...content, rq_required: metadata.rq_required },
    folders: [loaded.seedDir, loaded.baselineDir],
  };
}

/**
 * Puts a profile together.
 *
 * @param row as it is listed, with its fault when it has one
 * @param part not there for one that cannot be loaded, nor for WEPPcloud's own
 */
export async function readProfile(
  row: ListedProfile,
  part: LoadedPart | undefined,
  dataRoot: string,
): Promise<ReadProfile> {
  const { slug, tags, steps, requests, fault, title } = row;
  const dir = join(dataRoot, "profiles", slug);
  const entries = parseLedger(await plainText(join(dir, "ledger.jsonl")));
  const groups = ledgerGroups(entries);
  const { changes, promoted_by, ...facts } = ledgerFacts(entries);
  const { metadata, manifest } = part ?? {};
  const owner = metadata?.owner ?? promoted_by;
  const { config, api, recorded, data_repo } = metadata ?? {};
  const disk = await diskOf([dir, ...part?.folders ?? []]);
  return {
    entry: {
      slug,
      kind: requests === undefined ? "profile" : "WEPPcloud profile",
      ...(title === undefined ? {} : { title }),
      tags,
      ...(owner === undefined ? {} : { owner }),
      ...(config === undefined ? {} : { config }),
      ...(api === undefined ? {} : { api }),
      ...(fault === undefined ? {} : { fault }),
      ...(recorded?.from === undefined ? {} : { recorded_at: recorded.from }),
      ...facts,
      steps: requests ?? steps,
      comparisons: part?.comparisons ?? 0,
      baseline: manifest === undefined ? null : baselineOf(manifest),
      bytes: disk.bytes,
      files: disk.files.length,
      page: "",
    },
    detail: {
      ...(part === undefined ? {} : { content: part.content }),
      ...(recorded === undefined ? {} : { recorded: { run_id: recorded.run_id, source: recorded.source } }),
      readme: cutText(await plainText(join(dir, "README.md")), LONGEST_README),
      ledger: groups.slice(-LEDGER_GROUPS).reverse(),
      ledger_more: Math.max(0, groups.length - LEDGER_GROUPS),
      baseline_files: manifest?.files.slice(0, BASELINE_FILES) ?? [],
      baseline_more: Math.max(0, (manifest?.files.length ?? 0) - BASELINE_FILES),
    },
    changes,
    disk,
    ...(data_repo === undefined ? {} : { dataRepo: resolve(dataRoot, data_repo) }),
  };
}

/** A manifest that cannot be read is told by the content, and has no figures. */
async function manifestOf({ baselineDir }: LoadedProfile): Promise<BaselineManifest | undefined> {
  try {
    return await readManifest(baselineDir);
  } catch (error) {
    if (error instanceof ProfileError) return undefined;
    throw error;
  }
}

function baselineOf({ files, target, server_version }: BaselineManifest): CatalogueProfile["baseline"] {
  const accepted = files.map(({ accepted }) => accepted.at).sort().at(-1);
  return {
    files: files.length,
    bytes: files.reduce((sum, { size }) => sum + size, 0),
    target,
    ...(server_version === undefined ? {} : { server_version }),
    ...(accepted === undefined ? {} : { accepted_at: accepted }),
  };
}
