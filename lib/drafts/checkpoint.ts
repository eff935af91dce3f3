/**
 * `checkpoint` of a draft: when it was assembled, and what its steps were then. With it a draft that was edited can be
 * continued when the recording has grown. Everything else in a draft depends on the recording alone.
 */
import { join } from "node:path";
import { z } from "zod";
import { plainText } from "../files/plain_file.ts";
import { parseJson } from "../model/json.ts";

/** Name of the file. */
export const DRAFT_CHECKPOINT = "checkpoint";

/** The file. */
export const DraftCheckpoint = z.looseObject({
  version: z.literal(1),
  /** When it was assembled last. */
  assembled_at: z.string(),
  /** Ids of the steps with a hash of what was assembled, in order. */
  steps: z.array(z.looseObject({ id: z.string(), sha256: z.string() })),
  /** The run and the capture that it was assembled from. Older drafts do not say it. */
  run_id: z.string().optional(),
  capture: z.string().optional(),
  /** `events.jsonl` as assembled, and which events of the recording it was made from. Older drafts do not say it. */
  events: z.looseObject({ count: z.number().int(), print: z.string(), sha256: z.string() }).optional(),
});
export type DraftCheckpoint = z.infer<typeof DraftCheckpoint>;

/** The checkpoint of a draft; undefined when there is none or it is damaged. */
export async function readDraftCheckpoint(draftDir: string): Promise<DraftCheckpoint | undefined> {
  const text = await plainText(join(draftDir, DRAFT_CHECKPOINT));
  return DraftCheckpoint.safeParse(parseJson(text)).data;
}
