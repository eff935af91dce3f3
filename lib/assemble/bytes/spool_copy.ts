/** Copies that a tail took of an upload when it came, before the user could replace it. */
import { join } from "node:path";
import { sha256File } from "../../files/hash.ts";
import { BODIES, type UploadRecord } from "../../spool/format.ts";
import { readSpool } from "../../spool/reader.ts";
import type { ByteSource } from "./types.ts";

export const spoolCopy: ByteSource = {
  name: "copy taken while following the log",
  async find({ field, recorded }, { source }) {
    const spool = source.spool ?? source.copies;
    if (spool === undefined) return undefined;
    const copies = await uploadsOf(spool);
    const copy = copies.findLast((one) =>
      one.field === field && one.id === recorded.id && recorded.lines.includes(one.line)
    );
    if (copy === undefined) return undefined;
    // With the log itself at hand, no copy says no more than no tail.
    if (copy.sha256 === undefined) {
      return source.spool === undefined ? undefined : copy.reason ?? "no copy was taken";
    }
    const file = join(spool, BODIES, copy.sha256);
    const hash = await sha256File(file).catch(() => undefined);
    if (hash === undefined) return `the copy ${copy.sha256.slice(0, 8)} is not there`;
    if (hash !== copy.sha256) return { refused: `the copy ${copy.sha256.slice(0, 8)} is damaged` };
    return {
      file,
      name: copy.name ?? field,
      from: "copy taken while following the log",
      certainty: "stored",
      ...(copy.redacted === true ? { redacted: true } : {}),
      why: "the server had just stored it when the upload's answer was recorded, hash checked",
    };
  },
};

/** Read once for each spool; an assembly does not outlive a change. */
const read = new Map<string, Promise<UploadRecord[]>>();

function uploadsOf(spool: string): Promise<UploadRecord[]> {
  const found = read.get(spool) ?? collect(spool);
  read.set(spool, found);
  return found;
}

async function collect(spool: string): Promise<UploadRecord[]> {
  const uploads: UploadRecord[] = [];
  for await (const record of readSpool(spool)) if (record.kind === "upload") uploads.push(record);
  return uploads;
}
