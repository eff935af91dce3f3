/** `status.json` of a draft: how far it is, for `promote`, `review` and people. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { readDraftCheckpoint } from "./checkpoint.ts";
import { parseJson } from "../model/json.ts";

/** `status.json` of a draft. */
export const DraftStatus = z.looseObject({
  version: z.literal(1),
  /** `ready`, or what is missing: values and files, or whole changes. */
  state: z.enum(["ready", "holes", "absent"]),
  /** When it was assembled. Newer drafts say it in their checkpoint. */
  created_at: z.string().default(""),
  steps: z.number().int(),
  holes: z.array(z.looseObject({ step: z.string(), field: z.string(), reason: z.string() })),
  absent: z.array(z.string()),
  dropped: z.array(z.string()),
  folded: z.array(z.strictObject({ reason: z.string(), count: z.number().int() })),
  left_out: z.number().int(),
  /** What no rule can judge: left as it is, for the reviewer. */
  suspects: z.array(z.looseObject({
    where: z.string(),
    field: z.string(),
    words: z.string(),
    reason: z.string(),
    count: z.number().int(),
  })).default([]),
  /** Hash of `profile.yaml` as assembled: a draft that was edited is not overwritten. */
  profile_sha256: z.string(),
});
export type DraftStatus = z.infer<typeof DraftStatus>;

/** The status of a draft, with its time; undefined when there is none or it is damaged. */
export async function readStatus(draftDir: string): Promise<DraftStatus | undefined> {
  const text = await readFile(join(draftDir, "status.json"), "utf8").catch(() => "");
  const status = DraftStatus.safeParse(parseJson(text)).data;
  if (status === undefined || status.created_at !== "") return status;
  return { ...status, created_at: (await readDraftCheckpoint(draftDir))?.assembled_at ?? "" };
}
