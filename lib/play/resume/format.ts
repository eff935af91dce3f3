/**
 * `journal.jsonl` of a result: what a play has done, written while it goes, so that another one can go on from there.
 * One line an event; it went through the redactor. A line that was cut off by a crash at the end is no fault.
 */
import { z } from "zod";
import { Owner } from "../../files/owner.ts";
import { EXIT_CODES, type Verdict } from "../../model/exit.ts";
import { SandboxMode } from "../../model/sandbox_mode.ts";
import type { JsonValue } from "../../model/json.ts";
import { StepReport } from "../../model/report.ts";

/** Name of the file in a result folder. */
export const JOURNAL = "journal.jsonl";

const Json = z.custom<JsonValue>((value) => value !== undefined);
const VerdictName = z.enum(Object.keys(EXIT_CODES) as [Verdict, ...Verdict[]]);

/** A part of the steps that was asked for: ids of the first, the last, or single ones and spans `a..b`. */
export const Part = z.object({
  from: z.string().exactOptional(),
  to: z.string().exactOptional(),
  only: z.array(z.string()).exactOptional(),
});
export type Part = z.infer<typeof Part>;

/** What a play is, as far as another one must be alike to go on with it. */
export const Begin = z.object({
  kind: z.literal("begin"),
  version: z.literal(1),
  at: z.string(),
  profile: z.string(),
  /** See `profileKey`. */
  key: z.string(),
  owner: Owner,
  /** Hash of everything that decides what the play produces. */
  steps_sha256: z.string(),
  /** Each step by itself, in order. */
  steps: z.array(z.object({ id: z.string(), sha256: z.string() })),
  /** Hash of variables, overlay laid over them, configuration. */
  values_sha256: z.string(),
  overlay: z.string().nullable(),
  target: z.string(),
  compare: z.boolean(),
  optional: z.boolean(),
  holes: z.enum(["refuse", "drop", "suggested"]).nullable(),
  part: Part.nullable(),
  /** What the embedded server was asked to do otherwise, in this play or in one that it goes on with. */
  drift: z.record(z.string(), z.number()),
  faults: z.array(z.string()).default([]),
  /** Name of the result that it goes on with, taken over once its own sandbox line is there. */
  goes_on: z.string().exactOptional(),
  scratch: z.string(),
});
export type Begin = z.infer<typeof Begin>;

/** The sandbox, once it is made, and all that an earlier play did in it stands before this line. */
export const SandboxLine = z.object({
  kind: z.literal("sandbox"),
  run_id: z.string(),
  /** Folder on this disk; null when it lies on the server alone. */
  dir: z.string().nullable(),
  mode: SandboxMode.default("filesystem"),
  config: z.string(),
  own_config: z.boolean(),
  before: z.array(z.string()),
  /** What its files were before the first step, where it began with more than configuration. */
  stamps: z.record(z.string(), z.string().nullable()).exactOptional(),
});
export type SandboxLine = z.infer<typeof SandboxLine>;

/** A step begins: the time, ms since 1970, and how far the files had come of which only what it adds counts. */
export const BegunLine = z.object({
  kind: z.literal("begun"),
  at: z.number().int().nonnegative(),
  began: z.number(),
  // A list: a key with the name of a log might look like that of a secret.
  marks: z.array(z.object({
    file: z.string(),
    size: z.number(),
    identity: z.string().exactOptional(),
    hash: z.string().exactOptional(),
  })),
});
export type BegunLine = z.infer<typeof BegunLine>;

/** The server did with a change as the step means it to; its work was not waited for yet, failures may be known. */
export const Answered = z.object({
  kind: z.literal("answered"),
  /** Place of the step, from 0. */
  at: z.number().int().nonnegative(),
  status: z.number(),
  method: z.string(),
  api: z.enum(["rq-engine", "legacy"]),
  jobs: z.array(z.string()),
  report: StepReport,
});
export type Answered = z.infer<typeof Answered>;

/** A saved value; one that is secret is not kept. */
export const Saved = z.object({
  kind: z.literal("saved"),
  at: z.number().int().nonnegative(),
  name: z.string(),
  value: Json.exactOptional(),
});
export type Saved = z.infer<typeof Saved>;

/** One line. */
export const JournalLine = z.discriminatedUnion("kind", [
  Begin,
  SandboxLine,
  BegunLine,
  /** A change is about to be sent, or a job command to be run. */
  z.object({ kind: z.literal("sending"), at: z.number().int().nonnegative() }),
  Answered,
  /** A job command ended well; what the step waits for beside it was not waited for yet. */
  z.object({ kind: z.literal("ran"), at: z.number().int().nonnegative(), report: StepReport }),
  Saved,
  z.object({ kind: z.literal("done"), at: z.number().int().nonnegative(), report: StepReport }),
  /** Another play goes on with it. */
  z.object({ kind: z.literal("continued"), by: z.string() }),
  z.object({ kind: z.literal("end"), verdict: VerdictName }),
]);
export type JournalLine = z.infer<typeof JournalLine>;
