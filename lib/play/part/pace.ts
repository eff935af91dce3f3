/** Think times: with a pace, a play waits between steps as the person at the recording did. */
import { setTimeout as delay } from "node:timers/promises";
import { formatDuration } from "../../text/duration.ts";
import type { PlayState } from "../state.ts";
import { thinkTime, timesOf } from "./burst.ts";

/** Shorter pauses are none, in ms. */
const SHORTEST = 5;

/** Waits before steps, as far as a pace was asked for and the recording has times. */
export class Thinking {
  readonly #state: PlayState;
  readonly #pace: number | undefined;

  constructor(state: PlayState) {
    const { pace, loaded } = state.options;
    this.#state = state;
    const known = loaded.profile.steps.some((step) => timesOf(step) !== undefined);
    if (pace !== undefined && !known) {
      state.note(
        "the profile holds no think times: it is played as fast as it can be; assemble writes them now",
      );
    }
    this.#pace = known ? pace : undefined;
  }

  /** Waits the think time before the step at that place. */
  async before(index: number): Promise<void> {
    if (this.#pace === undefined) return;
    const { options: { loaded: { profile: { steps } }, signal } } = this.#state;
    const step = steps[index];
    const pause = step === undefined ? 0 : thinkTime(steps[index - 1], step) / this.#pace;
    if (pause < SHORTEST) return;
    this.#state.say(`  thinks ${formatDuration(pause)}`, "detail");
    this.#state.at({ kind: "wait", for: "pace", waited: 0, limit: pause });
    await delay(pause, undefined, { signal });
  }
}
