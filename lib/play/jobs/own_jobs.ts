/** The jobs that answers to this play named: what may be canceled when the play is stopped, and nothing else. */
import type { JobApi } from "../../jobs/job_api.ts";
import { isBadEnd } from "../../jobs/states.ts";

/** A job that this play started. */
export interface OwnJob {
  id: string;
  /** Generation whose address named it. */
  api: JobApi;
  /** The step whose answer named it; `workers` for the check before the first step. */
  step: string;
}

/** The jobs of one play that are not known to be over. */
export class OwnJobs {
  readonly #open = new Map<string, OwnJob>();

  /** An answer named these jobs. */
  started(ids: readonly string[], api: JobApi, step: string): void {
    for (const id of ids) this.#open.set(id, { id, api, step });
  }

  /** A state of a job was seen; jobs of others are passed over. */
  seen(id: string, status: string): void {
    if (status === "finished" || isBadEnd(status)) this.#open.delete(id);
  }

  /** Jobs that may still be at work, in the order in which they were started. */
  get open(): OwnJob[] {
    return [...this.#open.values()];
  }
}
