/** What promote takes and gives back. */
import type { DraftStatus } from "../drafts/status.ts";
import type { OnProgress } from "../model/progress.ts";
import type { Redactor } from "../redact/redactor.ts";
import type { Snapshot } from "./run_copy.ts";

/** Which draft becomes which profile. */
export interface PromoteOptions {
  dataRoot: string;
  /** Folder that paths are taken from. */
  cwd: string;
  /** `_drafts/x`, `x`, or a path. */
  draft: string;
  slug: string;
  /** Name of the draft or profile of WEPPcloud itself that the draft was derived from. */
  derivedFrom?: string;
  /** Overwrite a profile of that name. */
  replace: boolean;
  /** Take files of more than 50 MB; above 100 MB they must be under Git LFS as well. */
  allowLarge: boolean;
  /** Baseline candidates that become comparisons: `telling`, `all`, `none`, or globs; default: what a reviewer took. */
  candidates?: readonly string[] | undefined;
  /** Run directory of which a snapshot is kept as `run/`. */
  withRun?: string | undefined;
  /** Stops it while nothing was changed yet. */
  signal?: AbortSignal | undefined;
  /** Told how far it is. */
  onProgress?: OnProgress | undefined;
  now: Date;
  /** A fresh one: it must find nothing. */
  redactor: Redactor;
}

/** One file of the new profile. */
export interface PromotedFile {
  /** Path below the profile's folder. */
  path: string;
  /** Where its content lies; not there when it is made here. */
  from?: string;
  content?: string;
  size: number;
}

/** What came of it. */
export interface PromoteResult {
  slug: string;
  dir: string;
  steps: number;
  /** Upload files kept. */
  seeds: number;
  /** Seeds of the draft that no step uses; they were left in the draft. */
  unusedSeeds: string[];
  files: number;
  bytes: number;
  replaced: boolean;
  /** Comparisons that were taken from the draft's baseline candidates. */
  comparisons: number;
  /** What became of the run directory. */
  snapshot?: Snapshot & { run: string };
  /** Files of the old profile's baseline, which is gone with it. */
  baselineFiles: number;
  /** Where WEPPcloud's own profile of that name was moved to, below `profiles/`. */
  keptAt?: string;
  /** What an interrupted earlier command left and this one finished. */
  recovered?: string;
  /** What the assembler listed for a person to judge and is still in the profile. */
  suspects: DraftStatus["suspects"];
  warnings: string[];
}
