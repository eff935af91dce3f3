/**
 * Events of an audit log `_logs/profile.events.jsonl`, as WEPPcloud writes them (every generation of its
 * recorder) and as this project writes them itself (embedded server), in the same shape with full values.
 */
import { z } from "zod";

/** One part of a multipart body, in the order it was sent. A file part points to bytes by hash. */
export const BodyPart = z.object({
  name: z.string(),
  value: z.string().optional(),
  filename: z.string().optional(),
  type: z.string().optional(),
  size: z.number().optional(),
  /** Bytes lie in `_logs/bodies/<sha256>` beside the log. */
  sha256: z.string().regex(/^[0-9a-f]{64}$/).optional(),
  /** The file held secrets that were taken out, so what was kept is not what was sent. */
  redacted: z.boolean().optional(),
  /** Why the value is not known; there is none then. */
  lost: z.string().optional(),
});
export type BodyPart = z.infer<typeof BodyPart>;

/** What the recorder knows of a request's body. */
export const RequestMeta = z.looseObject({
  hasBody: z.boolean().optional(),
  /** `json`, `form-data`, `text`, `object` (content lost), `urlencoded` (own recordings only). */
  bodyType: z.string().optional(),
  jsonPayload: z.string().optional(),
  bodyPreview: z.string().optional(),
  bodyLength: z.number().optional(),
  jsonType: z.string().optional(),
  jsonKeys: z.array(z.string()).optional(),
  bodyCaptured: z.boolean().optional(),
  formKeys: z.array(z.string()).optional(),
  formValues: z.record(z.string(), z.union([z.string(), z.array(z.string())])).optional(),
  /** Own recordings: every part of a multipart or URL-encoded body, in order, files by hash. */
  parts: z.array(BodyPart).optional(),
  /** Own recordings: the body of a text request, whole. */
  text: z.string().optional(),
  /** Own recordings: a body of other bytes (type `bytes`), by hash. */
  sha256: z.string().regex(/^[0-9a-f]{64}$/).optional(),
  /** Own recordings: why the body is not known (type `lost`). */
  lost: z.string().optional(),
  /** Own recordings: headers worth keeping, without credentials. */
  headers: z.record(z.string(), z.string()).optional(),
});
export type RequestMeta = z.infer<typeof RequestMeta>;

/** What own recordings keep of an answer. */
export const ResponseMeta = z.looseObject({
  headers: z.record(z.string(), z.string()).optional(),
  /** Body of a JSON or text answer, up to a limit. */
  body: z.string().optional(),
  bodyLength: z.number().optional(),
  truncated: z.boolean().optional(),
});
export type ResponseMeta = z.infer<typeof ResponseMeta>;

/** One line of an audit log. Unknown keys are kept. */
export const AuditEvent = z.looseObject({
  stage: z.string().optional(),
  timestamp: z.string().nullish(),
  received_at: z.string().optional(),
  sessionId: z.string().optional(),
  rootUrl: z.string().nullish(),
  runId: z.string().optional(),
  run_id: z.string().optional(),
  config: z.string().optional(),
  captureId: z.string().optional(),
  capture_id: z.string().optional(),
  id: z.string().optional(),
  method: z.string().optional(),
  endpoint: z.string().optional(),
  category: z.string().optional(),
  params: z.array(z.string()).optional(),
  requestMeta: RequestMeta.optional(),
  responseMeta: ResponseMeta.optional(),
  status: z.number().nullish(),
  ok: z.boolean().nullish(),
  durationMs: z.number().nullish(),
  error: z.unknown().optional(),
  /** The event model of the specification: `rq_enqueue`, `system_log` and others carry a payload. */
  payload: z.record(z.string(), z.unknown()).optional(),
  session: z.record(z.string(), z.unknown()).optional(),
  /** Which recorder of this project wrote it from outside of the server: `proxy`, `har`. */
  recorder: z.string().optional(),
  /** Of `rq_enqueue` events: id of the request whose answer named the job. */
  requestId: z.string().optional(),
  run_context: z.record(z.string(), z.unknown()).optional(),
});
export type AuditEvent = z.infer<typeof AuditEvent>;

/** Path of the audit log below a run directory. */
export const AUDIT_LOG = "_logs/profile.events.jsonl";
/** Path of the recorded bytes below a run directory. */
export const AUDIT_BODIES = "_logs/bodies";
