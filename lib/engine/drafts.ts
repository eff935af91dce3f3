/** From a recording to a profile, in the library: `assemble()`, `review()`, `editDraft()`, `promote()`. */
import type { EditRequest } from "../review/requests.ts";
import type { Surroundings } from "./surroundings.ts";
import { inPlace, type Where } from "./where.ts";

/** What is assembled. Paths are taken from `cwd`. */
export interface AssembleRequest extends Where {
  /** Run directory, audit log, recording, or what WEPPcloud itself drafted or promoted. */
  source: string;
  /** Run id, when the source is a recording of several runs. */
  run?: string | undefined;
  /** Name of the draft; default: from the run id. */
  name?: string | undefined;
  /** Id or slug of a capture. */
  capture?: string | undefined;
  /** First moment, ISO 8601. */
  from?: string | undefined;
  /** Last moment, ISO 8601. */
  to?: string | undefined;
  /** `keep` (default) names what is missing in the draft; `drop` leaves such steps out. */
  holes?: "keep" | "drop" | undefined;
  /** Names of rules that shall not hold. */
  keep?: readonly string[] | undefined;
  /** Further requests that need no step: `GET report/*`. */
  fold?: readonly string[] | undefined;
  /** Folder with files that the recording lacks. */
  uploads?: string | undefined;
}

/** A draft that was assembled. */
export interface AssembledDraft {
  /** `_drafts/<name>`, as the other calls take it. */
  draft: string;
  /** Its folder. */
  dir: string;
  /** Number of steps. */
  steps: number;
  /** Values and files that were not recorded. */
  holes: DraftHole[];
  /** Changes that the recording has traces of and does not hold, in sentences. */
  absent: string[];
  /** Sentences. */
  warnings: string[];
}

/** A value or file that was not recorded. */
export interface DraftHole {
  /** As an edit takes it: `set-outlet.json.latitude`. */
  address: string;
  /** Why there is none. */
  reason: string;
  /** A value that may be it, and where it was found. */
  suggestion?: { value: unknown; from: string };
}

/** Which draft. */
export interface DraftRequest extends Where {
  /** `_drafts/x`, `x`, or a path. */
  draft: string;
}

/** A draft as a reviewer sees it. */
export interface ReviewedDraft {
  /** Its folder. */
  dir: string;
  /** `ready` to promote, or what is missing: values and files (`holes`), or whole changes (`absent`). */
  state: "ready" | "holes" | "absent";
  /** Ids and actions of the steps, in order. */
  steps: { id: string; action: string; request: string; optional: boolean }[];
  /** Values and files that were not recorded. */
  holes: DraftHole[];
  /** Name of each secret that steps need, and what it is. */
  secrets: Record<string, string>;
  /** Changes that the recording has traces of and does not hold, in sentences. */
  absent: string[];
  /** Sentences. */
  warnings: string[];
}

/** What is changed in a draft. */
export interface EditDraftRequest extends DraftRequest {
  /** All are done, or none. */
  edits: readonly EditRequest[];
  /** Who decides; default: `PROFILE_WHO`, git's user, the account. */
  who?: string | undefined;
  /** Why; stands in the ledger with every decision. */
  reason?: string | undefined;
}

/** Which draft becomes which profile. */
export interface PromoteRequest extends DraftRequest {
  /** Name of the profile: lower-case letters, digits and `-`. */
  slug: string;
  /** True: a profile of that name is replaced, its baseline with it. */
  replace?: boolean | undefined;
  /** True: files of more than 50 MB are taken. */
  allowLarge?: boolean | undefined;
  /** Baseline candidates that become comparisons: `telling`, `all`, `none`, or globs. */
  candidates?: readonly string[] | undefined;
  /** Run directory of which a snapshot is kept. */
  withRun?: string | undefined;
}

/** A profile that was made. */
export interface PromotedProfile {
  /** Its name. */
  slug: string;
  /** Its folder. */
  dir: string;
  /** Number of steps. */
  steps: number;
  /** Number of files. */
  files: number;
  /** Bytes of all files. */
  bytes: number;
  /** Sentences. */
  warnings: string[];
}

/**
 * Builds or continues a draft.
 *
 * @throws ProfileError usage for a source that is none, refused when the draft may not be written
 * @example
 * ```ts
 * import { assemble } from "./mod.ts";
 * const { draft, holes } = await assemble({ source: "session/runs/ample-otter", name: "mill" });
 * for (const { address, reason } of holes) console.log(draft, address, reason);
 * ```
 */
export async function assemble(request: AssembleRequest): Promise<AssembledDraft> {
  const { resolve } = await import("node:path");
  const { assemble: assembleOne } = await import("../assemble/assemble.ts");
  const { readConfig } = await import("../settings/config.ts");
  const { uploadsFolder } = await import("../settings/uploads_folder.ts");
  const { originOf, weppcloudSource } = await import("./derive_profile.ts");
  return await inPlace(request, async (place) => {
    const { cwd, env, out: { redactor } } = place;
    const dataRoot = await place.dataRoot();
    const { assemble: settings = {} } = await readConfig(dataRoot);
    const { run, name, capture, from, to, holes = "keep", keep = [], fold = [], uploads } = request;
    const { path, folder } = await weppcloudSource(request.source, dataRoot, cwd);
    const result = await assembleOne({
      ...{ run, name, capture, from, to, holes, dataRoot },
      source: resolve(cwd, path),
      keep: [...settings.keep ?? [], ...keep],
      fold: [...settings.fold ?? [], ...fold],
      uploads: await uploadsFolder(uploads, cwd),
      ...(folder === undefined ? {} : { derivedFrom: originOf(folder, dataRoot, env) }),
      redactor: redactor.share(),
      now: new Date(),
    });
    return {
      draft: result.draft,
      dir: result.draftDir,
      steps: result.steps,
      holes: result.holes.map(({ step, field, ...hole }) => holeOf({ ...hole, address: `${step}.${field}` })),
      absent: result.absent,
      warnings: result.warnings,
    };
  });
}

/**
 * Looks at a draft; nothing is changed.
 *
 * @throws ProfileError usage when there is none, or it is not valid
 */
export async function review(request: DraftRequest): Promise<ReviewedDraft> {
  return await inPlace(request, async (place) => await reviewed(request.draft, place));
}

/**
 * Edits a draft, with a line in its ledger for every decision.
 *
 * @returns the draft as it is then
 * @throws ProfileError usage or refused for an edit that cannot be done; then nothing was written
 * @example
 * ```ts
 * import { editDraft } from "./mod.ts";
 * await editDraft({
 *   draft: "mill",
 *   edits: [{ kind: "fill", at: "set-outlet.json.latitude", value: "46.69" }, { kind: "accept" }],
 *   reason: "from the user's mail",
 * });
 * ```
 */
export async function editDraft(request: EditDraftRequest): Promise<ReviewedDraft> {
  const { applyEdits } = await import("../review/apply.ts");
  const { whoDecides } = await import("../settings/who.ts");
  const { refuseOwnRecording } = await import("./derive_profile.ts");
  return await inPlace(request, async (place) => {
    const { cwd, env, out: { redactor } } = place;
    const { draft, edits, who: given, reason } = request;
    await refuseOwnRecording(place, draft, "review changes drafts only");
    const who = await whoDecides({ env, cwd, given, redactor });
    const result = await applyEdits(draft, edits, {
      dataRoot: await place.dataRoot(),
      cwd,
      redactor,
      who,
      ...(reason === undefined ? {} : { reason }),
      now: new Date(),
    });
    const after = await reviewed(draft, place);
    return { ...after, warnings: [...result.warnings, ...after.warnings] };
  });
}

/**
 * Makes a profile of a draft. The draft stays.
 *
 * @throws ProfileError refused for holes, secrets and sizes; then nothing was written
 * @example
 * ```ts
 * import { promote } from "./mod.ts";
 * await promote({ draft: "mill", slug: "mill", candidates: ["telling"] });
 * ```
 */
export async function promote(request: PromoteRequest): Promise<PromotedProfile> {
  const { promote: promoteOne } = await import("../promote/promote.ts");
  const { deriveNamed, withPlaces } = await import("./derive_profile.ts");
  return await inPlace(request, async (place) => {
    const made = await deriveNamed(place, request.draft);
    const { slug: asked, replace = false, allowLarge = false, candidates, withRun } = request;
    const dataRoot = await place.dataRoot();
    const work = () =>
      promoteOne({
        ...{ slug: asked, replace, allowLarge, candidates, withRun, dataRoot },
        draft: made?.draftDir ?? request.draft,
        ...(made === undefined ? {} : { derivedFrom: made.origin }),
        cwd: place.cwd,
        signal: place.signal,
        now: new Date(),
        redactor: place.out.redactor.share(),
      });
    const { slug, dir, steps, files, bytes, warnings } = made === undefined
      ? await work()
      : await withPlaces(made, work);
    return { slug, dir, steps, files, bytes, warnings };
  });
}

async function reviewed(name: string, place: Surroundings): Promise<ReviewedDraft> {
  const { describeDraft } = await import("../review/describe.ts");
  const { openDraft } = await import("../review/open.ts");
  const draft = await openDraft(name, await place.dataRoot(), place.cwd);
  const { dir, state, steps, holes, secrets, absent, warnings } = await describeDraft(draft);
  return {
    dir,
    state,
    steps: steps.map(({ id, action, request, optional }) => ({ id, action, request, optional })),
    holes: holes.map(holeOf),
    secrets,
    absent,
    warnings,
  };
}

function holeOf(
  { address, reason, suggestion }: {
    address: string;
    reason: string;
    suggestion?: { value?: unknown; from: string };
  },
): DraftHole {
  const found = suggestion && { value: suggestion.value, from: suggestion.from };
  return { address, reason, ...(found === undefined ? {} : { suggestion: found }) };
}
