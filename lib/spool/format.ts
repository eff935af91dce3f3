/**
 * The spool: what a tail saw of a log, redacted, kept until it is assembled. A folder with `spool.json`, the records
 * in `segments/NNNNNN.jsonl` in the order in which they were read, copies of uploaded files in `bodies/<sha256>`, and
 * `checkpoint.json`. A record may be there twice after a crash; the reader gives it once.
 */
import { z } from "zod";

/** Name of the file that makes a folder a spool. */
export const SPOOL_FILE = "spool.json";
/** Folder of the records. */
export const SEGMENTS = "segments";
/** Folder of the bytes. */
export const BODIES = "bodies";
/** File with the place reached in the log. */
export const CHECKPOINT_FILE = "checkpoint.json";

/** `spool.json`. */
export const SpoolInfo = z.looseObject({
  version: z.literal(1),
  /** Absolute path of the log. */
  log: z.string(),
  /** Run directory around the log, where there is one. */
  run_dir: z.string().optional(),
});
export type SpoolInfo = z.infer<typeof SpoolInfo>;

const count = z.number().int().nonnegative();
/** Where in which content of the log: line from 1, offset in bytes. */
const place = { file: z.string(), line: count, offset: count };

/** A whole line that is an event, redacted. */
const EventRecord = z.strictObject({
  kind: z.literal("event"),
  ...place,
  length: count,
  /** Tells lines apart that stand at the same place of files with the same beginning. */
  tag: z.string(),
  event: z.record(z.string(), z.unknown()),
});

/** A line that is no event. Its content is not kept, as it may begin inside a secret. */
const MalformedRecord = z.strictObject({
  kind: z.literal("malformed"),
  ...place,
  length: count,
  tag: z.string(),
  /** SHA-256 of the line, of its first 1000 bytes when it is too long. */
  sha256: z.string(),
  problem: z.enum(["torn", "broken", "too-long", "unreadable"]),
  message: z.string(),
});

/** A place where lines may be missing, or where another file begins. */
const GapRecord = z.strictObject({
  kind: z.literal("gap"),
  ...place,
  gap: z.enum(["rotated", "truncated", "replaced"]),
  lost: z.enum(["nothing", "possible"]),
  bytes: count.optional(),
  message: z.string(),
});

/** The file that the server stored for an upload, copied before it could be replaced; or why there is no copy. */
const UploadRecord = z.strictObject({
  kind: z.literal("upload"),
  ...place,
  /** Id of the upload's events; the record's place is that of its answer. */
  id: z.string(),
  field: z.string(),
  /** Bytes in `bodies/`: what the server stored, without the secrets in it. */
  sha256: z.string().regex(/^[0-9a-f]{64}$/).optional(),
  size: count.optional(),
  /** There were secrets, so the bytes are not those that were uploaded. */
  redacted: z.literal(true).optional(),
  /** Name of the file, without what the server puts in front. */
  name: z.string().optional(),
  /** Why there are no bytes, in a sentence. */
  reason: z.string().optional(),
});

/** One line of a segment. */
export const SpoolRecord = z.discriminatedUnion("kind", [
  EventRecord,
  MalformedRecord,
  GapRecord,
  UploadRecord,
]);
export type SpoolRecord = z.infer<typeof SpoolRecord>;
export type UploadRecord = z.infer<typeof UploadRecord>;

/** Two records with the same key are the same record, read twice. */
export function keyOf(record: SpoolRecord): string {
  const { kind, file, offset } = record;
  switch (kind) {
    case "gap":
      return `${file} ${offset} gap`;
    case "upload":
      return `${file} ${offset} upload ${record.field}`;
    default:
      return `${file} ${offset} ${record.length} ${record.tag}`;
  }
}

/**
 * What tells an event from all others, wherever it stands; undefined of one that may come twice. A log that was
 * trimmed is another file, and may hold again what was read before.
 */
export function contentKeyOf(record: SpoolRecord): string | undefined {
  if (record.kind !== "event") return undefined;
  const { id, sessionId, stage, timestamp } = record.event;
  if (typeof id !== "string" || typeof timestamp !== "string") return undefined;
  return [id, sessionId, stage, timestamp, record.length, record.tag].join(" ");
}
