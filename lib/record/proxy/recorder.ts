/** The recording of one session: what is kept, in which state, and the capture that the user marks in it. */
import { randomBytes } from "node:crypto";
import { messageOf, ProfileError } from "../../errors.ts";
import type { Redactor } from "../../redact/redactor.ts";
import { writeError } from "../../recording/disk.ts";
import { headerOf } from "../../recording/headers.ts";
import { type PolicyOptions, Sieve } from "../../recording/policy.ts";
import type { RecordedRun, Recording } from "../../recording/store.ts";
import type { SeenExchange } from "../../recording/types.ts";
import type {
  CapturedStep,
  ConfirmedCapture,
  RecordingControl,
  RecordingState,
  RecordingStatus,
} from "./control.ts";
import { type CaptureAbout, HeldCapture } from "./held_capture.ts";
import { checkSlug } from "./slug.ts";
import type { MarkCapture } from "./marks.ts";
import { assembleCommands } from "./next_commands.ts";
import { type Decision, Review } from "./review.ts";
import { settle } from "./settle.ts";
import { type BrowserSession, sessionName } from "./session.ts";

/** Exchanges that may wait for the disk before the browser has to. */
const MOST_WAITING = 500;

/** What a recorder works with. */
export interface RecorderOptions {
  /** Folder of the recording. */
  out: string;
  /** The same as the user typed it; default: as it is. */
  shown?: string;
  store: Recording;
  redactor: Redactor;
  session: BrowserSession;
  policy: PolicyOptions;
  mark: MarkCapture;
  now: () => number;
  /** An exchange was kept (in the log, or aside with its capture). */
  onKept: (exchange: SeenExchange) => void;
  /** Something that the user should know. */
  onNotice: (text: string) => void;
  /** Recording has stopped for good. */
  onFailure: (error: ProfileError) => void;
}

/** Writes exchanges one after the other, and is what the toolbar steers. */
export class Recorder implements RecordingControl {
  readonly #options: RecorderOptions;
  readonly #sieve: Sieve;
  readonly #listeners = new Set<() => void>();
  #tail: Promise<void> = Promise.resolve();
  readonly #writing = new Set<Promise<void>>();
  #waiting = 0;
  #room: { promise: Promise<void>; open: () => void } | undefined;
  #recorded = 0;
  #unrecorded = 0;
  #paused = false;
  #failure: ProfileError | undefined;
  #held: HeldCapture | undefined;
  #review = new Review();
  #busy = false;

  constructor(options: RecorderOptions) {
    this.#options = options;
    this.#sieve = new Sieve(options.policy);
  }

  /** True while exchanges are recorded. */
  get active(): boolean {
    return !this.#paused && this.#failure === undefined;
  }

  /** Id of the open capture. */
  get captureId(): string | undefined {
    const about = this.#held?.about;
    return about === undefined || about.endedAt !== undefined ? undefined : about.id;
  }

  /** Wait for it before the next request, if there is one: the disk is behind. */
  room(): Promise<void> | undefined {
    return this.#room?.promise;
  }

  /**
   * Takes an exchange that has ended; it is written in its turn.
   *
   * @returns when it is in the log, or cannot be; undefined for what is not recorded
   */
  take(exchange: SeenExchange): Promise<void> | undefined {
    if (this.#failure !== undefined) return undefined;
    const { store, session } = this.#options;
    const { answer, method, path } = exchange;
    const kept = this.#sieve.take({
      method,
      path,
      status: answer?.status,
      type: answer === undefined ? undefined : headerOf(answer.headers, "content-type"),
      site: headerOf(exchange.headers, "sec-fetch-site"),
    });
    if (!kept.kept) {
      store.learn(exchange);
      return undefined;
    }
    if (answer !== undefined) session.learnCookies(answer.headers);
    this.#waiting++;
    if (this.#waiting >= MOST_WAITING) this.#room ??= opened();
    // The store keeps the order of what it is given; only a capture's changes need a turn of their own.
    const written = this.#held === undefined && !this.#busy
      ? this.#keep(exchange)
      : this.#enqueue(() => this.#keep(exchange));
    this.#writing.add(written);
    return written.finally(() => {
      this.#writing.delete(written);
      this.#waiting--;
      if (this.#waiting > MOST_WAITING / 2) return;
      this.#room?.open();
      this.#room = undefined;
    });
  }

  /** An exchange that passed while recording was paused. @param exchange to learn its secrets from */
  skip(exchange?: SeenExchange): void {
    this.#unrecorded++;
    if (exchange !== undefined) this.#options.store.learn(exchange);
  }

  /** Recording stops for good; requests are still passed on. */
  fail(error: unknown): void {
    if (this.#failure !== undefined) return;
    this.#failure = error instanceof ProfileError ? error : writeError(this.#options.out, error);
    this.#options.onFailure(this.#failure);
    this.#changed();
  }

  status(): RecordingStatus {
    const about = this.#held?.about;
    return {
      state: this.#state(),
      recorded: this.#recorded,
      actions: this.#review.actions(),
      ...(about === undefined ? {} : {
        capture: {
          id: about.id,
          slug: about.slug,
          notes: about.notes,
          startedAt: about.startedAt,
          ...(about.endedAt === undefined ? {} : { endedAt: about.endedAt }),
        },
      }),
      ...(this.#failure === undefined ? {} : { failure: this.#failure.message }),
    };
  }

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async startCapture({ slug, notes }: { slug: string; notes: string }): Promise<void> {
    this.#refuseWhenFailed();
    if (this.#held !== undefined || this.#busy) {
      throw new ProfileError("usage", "A capture is open already", {
        remedy: "End it, and confirm it in its dialog",
      });
    }
    checkSlug(slug);
    const { out, store, redactor, session, now } = this.#options;
    const { user } = session.seen([]);
    const about: CaptureAbout = {
      id: randomBytes(6).toString("hex"),
      slug,
      notes,
      startedAt: now(),
      session: sessionName(redactor, session.id),
      ...(user === undefined ? {} : { startedBy: user }),
    };
    await this.#alone(async () => {
      this.#review = new Review();
      this.#held = await HeldCapture.begin(out, about, store.bodies, redactor);
    });
  }

  async endCapture(): Promise<void> {
    const held = this.#held;
    if (held === undefined || held.about.endedAt !== undefined) {
      throw new ProfileError("usage", "No capture is open", { remedy: "Start one first" });
    }
    await this.#alone(() => held.describe({ endedAt: this.#options.now() }));
  }

  pause(): void {
    this.#paused = true;
    this.#changed();
  }

  resume(): void {
    this.#paused = false;
    this.#changed();
  }

  capturedSteps(): CapturedStep[] {
    return this.#review.steps();
  }

  redactValue(stepId: string, fieldPath: string, undo = false): void {
    this.#decide({ step: stepId, field: fieldPath, undo });
    this.#changed();
  }

  dropStep(stepId: string, undo = false): void {
    this.#decide({ step: stepId, undo });
    this.#changed();
  }

  describe({ slug, notes }: { slug?: string; notes?: string }): Promise<void> {
    const held = this.#held;
    if (held === undefined) {
      throw new ProfileError("usage", "No capture is open", { remedy: "Start one first" });
    }
    if (slug !== undefined) checkSlug(slug);
    const change = { ...(slug === undefined ? {} : { slug }), ...(notes === undefined ? {} : { notes }) };
    return this.#enqueue(() => held.describe(change));
  }

  async confirm(): Promise<ConfirmedCapture> {
    this.#refuseWhenFailed();
    const held = this.#held;
    if (held === undefined || held.about.endedAt === undefined) {
      throw new ProfileError("usage", "No capture waits for a confirmation", {
        remedy: held === undefined ? "Start a capture, and end it" : "End the capture first",
      });
    }
    const confirmed = await this.#alone(() => this.#settle(held));
    const { out, shown = out, store } = this.#options;
    const runs = store.runs().filter(({ id }) => confirmed.runs.includes(id)).map(({ dir }) => dir);
    return { ...confirmed, next: await assembleCommands({ out, shown, runs, capture: confirmed.id }) };
  }

  setViewport(width: number, height: number): void {
    this.#options.session.setViewport(width, height);
  }

  /**
   * Captures that an earlier session could not finish come into the logs as its dialog left them. One that cannot is
   * told, and stays for the next session.
   */
  async recover(): Promise<ConfirmedCapture[]> {
    const { out, store, redactor, onNotice } = this.#options;
    const done: ConfirmedCapture[] = [];
    for (const held of await HeldCapture.leftIn(out, store.bodies, redactor)) {
      const { id, slug } = held.about;
      try {
        done.push(await settle(held, await held.reopen(), this.#options));
      } catch (error) {
        const remedy = error instanceof ProfileError && error.remedy !== undefined
          ? ` (${error.remedy})`
          : "";
        onNotice(
          `the capture ${slug || id} of an interrupted session was not completed: ${
            messageOf(error)
          }${remedy}; ` +
            `it stays in ${JSON.stringify(held.folder)} for the next session`,
        );
      }
    }
    return done;
  }

  /** Waits until everything is written; a capture that is open or unconfirmed is written as it is. */
  async close(): Promise<ConfirmedCapture | undefined> {
    await Promise.all([this.#tail, ...this.#writing]);
    const held = this.#held;
    if (held === undefined || this.#failure !== undefined) return undefined;
    try {
      return await this.#alone(async () => {
        if (held.about.endedAt === undefined) await held.describe({ endedAt: this.#options.now() });
        return await this.#settle(held);
      });
    } catch (error) {
      this.fail(
        new ProfileError(
          error instanceof ProfileError ? error.verdict : "unavailable",
          `The capture ${held.about.slug || held.about.id} was not completed: ${messageOf(error)}`,
          {
            remedy: `It stays in ${JSON.stringify(held.folder)}; the next session completes it`,
            cause: error,
          },
        ),
      );
      return undefined;
    }
  }

  runs(): RecordedRun[] {
    return this.#options.store.runs();
  }

  /** Exchanges that were not recorded, by reason. */
  left(): Map<string, number> {
    const all = new Map([...this.#sieve.counts(), ...this.#options.store.left()]);
    if (this.#unrecorded > 0) all.set("while recording was paused", this.#unrecorded);
    return all;
  }

  get recorded(): number {
    return this.#recorded;
  }

  get failure(): ProfileError | undefined {
    return this.#failure;
  }

  #state(): RecordingState {
    if (this.#failure !== undefined) return "failed";
    if (this.#held?.about.endedAt !== undefined) return "reviewing";
    if (this.#paused) return "paused";
    return this.#held === undefined ? "recording" : "capturing";
  }

  async #keep(exchange: SeenExchange): Promise<void> {
    if (this.#failure !== undefined) return;
    const held = this.#held;
    try {
      if (held === undefined) {
        const added = await this.#options.store.add(exchange);
        if (!added.kept) return;
      } else {
        const clean = await held.add(exchange);
        if (exchange.captureId === held.about.id) this.#review.add(clean);
      }
      this.#recorded++;
      this.#options.onKept(exchange);
      this.#changed();
    } catch (error) {
      this.fail(error);
    }
  }

  /** Writes what is held into the logs of its runs, as the dialog left it, and marks the capture there. */
  async #settle(held: HeldCapture): Promise<ConfirmedCapture> {
    const confirmed = await settle(held, this.#review, this.#options);
    this.#held = undefined;
    this.#review = new Review();
    this.#changed();
    return confirmed;
  }

  /** A decision counts when it is on the disk: a crash must not bring back what was taken out. */
  #decide(decision: Decision): void {
    this.#review.decide(decision);
    try {
      this.#held?.note(decision);
    } catch (error) {
      this.#review.decide({ ...decision, undo: !decision.undo });
      throw error;
    }
  }

  /** One change of the capture at a time, behind everything that was taken before. */
  async #alone<Result>(work: () => Promise<Result>): Promise<Result> {
    this.#busy = true;
    try {
      const turn = this.#tail.then(work);
      this.#tail = turn.then(() => undefined, () => undefined);
      const result = await turn;
      this.#changed();
      return result;
    } finally {
      this.#busy = false;
    }
  }

  #enqueue(work: () => Promise<void>): Promise<void> {
    this.#tail = this.#tail.then(work).catch((error: unknown) => this.fail(error));
    return this.#tail;
  }

  #refuseWhenFailed(): void {
    if (this.#failure !== undefined) throw this.#failure;
  }

  #changed(): void {
    for (const listener of this.#listeners) listener();
  }
}

function opened(): { promise: Promise<void>; open: () => void } {
  let open = () => {};
  const promise = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { promise, open };
}
