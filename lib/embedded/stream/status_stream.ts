/**
 * The status stream: tells the pages of a run what its jobs do. Messages have the form of WEPPcloud's status
 * service: `{"type":"status","data":"rq:<job id> STARTED run_wepp_rq(<run id>)"}`.
 */
import type { Job, JobStatus } from "../jobs/job.ts";

/** Channel that carries what all channels of a run carry. */
export const ALL_CHANNELS = "all";

/** Takes the text of one message. */
export type Listener = (message: string) => void;

/** Words of the stream for the states of a job. */
const WORDS: Record<JobStatus, string> = {
  queued: "ENQUEUED",
  started: "STARTED",
  deferred: "DEFERRED",
  scheduled: "SCHEDULED",
  finished: "COMPLETED",
  failed: "EXCEPTION",
  stopped: "STOPPED",
  canceled: "CANCELED",
};

/** Channels of the pages' controllers, where they are not named as the task. */
const CHANNELS: Record<string, string> = {
  "fetch-dem-and-build-channels": "channel_delineation",
  "set-outlet": "outlet",
  "build-subcatchments-and-abstract-watershed": "subcatchment_delineation",
  "build-landuse": "landuse",
  "build-soils": "soils",
  "build-climate": "climate",
  "upload-cli": "climate",
  "run-wepp": "wepp",
  "run-ash": "ash",
  "run-omni": "omni",
};

/** All listeners of a server. */
export class StatusStream {
  readonly #listeners = new Map<string, Set<Listener>>();

  /**
   * Listens to a channel of a run.
   *
   * @returns ends it
   */
  listen(runId: string, channel: string, listener: Listener): () => void {
    const key = keyOf(runId, channel);
    const listeners = this.#listeners.get(key) ?? new Set();
    this.#listeners.set(key, listeners.add(listener));
    return () => {
      listeners.delete(listener);
      if (listeners.size === 0 && this.#listeners.get(key) === listeners) this.#listeners.delete(key);
    };
  }

  /** Tells all who listen that the state of a job is another one. */
  publish(job: Job): void {
    const root = rootOf(job);
    const channel = CHANNELS[root.spec.task] ?? root.spec.task;
    const func = job.spec.func.split(".").pop() ?? job.spec.task;
    const data = `rq:${job.id} ${WORDS[job.status]} ${func}(${job.runId})`;
    const message = JSON.stringify({ type: "status", data });
    for (const name of [channel, ALL_CHANNELS]) {
      for (const listener of this.#listeners.get(keyOf(job.runId, name)) ?? []) listener(message);
    }
  }
}

/** Colons in run ids are not met, and a channel has none. */
function keyOf(runId: string, channel: string): string {
  return `${runId}:${channel}`;
}

function rootOf(job: Job): Job {
  return job.parent === undefined ? job : rootOf(job.parent);
}
