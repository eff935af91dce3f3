/** What one play or command is at, from the reports of the work to the parts of a line. */
import type { FileTask, Progress, Tally, Task } from "../../lib/model/progress.ts";
import { formatBytes } from "../../lib/text/bytes.ts";
import { formatElapsed } from "../../lib/text/duration.ts";
import { printable } from "../../lib/text/wrap.ts";
import type { Part } from "./fit.ts";
import { Rate } from "./rate.ts";

const TASKS: Readonly<Record<Task, string>> = {
  sandbox: "preparing the sandbox",
  login: "logging in",
  workers: "checking the workers",
  expectations: "checking the files of the run",
  outputs: "looking for outputs",
  pending: "keeping outputs for review",
  cancel: "canceling the jobs",
  logs: "reading the logs of the run",
  transcript: "writing the transcript",
  bundle: "collecting the bundle",
  "clean-up": "removing the sandbox",
  fork: "forking the run",
  archive: "archiving the run",
  assemble: "building the draft",
  check: "checking what is there",
  flush: "waiting for the disk",
  learn: "learning what varies",
};
const FILE_TASKS: Readonly<Record<FileTask, string>> = {
  fetch: "fetching",
  compare: "comparing",
  keep: "keeping",
  copy: "copying",
  read: "reading",
  import: "importing",
  prune: "pruning",
  merge: "merging",
  pack: "packing",
};

/** How much each part is needed: see {@link Part.keep}. */
const NEED = { rate: 1, bytes: 2, place: 3, state: 4, time: 5, what: 6 } as const;

type Of<Kind extends Progress["kind"]> = Extract<Progress, { kind: Kind }>;

/** The last report, and the step that it belongs to. */
export class Activity {
  #step: (Of<"step"> & { since: number }) | undefined;
  /** Outside of steps a wait belongs to the task before it. */
  #task: Task | undefined;
  #last: { progress: Progress; since: number } | undefined;
  /** When the whole upload was first seen to be out. */
  #sentAt: number | undefined;
  readonly #rate = new Rate();

  /**
   * @param now ms
   * @param clean takes secrets out of what servers and files are called
   */
  constructor(private readonly now: () => number, private readonly clean: (text: string) => string) {}

  take(progress: Progress): void {
    const since = this.now();
    const { kind } = progress;
    this.#sentAt = undefined;
    if (kind === "step") this.#step = { ...progress, since };
    // What comes behind the steps is no part of the last one.
    else if (kind !== "upload" && kind !== "wait") this.#step = undefined;
    if (kind === "task") this.#task = progress.task;
    else if (kind !== "wait") this.#task = undefined;
    this.#last = { progress, since };
  }

  /** Steps done of planned, while steps are played; else nothing. */
  get place(): string {
    return this.#step === undefined ? "" : `${this.#step.done}/${this.#step.of}`;
  }

  /**
   * What a line says; nothing before the first report.
   *
   * @param placeWidth cells of the place, so that lines stand in columns
   */
  parts(placeWidth = 0): Part[] {
    if (this.#last === undefined) return [];
    const { progress, since } = this.#last;
    const elapsed = this.now() - since;
    const step = this.#step;
    const task: Part[] = this.#task === undefined ? [] : [
      { texts: [TASKS[this.#task]], keep: NEED.what, cut: "end" },
    ];
    const head: Part[] = step === undefined ? task : [
      { texts: [this.place.padStart(placeWidth), ""], keep: NEED.place },
      { texts: [this.#told(step.id)], keep: NEED.what, cut: "end" },
    ];
    switch (progress.kind) {
      case "step":
        return [...head, timePart(elapsed)];
      case "upload":
        return [...head, ...this.#upload(progress.bytes)];
      case "wait":
        return [...head, ...this.#wait(progress, elapsed + progress.waited)];
      case "task":
        return [...task, timePart(elapsed)];
      case "files":
        return this.#files(progress, elapsed);
    }
  }

  #upload(bytes: Tally): Part[] {
    if (bytes.done < (bytes.total ?? Infinity)) {
      this.#sentAt = undefined;
      return this.#bytes(bytes);
    }
    this.#sentAt ??= this.now();
    return [
      { texts: [`${formatBytes(bytes.done)} sent`, ""], keep: NEED.bytes },
      { texts: ["waiting for the answer", "sent", ""], keep: NEED.state },
      timePart(this.now() - this.#sentAt),
    ];
  }

  #wait({ for: what, name = "", state, ahead = 0, limit }: Of<"wait">, waited: number): Part[] {
    const [spent, most] = [formatElapsed(waited), formatElapsed(limit)];
    const time = { texts: [`${spent} of ${most}`, spent], keep: NEED.time };
    const words = () => {
      switch (what) {
        case "job": {
          const known = this.#told(state ?? "not seen yet");
          const before = ahead === 0 ? [] : [`job ${known}, ${ahead} ahead of it`];
          return [...before, `job ${known}`, known, ""];
        }
        case "free-run":
          return ["another job holds the run", "run is busy", ""];
        case "pace":
          return ["think time", ""];
        case "path":
        case "file":
          return [`waiting for ${this.#told(name)}`, "waiting", ""];
      }
    };
    return [{ texts: words(), keep: NEED.state }, time];
  }

  #files({ task, file, number, of, bytes }: Of<"files">, elapsed: number): Part[] {
    const word = FILE_TASKS[task];
    const counts = number === undefined
      ? [word]
      : of === undefined
      ? [`${word} ${number}`, word]
      : [`${word} ${number} of ${of}`, `${word} ${number}/${of}`, word];
    return [
      { texts: counts, keep: NEED.time },
      { texts: [file === undefined ? "" : this.#told(file)], keep: NEED.what, cut: "start" },
      ...(bytes === undefined || (bytes.total === undefined && bytes.done === 0)
        ? [timePart(elapsed)]
        : this.#bytes(bytes)),
    ];
  }

  #bytes(bytes: Tally): Part[] {
    const { done, total } = bytes;
    const rate = this.#rate.of(bytes, this.now());
    const part = formatBytes(done);
    const told = total === undefined || total === 0
      ? [part]
      : [`${part} of ${formatBytes(total)}`, `${Math.floor(100 * done / total)} %`];
    return [
      { texts: [...told, ""], keep: NEED.bytes },
      {
        texts: [rate === undefined ? "" : `${formatBytes(Math.round(rate))}/s`, ""],
        keep: NEED.rate,
      },
    ];
  }

  #told(text: string): string {
    return printable(this.clean(text));
  }
}

/** Short times are not told: the line would flicker. */
function timePart(elapsed: number): Part {
  return { texts: [elapsed < 1000 ? "" : formatElapsed(elapsed), ""], keep: NEED.bytes };
}
