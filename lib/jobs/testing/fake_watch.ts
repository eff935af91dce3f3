/** For tests: a watch with a clock that only sleeping moves, and answers to polls from a list. */
import type { Credentials } from "../../auth/session.ts";
import { type Fake, type FakeReply, type Seen, withFake } from "../../auth/testing/fake_server.ts";
import { PollBudget } from "../pacing.ts";
import type { JobWatch } from "../watch.ts";

/** A watch, and what was seen of it. */
export interface FakeWatch extends Fake {
  watch: JobWatch;
  sleeps: number[];
  /** `name: message` of each trouble. */
  troubles: string[];
  states: string[];
  /** Paths of the polls, in order. */
  polls: () => string[];
}

/**
 * Runs the body with a watch against a fake server.
 *
 * @param answer what the server answers at the fake clock's time (ms)
 */
export async function withWatch(
  answer: (request: Seen, now: number) => FakeReply,
  body: (fake: FakeWatch) => Promise<void>,
  options: { credentials?: Credentials; budget?: PollBudget } = {},
): Promise<void> {
  let now = 1_000_000;
  const began = now;
  await withFake(
    (request) => answer(request, now - began),
    async (fake) => {
      const sleeps: number[] = [];
      const troubles: string[] = [];
      const states: string[] = [];
      const watch: JobWatch = {
        client: fake.client,
        urls: fake.urls,
        session: fake.session,
        budget: options.budget ?? new PollBudget(null),
        now: () => now,
        sleep: (ms) => {
          sleeps.push(ms);
          now += ms;
          return Promise.resolve();
        },
        onState: (_job, status) => states.push(status),
        onTrouble: (name, message) => troubles.push(`${name}: ${message}`),
      };
      const polls = () => fake.seen.filter(({ method }) => method === "GET").map(({ path }) => path);
      await body({ ...fake, watch, sleeps, troubles, states, polls });
    },
    options.credentials,
  );
}

/** Gives the replies one after the other, the last one again and again. */
export function inTurn(...replies: FakeReply[]): () => FakeReply {
  let at = 0;
  return () => replies[Math.min(at++, replies.length - 1)] ?? "drop";
}

/** The answer of `jobstatus`. */
export function state(status: string, more: Record<string, unknown> = {}): FakeReply {
  return { json: { job_id: "j", status, started_at: null, ...more } };
}
