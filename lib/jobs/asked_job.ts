/** One job while it is polled: its state so far, and the generation of the API that knows it. */
import type { HttpAnswer } from "../http/client.ts";
import { isObject } from "../model/json.ts";
import { type JobApi, jobUrl, otherApi } from "./job_api.ts";
import type { Question } from "./poll.ts";
import { deadEnd, hasReached, isBadEnd } from "./states.ts";
import { readJobTree } from "./tree.ts";
import type { JobWatch } from "./watch.ts";

/** A job as a question to the server. */
export class AskedJob implements Question {
  readonly name: string;
  readonly #watch: Pick<JobWatch, "urls" | "onState">;
  readonly #until: string;
  #api: JobApi;
  /** One generation does not know the job; the other is asked. */
  #switched = false;
  /** The next question is for the tree: the state alone does not tell whether the job can ever end. */
  #asksTree = false;
  /** When the tree may be asked for again, ms waited. */
  #nextTree = 0;
  /** "Finished" was said by an answer that contradicts itself; the next one is believed. */
  #doubted = false;
  /** Jobs in the queue before it, when the server tells. */
  ahead: number | undefined;
  /** Last state seen. */
  status = "unknown";
  /** A state was seen at all. */
  seen = false;
  started = false;
  /** What the answers settled. */
  outcome: "finished" | "failed" | "unknown" | "unreachable" | undefined;
  /** Why the state cannot be read, for `unreachable`. */
  refusal: string | undefined;

  constructor(watch: Pick<JobWatch, "urls" | "onState">, jobId: string, api: JobApi, until: string) {
    this.name = jobId;
    this.#watch = watch;
    this.#api = api;
    this.#until = until;
  }

  /** Generation whose addresses are asked now. */
  get api(): JobApi {
    return this.#api;
  }

  get state(): { name: string | undefined; ahead: number | undefined } {
    return { name: this.seen ? this.status : undefined, ahead: this.ahead };
  }

  /** No generation has known the job so far. */
  get strange(): boolean {
    return this.#switched && !this.seen;
  }

  url(): URL {
    return jobUrl(this.#watch.urls, this.#api, this.#asksTree ? "jobinfo" : "jobstatus", this.name);
  }

  hear(answer: HttpAnswer, waited: number): boolean {
    if (this.#asksTree) return this.#hearTree(answer, waited);
    const state = stateOf(answer);
    if (state === "not_found") return this.#hearUnknown(answer);
    if (answer.status >= 400 && answer.status !== 425) {
      this.refusal = `HTTP ${answer.status}`;
      this.outcome = this.strange ? "unknown" : "unreachable";
    } else if (state === "finished" && !this.#doubted && endIsOpen(answer)) this.#doubted = true;
    else if (state !== undefined) this.#hearState(state, answer, waited);
    return this.outcome !== undefined;
  }

  #hearState(state: string, answer: HttpAnswer, waited: number): void {
    if (state !== this.status) this.#watch.onState?.(this.name, state, waited);
    this.status = state;
    this.seen = true;
    this.started ||= state === "started" || hasStarted(answer);
    this.ahead = aheadOf(answer);
    // A tree is looked at less and less often: it is a long answer.
    this.#asksTree = state === "deferred" && waited >= this.#nextTree;
    if (hasReached(state, this.#until)) this.outcome = "finished";
    else if (isBadEnd(state) || state === "finished") this.outcome = "failed";
  }

  #hearTree(answer: HttpAnswer, waited: number): boolean {
    this.#asksTree = false;
    this.#nextTree = 2 * waited;
    if (answer.status !== 200 || !isObject(answer.json)) return false;
    const end = deadEnd(readJobTree(answer.json).states);
    if (end === undefined) return false;
    this.#watch.onState?.(this.name, end, waited);
    this.status = end;
    this.outcome = "failed";
    return true;
  }

  /** A job that was seen before and whose address answers a bare 404 is behind a gateway that has lost it. */
  #hearUnknown(answer: HttpAnswer): boolean {
    if (this.seen && answer.json === undefined) return false;
    if (!this.seen && !this.#switched) {
      this.#switched = true;
      this.#api = otherApi(this.#api);
      return false;
    }
    this.outcome = "unknown";
    return true;
  }
}

/** An unknown job is 404 in the current generation, 200 with `not_found` in the old. */
function stateOf(answer: HttpAnswer): string | undefined {
  if (answer.status === 404) return "not_found";
  if (!isObject(answer.json)) return undefined;
  const { status } = answer.json;
  return typeof status === "string" ? status : undefined;
}

/**
 * `ended_at` is null until every job of a tree has ended. A server that reads a job while it ends may say "finished" all the
 * same, before it has seen the children that the job left behind.
 */
function endIsOpen({ json }: HttpAnswer): boolean {
  return isObject(json) && json["ended_at"] === null;
}

/** From the advisory `queue` of the newest servers. */
function aheadOf({ json }: HttpAnswer): number | undefined {
  const queue = isObject(json) ? json["queue"] : undefined;
  const ahead = isObject(queue) ? queue["jobs_ahead"] : undefined;
  return typeof ahead === "number" ? ahead : undefined;
}

function hasStarted(answer: HttpAnswer): boolean {
  return isObject(answer.json) && typeof answer.json["started_at"] === "string";
}
