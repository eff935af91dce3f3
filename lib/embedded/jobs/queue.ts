/** The queue: jobs of a run start in the order in which they came, two at a time, and end in RQ's states. */
import { messageOf } from "../../errors.ts";
import type { Faults } from "../faults.ts";
import { aggregate } from "./tree.ts";
import { isTerminal, type Job, type JobSpec, traceback, treeOf } from "./job.ts";

/** Workers for the jobs of one run. */
const WORKERS = 2;

/** What a queue needs from outside. */
export interface QueueOptions {
  now: () => number;
  random: () => string;
  /** Factor on durations. */
  scale: number;
  faults: Faults;
  /** Called with +1 when a job starts and -1 when it ends. */
  onWork: (change: 1 | -1) => void;
  /** Called when a root job was taken: its id is kept in the run. */
  onSubmit: (job: Job) => Promise<void>;
  /** Called whenever the state of a job is another one. */
  onChange?: (job: Job) => void;
}

/** All jobs of a server. */
export class JobQueue {
  readonly #options: QueueOptions;
  readonly #jobs = new Map<string, Job>();
  readonly #timers = new Map<Job, ReturnType<typeof setTimeout>>();
  readonly #running = new Set<Promise<void>>();
  #closed = false;

  constructor(options: QueueOptions) {
    this.#options = options;
  }

  /** Enqueues a job. */
  async submit(runId: string, spec: JobSpec): Promise<Job> {
    const job = this.#add(runId, spec, undefined, []);
    await this.#options.onSubmit(job);
    this.#options.onChange?.(job);
    this.#pump();
    return job;
  }

  /** The job, or undefined for an unknown id. */
  find(id: string): Job | undefined {
    return this.#jobs.get(id);
  }

  /** All jobs that are not over, the oldest first. */
  open(): Job[] {
    return [...this.#jobs.values()].filter(({ status }) => !isTerminal(status));
  }

  /** A job tree of the run that is not over. */
  pendingOf(runId: string): Job | undefined {
    return [...this.#jobs.values()].find((job) =>
      job.parent === undefined && job.runId === runId && !OVER.has(aggregate(job, "newest"))
    );
  }

  /** Jobs that are queued before this one. */
  aheadOf(job: Job): Job[] {
    const queued = [...this.#jobs.values()].filter((other) => other.status === "queued");
    const first = queued.findIndex((other) => treeOf(job).includes(other));
    return queued.slice(0, Math.max(0, first));
  }

  /** Takes what is not started out of the queue and stops what runs. Returns the ids of the jobs it ended. */
  cancel(job: Job): string[] {
    return treeOf(job).filter((member) => !isTerminal(member.status)).map((member) => {
      if (member.status === "started") this.#end(member, "stopped");
      else {
        member.status = "canceled";
        member.endedAt = this.#options.now();
        this.#options.onChange?.(member);
      }
      return member.id;
    });
  }

  /** Ends all timers and waits for work that is in the middle of a write. */
  async close(): Promise<void> {
    this.#closed = true;
    for (const timer of this.#timers.values()) clearTimeout(timer);
    this.#timers.clear();
    await Promise.allSettled(this.#running);
  }

  #add(runId: string, spec: JobSpec, parent: Job | undefined, waitsFor: readonly Job[]): Job {
    const job: Job = {
      id: this.#options.random(),
      runId,
      spec,
      status: waitsFor.length === 0 ? "queued" : "deferred",
      enqueuedAt: this.#options.now(),
      startedAt: undefined,
      endedAt: undefined,
      result: null,
      excInfo: null,
      children: new Map(),
      waitsFor,
      parent,
    };
    this.#jobs.set(job.id, job);
    return job;
  }

  #pump(): void {
    if (this.#closed || this.#options.faults.hits("no-worker")) return;
    const busy = new Map<string, number>();
    for (const job of this.#jobs.values()) {
      if (job.status === "started") busy.set(job.runId, (busy.get(job.runId) ?? 0) + 1);
    }
    for (const job of this.#jobs.values()) {
      if (job.status === "deferred" && job.waitsFor.every((other) => other.status === "finished")) {
        job.status = "queued";
      }
      const working = busy.get(job.runId) ?? 0;
      if (job.status !== "queued" || working >= WORKERS) continue;
      busy.set(job.runId, working + 1);
      this.#start(job);
    }
  }

  #start(job: Job): void {
    job.status = "started";
    job.startedAt = this.#options.now();
    this.#options.onChange?.(job);
    this.#options.onWork(1);
    const { faults } = this.#options;
    if (job.parent === undefined && faults.hits("endless-job", job.spec.task)) return;
    const delay = job.parent !== undefined && this.#failsEarly(job) ? 0 : job.spec.durationMs;
    const timer = setTimeout(() => {
      this.#timers.delete(job);
      const work = this.#perform(job);
      this.#running.add(work);
      work.finally(() => this.#running.delete(work));
    }, delay * this.#options.scale);
    this.#timers.set(job, timer);
  }

  async #perform(job: Job): Promise<void> {
    try {
      this.#injectFailure(job);
      if (this.#endsByHand(job)) return;
      const result = await job.spec.work();
      if (isTerminal(job.status)) return;
      job.result = result ?? null;
      this.#addChildren(job);
      this.#end(job, "finished");
    } catch (error) {
      if (isTerminal(job.status)) return;
      job.excInfo = traceback(job.spec.func, messageOf(error));
      this.#end(job, "failed");
    }
  }

  #injectFailure(job: Job): void {
    const { faults } = this.#options;
    if (job.parent === undefined && faults.hits("failing-job", job.spec.task)) {
      throw new Error(`The job was told to fail (fault failing-job=${job.spec.task})`);
    }
    if (job.parent === undefined) return;
    if (this.#failsEarly(job)) throw new Error("The child was told to fail (fault failing-sibling)");
    const stages = [...job.parent.children.values()];
    const siblings = stages.find((stage) => stage.includes(job)) ?? [];
    const kind = siblings === stages[stages.length - 1] ? "watershed" : "hillslope";
    const hit = faults.hits("failing-child", kind) ||
      (kind === "watershed" && faults.hits("failing-child", job.parent.spec.task));
    if (hit && siblings[siblings.length - 1] === job) {
      throw new Error(`The child was told to fail (fault failing-child=${kind})`);
    }
  }

  /** Somebody else stops the job while it works, or takes it out of the queue. */
  #endsByHand(job: Job): boolean {
    if (job.parent !== undefined) return false;
    const { faults } = this.#options;
    const state = faults.hits("stopped-job", job.spec.task)
      ? "stopped"
      : faults.hits("canceled-job", job.spec.task)
      ? "canceled"
      : undefined;
    if (state !== undefined) this.#end(job, state);
    return state !== undefined;
  }

  /** The first child of the first stage, with the fault that lets it fail at once. */
  #failsEarly(job: Job): boolean {
    if (!this.#options.faults.hits("failing-sibling")) return false;
    return [...(job.parent?.children.values() ?? [])][0]?.[0] === job;
  }

  #addChildren(job: Job): void {
    let before: Job[] = [];
    job.spec.stages?.forEach((specs, stage) => {
      const waitsFor = before;
      before = specs.map((spec) => this.#add(job.runId, spec, job, waitsFor));
      job.children.set(String(stage), before);
    });
  }

  #end(job: Job, status: "finished" | "failed" | "stopped" | "canceled"): void {
    clearTimeout(this.#timers.get(job));
    this.#timers.delete(job);
    job.status = status;
    job.endedAt = this.#options.now();
    this.#options.onChange?.(job);
    this.#options.onWork(-1);
    this.#pump();
  }
}

/** Aggregates after which nothing more happens; what only waits for a failed job never runs. */
const OVER: ReadonlySet<string> = new Set(["finished", "failed", "stopped", "canceled"]);
