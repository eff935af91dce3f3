/** The requests of one recording, as links are looked for among them. */
import { answeredJobs, type JobFindings } from "../jobs.ts";
import { polledJob } from "../classify.ts";
import type { Recorded } from "../types.ts";
import { mayMake } from "./made.ts";
import { type Scalar, type Sent } from "./types.ts";
import { filesOf, sentBy, textOf } from "./sent.ts";

/** What becomes of a request without links. */
export type Fate = "step" | "fold" | "leave";

/** What a recording is asked for. */
export interface WorldParts {
  /** In time order; only those in the window count. */
  requests: readonly Recorded[];
  runId: string;
  jobs: Pick<JobFindings, "started">;
  fate(recorded: Recorded): Fate;
  recordsFormValues: boolean;
}

/** A request that cancels a job or asks something else about one, other than how it is. */
const NAMES_JOB = /^(?:rq\/api\/)?canceljob\/[^/]+\/?$/;
/** Recorded moments are whole milliseconds: an answer may seem to end behind the request that follows it. */
const ROUNDING = 2;

/** One recording. Requests are named by their number in it. */
export class World {
  readonly requests: readonly Recorded[];
  readonly runId: string;
  readonly #parts: WorldParts;
  readonly #fates: Fate[];
  readonly #jobs = new Map<number, string[]>();
  /** Request that started a job. */
  readonly #owners = new Map<string, number>();
  readonly #sent = new Map<number, readonly Sent[]>();

  constructor(parts: WorldParts) {
    this.#parts = parts;
    this.requests = parts.requests.filter(({ inWindow }) => inWindow);
    this.runId = parts.runId;
    this.#fates = this.requests.map((recorded) => parts.fate(recorded));
    this.requests.forEach((recorded, index) => {
      const polled = parts.jobs.started.get(recorded);
      const ids = [...new Set([...answeredJobs(recorded), ...polled === undefined ? [] : [polled]])];
      if (ids.length > 0) this.#jobs.set(index, ids);
      for (const id of ids) if (!this.#owners.has(id) && this.isStep(index)) this.#owners.set(id, index);
    });
  }

  isStep(index: number): boolean {
    return this.#fates[index] === "step";
  }

  isFolded(index: number): boolean {
    return this.#fates[index] === "fold";
  }

  /** A request that is left out unless the job that it names is one of the workflow. */
  namesJob(index: number): boolean {
    const recorded = this.requests[index];
    return this.#fates[index] === "leave" && recorded?.outcome === "ok" &&
      NAMES_JOB.test(recorded.target.rest) &&
      recorded.inWindow;
  }

  /** Could its answer be built on: a step, or a folded request that can become one? */
  makes(index: number): boolean {
    const recorded = this.requests[index];
    if (recorded === undefined || !mayMake(recorded, this.runId)) return false;
    if (this.isStep(index)) return true;
    if (!this.isFolded(index)) return false;
    const job = polledJob(recorded);
    if (job === undefined) return true;
    const owner = this.#owners.get(job);
    return owner !== undefined && owner < index;
  }

  /** Ids of the jobs that a request started, from its answer or from polls. */
  jobsOf(index: number): readonly string[] {
    return this.#jobs.get(index) ?? [];
  }

  /** The step that started a job. */
  ownerOf(job: Scalar): number | undefined {
    return typeof job === "string" ? this.#owners.get(job) : undefined;
  }

  sent(index: number): readonly Sent[] {
    const recorded = this.requests[index];
    const known = this.#sent.get(index);
    if (known !== undefined || recorded === undefined) return known ?? [];
    const sent = sentBy(recorded, this.#parts.recordsFormValues);
    this.#sent.set(index, sent);
    return sent;
  }

  /** All that a request sends; made anew each time, as the texts of a long log are long. */
  text(index: number): string {
    const recorded = this.requests[index];
    return recorded === undefined ? "" : textOf(recorded, this.#parts.recordsFormValues);
  }

  /** Does a request upload a file? Its answer may name what the server stored it as. */
  sendsFile(index: number): boolean {
    const recorded = this.requests[index];
    return recorded !== undefined && filesOf(recorded, this.#parts.recordsFormValues).length > 0;
  }

  /** What was sent in the parts of the log that are not assembled: who sent it there knew it. */
  *textBefore(): Generator<string> {
    const [first] = this.requests;
    for (const recorded of this.#parts.requests) {
      if (recorded === first) return;
      if (!recorded.inWindow) yield textOf(recorded, this.#parts.recordsFormValues);
    }
  }

  /** Had the answer of one request come when the other one was sent? */
  isBefore(made: number, sent: number): boolean {
    if (made >= sent) return false;
    const answered = answeredAt(this.requests[made]);
    const asked = this.requests[sent]?.time ?? NaN;
    return Number.isNaN(answered) || Number.isNaN(asked) || answered <= asked + ROUNDING;
  }
}

function answeredAt(recorded: Recorded | undefined): number {
  if (recorded === undefined) return NaN;
  const lasted = recorded.end?.durationMs;
  if (recorded.ended !== undefined) return recorded.ended;
  return typeof lasted === "number" ? recorded.time + lasted : recorded.time;
}
