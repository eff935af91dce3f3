/** `report.json`: what one play did. Every other rendering is made from this document. */
import { z } from "zod";
import { EXIT_CODES, type Verdict } from "./exit.ts";
import type { JsonValue } from "./json.ts";

const Json = z.custom<JsonValue>((value) => value !== undefined);
const VerdictName = z.enum(Object.keys(EXIT_CODES) as [Verdict, ...Verdict[]]);

/** Verdict of a step or comparison. */
export const ItemVerdict = z.enum(["passed", "failed", "error", "skipped"]);
export type ItemVerdict = z.infer<typeof ItemVerdict>;

/** One way in which a produced file is not what the baseline says. */
export const Difference = z.object({
  kind: z.enum(["missing", "extra", "changed"]),
  /** Where in the file: a JSON path, `band 1 mean`, a line. */
  where: z.string(),
  /** In words for people. */
  message: z.string(),
  baseline: Json.optional(),
  actual: Json.optional(),
  /** The rule that was broken, in words: `abs 0.05`. */
  tolerance: z.string().optional(),
  /** Path in the run, when the comparison is about several files. */
  file: z.string().optional(),
});
export type Difference = z.infer<typeof Difference>;

/** How many differences there are of each kind, listed or not. */
const DifferenceCounts = z.object({ missing: z.number(), extra: z.number(), changed: z.number() });
export type DifferenceCounts = z.infer<typeof DifferenceCounts>;

/** Result of one comparison. */
export const ComparisonReport = z.object({
  target: z.string(),
  method: z.string(),
  verdict: ItemVerdict,
  /** Why it was skipped or could not be compared. */
  reason: z.string().optional(),
  /** Files that the target matched on either side. */
  files: z.array(z.string()),
  differences: z.array(Difference),
  /** Of all files, listed or not. */
  counts: DifferenceCounts.default({ missing: 0, extra: 0, changed: 0 }),
  /** Differences beyond those listed. */
  omitted: z.number(),
  /** A sentence on each file that differs, where its method has one. */
  notes: z.array(z.string()).default([]),
  /** Figures behind the differences, by file. */
  facts: z.record(z.string(), Json).default({}),
  /**
   * Pictures and views of what differs, told from the result folder: `diff/wepp/output/run/soil_loss.tif.png`,
   * `diff/wepp/output/run/soil_loss.tif.view.json`.
   */
  artifacts: z.array(z.string()),
  /** file:line:column of a comparison that did not pass. */
  at: z.string().optional(),
});
export type ComparisonReport = z.infer<typeof ComparisonReport>;

/** State of a job as it was seen last. */
export const JobReport = z.object({
  job_id: z.string(),
  status: z.string(),
  /** The job's tree as indented lines, with the traceback of what failed. */
  tree: z.array(z.string()).optional(),
  traceback: z.string().optional(),
});
export type JobReport = z.infer<typeof JobReport>;

/** Result of one step. Times in milliseconds. */
export const StepReport = z.object({
  id: z.string(),
  action: z.string(),
  /** file:line:column of a step that did not pass. */
  at: z.string().optional(),
  request: z.object({ method: z.string(), url: z.string(), body: Json.optional() }).optional(),
  /** Method and path as recorded, where it was sent in the other generation of the API. */
  recorded: z.string().optional(),
  verdict: ItemVerdict,
  reason: z.string().optional(),
  /** User of the profile whose session sent it, where it is another than the main login. */
  user: z.string().optional(),
  /** `X-Correlation-ID` of its requests: rq-engine logs it. */
  correlation_id: z.string().optional(),
  /** How often its request was sent again because nothing had been done; missing: never. */
  retries: z.number().optional(),
  /** The session or token had ended and was renewed for this step. */
  renewals: z.number().optional(),
  /** With the verdict `skipped`: it was not asked for, so nothing is lacking. */
  optional: z.boolean().optional(),
  /** With the verdict `skipped`: outside of the part that was asked for (`--from-step`, `--to-step`, `--only`). */
  outside: z.boolean().optional(),
  /** Done by the play that this one resumed, in the same sandbox. */
  resumed: z.boolean().optional(),
  expected: Json.optional(),
  actual: Json.optional(),
  timings: z.object({
    connect: z.number().optional(),
    first_byte: z.number().optional(),
    total: z.number(),
    waited: z.number(),
  }).optional(),
  job: JobReport.optional(),
  /** The program that ran the job directly, in place of a request. */
  command: z.string().optional(),
  /** Answers 409 `job_active` after which the request was sent again. */
  busy: z.number().optional(),
  failures: z.array(z.string()),
  /** What the server answered to a step that did not pass: the beginning of the body. */
  answer: z.object({ type: z.string(), body: z.string(), cut: z.boolean() }).optional(),
  /** The request as a command for a shell; secrets are names of environment variables. */
  curl: z.string().optional(),
  /** The server went away while the step's work was waited for. */
  gone: z.boolean().optional(),
  /** What is odd and no failure: it took much longer than in past plays. */
  warnings: z.array(z.string()).optional(),
});
export type StepReport = z.infer<typeof StepReport>;

/** True for an optional step that was left out: it is not among what was planned. */
export function isLeftOut({ verdict, optional }: Pick<StepReport, "verdict" | "optional">): boolean {
  return verdict === "skipped" && optional === true;
}

/** True for a step outside of the part that was asked for: it is not among what was planned, and the play is one in part. */
export function isOutside({ verdict, outside }: Pick<StepReport, "verdict" | "outside">): boolean {
  return verdict === "skipped" && outside === true;
}

const Done = { planned: z.number(), ran: z.number(), passed: z.number(), failed: z.number() };
const Counts = z.object({
  steps: z.object({
    ...Done,
    skipped: z.number(),
    /** Optional steps that were left out; not among the planned. */
    optional: z.number().default(0),
  }),
  comparisons: z.object(Done),
  /** Of a play that stopped before they were checked: expectations on the run that the profile has. */
  unchecked: z.number().optional(),
});
export type Counts = z.infer<typeof Counts>;

/** Which part of the profiles chosen this machine had, where they were split over several. */
export const ShardInfo = z.object({
  index: z.number(),
  count: z.number(),
  /** Profiles of all shards together. */
  profiles: z.number(),
  /** The same in all shards of one split. */
  split: z.string(),
});
export type ShardInfo = z.infer<typeof ShardInfo>;

/** A check that followed the steps: a copy that was made of the run. Its verdict is that of the step `then-<check>`. */
export const ThenReport = z.object({
  check: z.enum(["fork", "archive"]),
  /** Of a fork: the new run, where it lies on this machine (null: elsewhere), whether it was removed again. */
  run_id: z.string().optional(),
  dir: z.string().nullable().optional(),
  removed: z.boolean().optional(),
  /** Of an archive: its name and size. */
  archive: z.string().optional(),
  bytes: z.number().optional(),
  /** Files that the copy holds. */
  files: z.number().optional(),
});
export type ThenReport = z.infer<typeof ThenReport>;

/** The document itself. */
export const Report = z.object({
  version: z.literal(1),
  profile: z.string(),
  /** The profile's title, where it has one. */
  title: z.string().optional(),
  /** What was played: only a result of the profile as it is now can feed its baseline. */
  source: z.object({
    file: z.string(),
    steps_sha256: z.string(),
    /** Overlays that lay values over it which its baseline does not have. */
    overlay: z.string().nullable(),
    /** Set of the baseline that it was compared with, when an overlay has its own; the hash of the overlay's variables. */
    baseline: z.object({ set: z.string(), variables_sha256: z.string() }).optional(),
    /** Set when there is no profile.yaml: the recording of WEPPcloud's own that the steps were derived from. */
    derived: z.object({ kind: z.string(), log: z.string(), why: z.string().optional() }).optional(),
  }),
  overlay: z.string().nullable(),
  /** What the overlays changed; `file` holds the overlay. */
  overlay_changes: z.array(
    z.object({
      overlay: z.string(),
      file: z.string(),
      field: z.string(),
      before: Json.optional(),
      after: Json,
    }),
  ).optional(),
  /** `embedded`, or the base URL. */
  target: z.string(),
  /** What the embedded server, or that of the play gone on with, was asked to do otherwise; missing: nothing. */
  embedded: z.object({ drift: z.record(z.string(), z.number()), faults: z.array(z.string()) }).optional(),
  shard: ShardInfo.optional(),
  /** `dir` is null when the sandbox was removed after a pass. */
  sandbox: z.object({
    run_id: z.string(),
    dir: z.string().nullable(),
    mode: z.enum(["filesystem", "fork", "create"]).optional(),
    /** Why that mode. */
    why: z.string().optional(),
    /** True when it was taken away after a pass; false: it is still there, on this disk or on the server. */
    removed: z.boolean().optional(),
    /** Where its files were read: on this disk, or from the server. */
    outputs: z.enum(["disk", "http"]).optional(),
  }).nullable(),
  started_at: z.string(),
  duration_ms: z.number(),
  verdict: VerdictName,
  exit_code: z.number(),
  /** The last line's words, e.g. `passed (embedded)`. */
  summary: z.string(),
  /** What stopped the play, when it was not a step. */
  error: z.object({
    message: z.string(),
    remedy: z.string().optional(),
    position: z.string().optional(),
    /** What became of the request that stopped the play: `not-sent`, `none` (nothing was changed), `unknown`. */
    fate: z.enum(["not-sent", "none", "unknown"]).optional(),
  }).optional(),
  failed_step: z.string().nullable(),
  /** Set when it went on with an earlier play in its sandbox: result folder of that play, and how many of its steps. */
  resumed: z.object({ result: z.string(), steps: z.number() }).optional(),
  /** The command that goes on from where it stopped. */
  rerun: z.string().optional(),
  notes: z.array(z.string()),
  /** How often sessions and tokens were renewed; missing: never. */
  renewals: z.number().optional(),
  counts: Counts,
  /** Polls of jobs and paths: sent, answered 429, not answered (network, 5xx). */
  polls: z.object({ sent: z.number(), limited: z.number(), lost: z.number() }).optional(),
  expectations: z.array(z.object({ what: z.string(), verdict: ItemVerdict, message: z.string() })),
  steps: z.array(StepReport),
  then: z.array(ThenReport).optional(),
  comparisons: z.array(ComparisonReport),
  /** Steps that took much longer than in the last play that passed on this target, ms. */
  slower: z.array(z.object({ step: z.string(), before_ms: z.number(), ms: z.number() })).optional(),
  /** Options that it was played with beside target and overlay, as words of a command line. */
  asked: z.array(z.string()).optional(),
  /** Version of the program that played. */
  program: z.string().optional(),
  artifacts: z.record(z.string(), z.string()),
  /** What the console says of a play that did not pass, as lines: for those who show the result elsewhere. */
  diagnosis: z.array(z.string()).optional(),
});
export type Report = z.infer<typeof Report>;
