/**
 * Burn-severity uploads that WEPPcloud (V5) kept one by one: `seed/uploads/sbs/events/<sha256 of the event id>/`
 * with `status.json`, `receipt.json` and the bytes. Anything wrong with them is a refusal, never a fallback.
 */
import { stat } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { sha256, sha256File } from "../../files/hash.ts";
import { readInside } from "../../files/inside.ts";
import { exists, isPlainName } from "../../files/safe_path.ts";
import { existing } from "../../files/supplied.ts";
import { parseJson } from "../../model/json.ts";
import type { ByteSource } from "./types.ts";

const Status = z.looseObject({ event_id: z.string(), status: z.string() });
const Receipt = z.strictObject({
  version: z.literal(1),
  event_id: z.string(),
  payload: z.string(),
  size: z.number().int().nonnegative(),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
});

export const sbsEvents: ByteSource = {
  name: "copy of this very upload in WEPPcloud's draft",
  async find(need, { source }) {
    if (need.entry?.pool !== "sbs" || source.seeds === undefined) return undefined;
    const { seeds, made } = source;
    const marked = made?.marked.has(need.recorded.id) === true ? 1 : undefined;
    const marker: unknown = need.recorded.end?.["_sbs_seed_version"] ?? marked;
    if (marker !== undefined && marker !== 1) {
      return { refused: "the mark of its kept bytes has an unknown version" };
    }
    const folder = `uploads/sbs/events/${sha256(need.recorded.id)}`;
    if (!await exists(join(seeds, folder))) {
      return marker === undefined ? undefined : { refused: "the bytes that its mark promises are not there" };
    }
    const fault = (what: string) => ({ refused: `its kept bytes cannot be trusted: ${what}` });
    const status = Status.safeParse(parseJson(await text(seeds, `${folder}/status.json`)));
    if (!status.success || status.data.event_id !== need.recorded.id) return fault("wrong status file");
    if (status.data.status !== "complete") return fault(`status is ${JSON.stringify(status.data.status)}`);
    const receipt = Receipt.safeParse(parseJson(await text(seeds, `${folder}/receipt.json`)));
    if (!receipt.success || receipt.data.event_id !== need.recorded.id) return fault("wrong receipt");
    const { payload, size, sha256: hash } = receipt.data;
    if (!isPlainName(payload) || !/^input_upload_sbs\.[A-Za-z0-9]+$/.test(payload)) {
      return fault("wrong file name");
    }
    const file = await existing(seeds, `${folder}/${payload}`);
    const found = file === undefined ? undefined : await stat(file).catch(() => undefined);
    if (file === undefined || found?.isFile() !== true) return fault("the file is not there");
    if (found.size !== size) return fault("another size");
    if (await sha256File(file) !== hash) return fault("another hash");
    return {
      file,
      name: payload,
      from: "WEPPcloud's copy of this upload",
      certainty: "exact",
      why: "kept for this event, receipt and hash checked",
    };
  },
};

async function text(seeds: string, path: string): Promise<string> {
  return await readInside(seeds, path) ?? "";
}
