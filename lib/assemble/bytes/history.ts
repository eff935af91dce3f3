/**
 * All uploads of a log by pool, the ones outside of the window too: uploads of one pool overwrite each other, so
 * what the server kept can belong to the last one only.
 */
import { taskOf } from "../../endpoints/table.ts";
import { isUsed, UPLOAD_FIELDS, type UploadField } from "../../endpoints/uploads.ts";
import { bodyOf } from "../body.ts";
import { Hole } from "../../model/profile.ts";
import type { Recorded } from "../types.ts";

const DISTURBING = UPLOAD_FIELDS.flatMap(({ disturbedBy }) => disturbedBy ?? []);

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

/** The uploads of one pool. */
interface Pool {
  last: Upload;
  /** With those that other ones stand for. */
  count: number;
}

/** What was uploaded when. */
export class UploadHistory {
  readonly #pools = new Map<string, Pool>();
  /** Place of the last request that puts other files where uploads are stored, by its pattern. */
  readonly #lastDisturbing = new Map<RegExp, number>();
  readonly #order: ReadonlyMap<Recorded, number>;

  /** @param requests the whole log, in time order */
  constructor(requests: readonly Recorded[], recordsFormValues: boolean) {
    this.#order = new Map(requests.map((recorded, index) => [recorded, index]));
    for (const [index, recorded] of requests.entries()) {
      this.#noteDisturbing(recorded, index);
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
        const pool = poolOf(entry, file.field);
        const known = this.#pools.get(pool);
        // Of two files of one request nobody knows which one was stored last.
        const isAlone = known?.last.recorded !== recorded;
        const upload = { recorded, certain: isAlone && used === true && recorded.outcome === "ok" };
        const count = (known?.count ?? 0) + (recorded.times ?? 1);
        this.#pools.set(pool, { last: upload, count });
      }
    }
  }

  /** Where an upload stands among those of its pool. */
  place(entry: UploadField, field: string, recorded: Recorded): Place {
    const pool = this.#pools.get(poolOf(entry, field));
    if (pool === undefined) return { only: false, last: false, latest: false, count: 0 };
    const { last: { recorded: latestOne, certain }, count } = pool;
    const latest = latestOne === recorded;
    const only = count === 1 && latest;
    return { only, last: latest && (only || certain), latest, count };
  }

  /** Did a later request, other than an upload of the same pool, touch the place where the file is stored? */
  isDisturbed({ disturbedBy }: UploadField, recorded: Recorded): boolean {
    if (disturbedBy === undefined) return false;
    return (this.#lastDisturbing.get(disturbedBy) ?? -1) > (this.#order.get(recorded) ?? -1);
  }

  #noteDisturbing({ method, outcome, target }: Recorded, index: number): void {
    if (method === "GET" || outcome === "refused") return;
    for (const pattern of DISTURBING) if (pattern.test(target.rest)) this.#lastDisturbing.set(pattern, index);
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
