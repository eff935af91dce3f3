/** `catalogue.json`: the health of a library of profiles. Every page of the catalogue is made from this document. */
import { z } from "zod";
import { ComparisonReport, Report } from "../model/report.ts";

/** Results that a history holds at most. */
export const HISTORY = 30;

/** What of `report.json` the catalogue needs; the rest may be large. */
export const PlayedReport = Report.pick({
  profile: true,
  source: true,
  overlay: true,
  target: true,
  shard: true,
  started_at: true,
  duration_ms: true,
  verdict: true,
  summary: true,
  error: true,
  failed_step: true,
  program: true,
}).extend({
  started_at: z.iso.datetime(),
  /** Looked at only where something did not pass: there are many in thousands of results. */
  comparisons: z.array(z.unknown()).default([]),
});
/** What of its comparisons is told. */
export const PlayedComparisons = z.array(
  ComparisonReport.pick({ target: true, verdict: true, reason: true }),
);
export type PlayedComparisons = z.infer<typeof PlayedComparisons>;
export type PlayedReport = z.infer<typeof PlayedReport>;

/** One result of a profile. */
export const CatalogueResult = z.object({
  /** Name of its folder: `20261122T120301.250Z`. */
  result: z.string(),
  started_at: z.string(),
  duration_ms: z.number(),
  verdict: Report.shape.verdict,
  summary: z.string(),
  /** It passed what was asked for, and not all was: `passed (steps only)`. */
  partial: z.literal(true).optional(),
  target: z.string(),
  overlay: z.string().nullable(),
  /** Ties it to the profile as it was then. */
  steps_sha256: z.string(),
  /** What did not pass, in a line. */
  trouble: z.string().optional(),
  /** Name of the folder or file that it was taken in from; missing: a result of this data root. */
  from: z.string().optional(),
  /** What was copied into the catalogue, by artifact: `report`, `page`, `junit`, `transcript`, `log`, `bundle`. */
  files: z.record(z.string(), z.string()).optional(),
});
export type CatalogueResult = z.infer<typeof CatalogueResult>;

/** What asks for somebody to look; the most pressing first. */
export const ATTENTION = [
  "damaged",
  "failed",
  "unplayed",
  "flaky",
  "slow",
  "no-baseline",
  "unreadable",
  "never-played",
  "stale",
  "old",
] as const;
export const AttentionKind = z.enum(ATTENTION);
export type AttentionKind = z.infer<typeof AttentionKind>;
export const Attention = z.object({ kind: AttentionKind, words: z.string() });
export type Attention = z.infer<typeof Attention>;

/** How the files of a profile that Git LFS keeps lie on this disk. */
export const LfsState = z.object({
  state: z.enum(["none", "fetched", "pointers", "mixed"]),
  pointers: z.number(),
  fetched: z.number(),
});
export type LfsState = z.infer<typeof LfsState>;

/** One profile of the library. */
export const CatalogueProfile = z.object({
  slug: z.string(),
  /** `WEPPcloud profile`: it has no `profile.yaml` yet. */
  kind: z.enum(["profile", "WEPPcloud profile"]),
  title: z.string().optional(),
  tags: z.array(z.string()),
  /** `metadata.owner`, else who promoted it last. */
  owner: z.string().optional(),
  config: z.string().optional(),
  api: z.string().optional(),
  /** Why it cannot be loaded. */
  fault: z.string().optional(),
  recorded_at: z.string().optional(),
  promoted_at: z.string().optional(),
  /** Last decision of its ledger that changed it. */
  changed_at: z.string().optional(),
  steps: z.number(),
  comparisons: z.number(),
  baseline: z.object({
    files: z.number(),
    bytes: z.number(),
    target: z.string(),
    server_version: z.string().optional(),
    accepted_at: z.string().optional(),
  }).nullable(),
  /** Newest first, at most {@link HISTORY}. */
  results: z.array(CatalogueResult),
  /** Result folders without a report: plays that were killed or still go on. */
  unfinished: z.number(),
  /** Result folders whose report is damaged or of a newer version; missing: none. */
  unreadable: z.number().optional(),
  /** ms; of plays that came to their end. */
  usual_ms: z.number().optional(),
  attention: z.array(Attention),
  bytes: z.number(),
  files: z.number(),
  lfs: LfsState,
  /** Its page, relative to the catalogue. */
  page: z.string(),
});
export type CatalogueProfile = z.infer<typeof CatalogueProfile>;

export const CatalogueDraft = z.object({
  draft: z.string(),
  title: z.string().optional(),
  kind: z.enum(["draft", "WEPPcloud draft"]),
  /** What stands in the way of promoting it, in words. */
  state: z.string(),
  ready: z.boolean(),
  steps: z.number().optional(),
  holes: z.number().optional(),
  age_ms: z.number().optional(),
  expires_at: z.string().optional(),
  /** It expires within the next seven days, or is overdue. */
  soon: z.boolean(),
  overdue: z.boolean(),
  /** Why it stays, or never expires. */
  kept: z.string().optional(),
  bytes: z.number(),
});
export type CatalogueDraft = z.infer<typeof CatalogueDraft>;

export const CatalogueArchived = z.object({
  slug: z.string(),
  title: z.string().optional(),
  reason: z.string().optional(),
  archived_at: z.string().optional(),
  who: z.string().optional(),
});
export type CatalogueArchived = z.infer<typeof CatalogueArchived>;

/** The rules that the flags follow, as they were applied. */
export const CatalogueRules = z.object({
  history: z.number(),
  /** ms; null: never. */
  stale_ms: z.number().nullable(),
  flaky: z.string(),
  slow: z.string(),
  stale: z.string(),
  old: z.string(),
});

/** The document itself. */
export const Catalogue = z.object({
  version: z.literal(1),
  made_at: z.string(),
  /** Version of the program that made it. */
  program: z.string(),
  rules: CatalogueRules,
  counts: z.object({
    profiles: z.number(),
    /** By the verdict of the last result, with `partial` for what passed in part, `unreadable` and `never` for what has none. */
    last: z.record(z.string(), z.number()),
    attention: z.record(z.string(), z.number()),
    /** Profiles with any of it. */
    needing_attention: z.number(),
    results: z.number(),
    drafts: z.number(),
    drafts_soon: z.number(),
    archived: z.number(),
    bytes: z.number(),
  }),
  profiles: z.array(CatalogueProfile),
  drafts: z.array(CatalogueDraft),
  archived: z.array(CatalogueArchived),
  /** What could not be read or is left out, in sentences. */
  warnings: z.array(z.string()),
});
export type Catalogue = z.infer<typeof Catalogue>;
