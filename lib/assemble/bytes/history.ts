/**
 * All uploads of a log by pool, the ones outside of the window too: uploads of one pool overwrite each other, so
 * what the server kept can belong to the last one only.
 */
import { taskOf } from "../../endpoints/table.ts";
import { isUsed, UPLOAD_FIELDS, type UploadField } from "../../endpoints/uploads.ts";
import { bodyOf } from "../body.ts";
import { Hole } from "../../model/profile.ts";
import type { Recorded } from "../types.ts";

/** One request that uploaded a file, or may have. */
interface Upload {
  recorded: Recorded;
  /** False when it is not known whether the file was used or arrived. */
  certain: boolean;
}

/** Place of one upload among those of its pool. */
export interface Place {
  /** It is the only one. */
  only: boolean;
  /** No other came after it, and it is certain to have happened where there are others. */
  last: boolean;
  /** No other came after it. */
  latest: boolean;
  count: number;
}

/** What was uploaded when. */
export class UploadHistory {
  readonly #pools = new Map<string, Upload[]>();

  /** @param requests the whole log, in time order */
  constructor(requests: readonly Recorded[], recordsFormValues: boolean) {
    for (const recorded of requests) {
      const task = taskOf(recorded.target.area, recorded.target.rest);
      if (task === undefined || recorded.method === "GET" || !mayHaveArrived(recorded)) continue;
      if (recorded.times === 0) continue;
      const entries = UPLOAD_FIELDS.filter((entry) => entry.task === task.name);
      if (entries.length === 0) continue;
      const body = bodyOf(recorded, task, recordsFormValues);
      const form = body.form === undefined || body.form instanceof Hole ? {} : body.form;
      const values = Object.fromEntries(
        Object.entries(form).map(([key, value]) => [key, value instanceof Hole ? undefined : value]),
      );
      for (const file of body.files) {
        const entry = entries.find((known) => known.field.test(file.field));
        const used = entry === undefined ? false : isUsed(entry, values);
        if (entry === undefined || used === false || file.empty === true) continue;
        const upload = { recorded, certain: used === true && recorded.outcome === "ok" };
        const pool = poolOf(entry, file.field);
        const known = this.#pools.get(pool);
        if (known === undefined) this.#pools.set(pool, [upload]);
        else known.push(upload);
      }
    }
  }

  /** Where an upload stands among those of its pool. */
  place(entry: UploadField, field: string, recorded: Recorded): Place {
    const uploads = this.#pools.get(poolOf(entry, field)) ?? [];
    const index = uploads.findIndex((upload) => upload.recorded === recorded);
    const count = uploads.reduce((sum, upload) => sum + (upload.recorded.times ?? 1), 0);
    const only = count === 1 && index === 0;
    const latest = index === uploads.length - 1;
    const last = latest && (only || uploads[index]?.certain === true);
    return { only, last, latest, count };
  }
}

/** Each scenario of Omni keeps its file in a folder of its own. */
function poolOf(entry: UploadField, field: string): string {
  return entry.pool === "omni" ? `omni ${field}` : entry.pool;
}

/** A refusal says that the server took nothing; a server error or a lost answer says nothing. */
function mayHaveArrived({ outcome, status }: Recorded): boolean {
  return outcome !== "refused" || (status ?? 500) >= 500;
}
