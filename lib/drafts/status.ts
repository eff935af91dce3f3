/** `status.json` of a draft: how far it is, for `promote`, `review` and people. */
import { join } from "node:path";
import { z } from "zod";
import { readDraftCheckpoint } from "./checkpoint.ts";
import { plainText } from "../files/plain_file.ts";
import { parseJson } from "../model/json.ts";

/** `status.json` of a draft. */
export const DraftStatus = z.looseObject({
  version: z.literal(1),
  /** `ready`, or what is missing: values and files, or whole changes. */
  state: z.enum(["ready", "holes", "absent"]),
  /** When it was assembled. Newer drafts say it in their checkpoint. */
  created_at: z.string().default(""),
  steps: z.number().int(),
  holes: z.array(z.looseObject({
    step: z.string(),
    field: z.string(),
    reason: z.string(),
    /** A value that may be it, and where it was found. */
    suggested: z.unknown().optional(),
    from: z.string().optional(),
  })),
  absent: z.array(z.string()),
  /** What was changed before the part that was assembled, in a sentence. */
  earlier: z.string().optional(),
  dropped: z.array(z.string()),
  /** Requests that need no step: name of the rule, and how many. */
  folded: z.array(
    z.looseObject({ rule: z.string().optional(), reason: z.string(), count: z.number().int() }),
  ),
  /** Steps that play skips unless asked for. */
  optional: z.number().int().default(0),
  left_out: z.number().int(),
  /** Number of baseline candidates; not there when the source had no run directory. */
  candidates: z.number().int().optional(),
  /** What no rule can judge: left as it is, for the reviewer. */
  suspects: z.array(z.looseObject({
    where: z.string(),
    field: z.string(),
    words: z.string(),
    reason: z.string(),
    count: z.number().int(),
  })).default([]),
  /** Words of suspects that a reviewer judged to name nobody. */
  kept_suspects: z.array(z.string()).optional(),
  /** Values that one step's answer makes and a later step sends. */
  links: z.array(z.looseObject({
    name: z.string(),
    /** Step whose answer makes it. */
    producer: z.string(),
    /** JSON path in that answer; `job`; `header location`. */
    path: z.string(),
    /** Step that sends it, and where: `json.catalog_id`. */
    consumer: z.string(),
    field: z.string(),
    /** A second recording of the workflow holds another value at both places. */
    seen_to_vary: z.literal(true).optional(),
  })).default([]),
  /** What a second recording shows to vary, and no answer explains. */
  varies: z.array(z.looseObject({ step: z.string(), field: z.string(), reason: z.string() })).default([]),
  /** Hash of `profile.yaml` as assembled: a draft that was edited is not overwritten. */
  profile_sha256: z.string(),
  /** Hash of `profile.yaml` as `review` left it last, when that was, and whose decision. */
  reviewed_sha256: z.string().optional(),
  /** Hash of `profile.yaml` as `assemble` left it when the recording had grown since the review. */
  continued_sha256: z.string().optional(),
  reviewed_at: z.string().optional(),
  reviewed_by: z.string().optional(),
});
export type DraftStatus = z.infer<typeof DraftStatus>;

/** The status of a draft, with its time; undefined when there is none or it is damaged. */
export async function readStatus(draftDir: string): Promise<DraftStatus | undefined> {
  const text = await plainText(join(draftDir, "status.json"));
  const status = DraftStatus.safeParse(parseJson(text)).data;
  if (status === undefined || status.created_at !== "") return status;
  return { ...status, created_at: (await readDraftCheckpoint(draftDir))?.assembled_at ?? "" };
}
