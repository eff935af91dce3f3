/**
 * The engine as a library: what `profile` does, without its command line. Every call says where it works
 * ({@link Where}), gives data back, and throws a {@link ProfileError} for what keeps it from working; a play or a
 * comparison that did not pass is no error.
 *
 * @example
 * ```ts
 * import { failureLines, play } from "./mod.ts";
 * const report = await play({ profile: "us-small", dataRoot: ".", target: "embedded" });
 * if (report.verdict !== "passed") console.log(failureLines(report).join("\n"));
 * ```
 *
 * @module
 */
export { importHar, recordProxy, tail } from "./engine/recordings.ts";
export type {
  ImportedHar,
  ImportHarRequest,
  ProxyRequest,
  RecordedFolder,
  RecordingProxy,
  TailItem,
  TailRequest,
} from "./engine/recordings.ts";
export { assemble, editDraft, promote, review } from "./engine/drafts.ts";
export type {
  AssembledDraft,
  AssembleRequest,
  DraftHole,
  DraftRequest,
  EditDraftRequest,
  PromotedProfile,
  PromoteRequest,
  ReviewedDraft,
} from "./engine/drafts.ts";
export type { EditRequest } from "./review/requests.ts";
export { validate } from "./engine/validate.ts";
export type { ProfileHole, ValidateRequest, ValidProfile } from "./engine/validate.ts";
export { play } from "./engine/play.ts";
export type { PlayRequest } from "./engine/play.ts";
export { compare, compareFolders } from "./engine/compare.ts";
export type {
  CompareRequest,
  ComparisonResult,
  FoldersRequest,
  FoldersResult,
  LeftOutFile,
} from "./engine/compare.ts";
export { differenceLines, failureLines, readResult } from "./engine/results.ts";
export type { PlayedResult, ResultRequest } from "./engine/results.ts";
export type { Where, WhereFree } from "./engine/where.ts";
export { ProfileError } from "./errors.ts";
export type { ErrorDetail, Finding, Position } from "./errors.ts";
export { EXIT_CODES } from "./model/exit.ts";
export type { Verdict } from "./model/exit.ts";
export type {
  ApiMode,
  AuditEvent,
  Comparison,
  ComparisonReport,
  Difference,
  Profile,
  Report,
  SandboxMode,
  Step,
  StepReport,
} from "./engine/types.ts";
export type { HoleMode } from "./play/holes.ts";
export type { Credentials } from "./auth/session.ts";
export { VERSION } from "./version.ts";
