/** `baseline/manifest.json`: what is kept of a profile's outputs. */
import { z } from "zod";

export const BaselineFile = z.strictObject({
  /** Path as in the run. */
  path: z.string(),
  size: z.number().int().nonnegative(),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  /** What lies in `baseline/`: the file itself, `<path>.summary.json` in its place, or only its hash in this manifest. */
  kept: z.enum(["file", "summary", "hash"]),
  /** Of `<path>.summary.json`. */
  summary_sha256: z.string().regex(/^[0-9a-f]{64}$/).optional(),
  /** Target and method of the comparison that made it. */
  comparison: z.strictObject({ target: z.string(), method: z.string() }),
  accepted: z.strictObject({ by: z.string(), at: z.string(), reason: z.string() }),
});
export type BaselineFile = z.infer<typeof BaselineFile>;

export const BaselineManifest = z.strictObject({
  version: z.literal(1),
  /** Kind of target the baseline was taken on: `embedded`, or `server`. */
  target: z.enum(["embedded", "server"]),
  server_version: z.string().optional(),
  /** Overlay whose own baseline it is; missing: the profile's. */
  overlay: z.string().optional(),
  /** Step to the HTTP status of its answer in the play whose outputs were accepted last. */
  statuses: z.record(z.string(), z.number().int()).optional(),
  files: z.array(BaselineFile),
});
export type BaselineManifest = z.infer<typeof BaselineManifest>;
