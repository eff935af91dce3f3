/**
 * The one loop that asks a server again and again: growing pauses within the server's limits, one renewal of
 * the session, patience with a server that does not answer, and a deadline that no pause goes beyond.
 */
import { ProfileError } from "../errors.ts";
import { RedirectsError, RequestError } from "../http/request_error.ts";
import type { HttpAnswer } from "../http/client.ts";
import { pollInterval, retryAfter } from "./pacing.ts";
import type { JobWatch } from "./watch.ts";

/** Something to ask until the answer settles it. */
export interface Question {
  /** How messages name it: a job's id, a path. */
  name: string;
  /** Where to ask; looked at before each poll. */
  url(): URL;
  /**
   * Takes an answer. Those without an answer to the question (5xx, 408, 429, refusals) do not come here.
   *
   * @param waited ms since the wait began
   * @returns true when nothing is left to ask
   */
  hear(answer: HttpAnswer, waited: number): boolean;
  /** Of a job: its last state, once one was seen, and how many stand before it in the queue. */
  readonly state?: { name: string | undefined; ahead: number | undefined };
}

/** How asking one question ended. */
export interface QuestionEnd {
  /** `refused`: the server does not let us ask; `late`: time is up; `stopped`: the others were enough. */
  how: "heard" | "refused" | "late" | "stopped";
  /** What kept the last poll from being answered. */
  trouble?: string;
  /** The last poll met no server: network, a gateway with nothing behind it, or one that lets nobody ask (429). */
  away: boolean;
  /** Nothing answers there any more. */
  gone: boolean;
  /** Ms since the wait began. */
  waited: number;
}

/** Shortest pause after "too many requests", ms, when the server names none. */
const AFTER_429 = 250;
/** One wait stays away as long as the server says; the other waits of the process no longer than its limit's minute, ms. */
const LONGEST_HOLD = 60_000;
/** A renewal that fails is tried this often, for the login may be away for the same moment as the rest. */
const RENEWALS = 3;
/** A server that answers nothing any more is waited for so long: it may be started again meanwhile, ms. */
const LONGEST_GONE = 60_000;
/** Longest time for the answer to one poll, ms; and the time that the last one gets at least. */
const LONGEST_POLL = 60_000;
const LAST_POLL = 1000;

/** A question on its way. */
interface Asked {
  question: Question;
  how: QuestionEnd["how"] | undefined;
  trouble: string | undefined;
  away: boolean;
  /** When the server was first found gone, on the watch's clock. */
  goneSince: number | undefined;
  noted: boolean;
  /** Attempts to renew the session since the last answer. */
  renewals: number;
  renewed: boolean;
  waited: number;
}

/**
 * Asks all questions in rounds until each has its answer, one of them is enough, or the time is up. Each is
 * asked at least once, and once more when the time is up.
 *
 * @param timeout ms for all of them together
 * @param enough looked at after each round: true leaves the other questions
 * @returns one end for each question, in their order
 * @throws ProfileError refused by the guard, unavailable when the session cannot be renewed; what aborts
 */
export async function askUntil(
  watch: JobWatch,
  questions: readonly Question[],
  timeout: number,
  enough: () => boolean = () => false,
): Promise<QuestionEnd[]> {
  const began = watch.now();
  const waited = () => watch.now() - began;
  const pauseFor = async (ms: number) => {
    const bounded = Math.min(ms, timeout - waited());
    if (bounded > 0) await watch.sleep(bounded);
  };
  const all = questions.map(asked);
  const tell = waitTeller(watch, timeout);
  while (true) {
    tell(all.find(isOpen)?.question, waited());
    let wish = 0;
    for (const one of all.filter(isOpen)) {
      await pauseFor(watch.budget.take(watch.now()));
      const limit = Math.min(LONGEST_POLL, Math.max(LAST_POLL, timeout - waited()));
      wish = Math.max(wish, await pollOnce(one, watch, limit, waited));
      one.waited = waited();
    }
    if (!all.some(isOpen)) return all.map((one) => endOf(one, "heard"));
    if (enough()) return all.map((one) => endOf(one, "stopped"));
    if (waited() >= timeout) return all.map((one) => endOf(one, "late"));
    await pauseFor(Math.max(pollInterval(waited()), wish));
  }
}

/** Tells who listens what is waited for, at the begin and when that has changed. */
function waitTeller({ onProgress }: JobWatch, limit: number) {
  let told: string | undefined;
  return (question: Question | undefined, waited: number): void => {
    if (onProgress === undefined || question === undefined) return;
    const { name, state } = question;
    const now = `${name} ${state?.name} ${state?.ahead}`;
    if (now === told) return;
    told = now;
    onProgress({
      kind: "wait",
      for: state === undefined ? "path" : "job",
      name,
      ...(state?.name === undefined ? {} : { state: state.name }),
      ...(state?.ahead === undefined ? {} : { ahead: state.ahead }),
      waited,
      limit,
    });
  };
}

/** True for an error that says that no answer came; refusals of the guard and aborts are none. */
export function isNoAnswer(error: unknown): error is ProfileError {
  return error instanceof ProfileError && error.verdict === "unavailable";
}

/** One poll; gives the ms that the server wants to be left alone. */
async function pollOnce(one: Asked, watch: JobWatch, limit: number, waited: () => number): Promise<number> {
  const url = one.question.url();
  let answer: HttpAnswer;
  try {
    const headers = watch.session.headersFor("GET", url);
    answer = await watch.client.send({ method: "GET", url, headers, timeout: limit, retry: false });
  } catch (error) {
    if (!isNoAnswer(error)) throw error;
    watch.onPoll?.("lost");
    if (error instanceof RedirectsError) {
      one.trouble = error.message;
      one.away = false;
      one.how = "refused";
      return 0;
    }
    noteTrouble(one, watch, error.message, true);
    if (!(error instanceof RequestError)) one.goneSince = undefined;
    else if (watch.now() - (one.goneSince ??= watch.now()) >= LONGEST_GONE) one.how = "refused";
    return 0;
  }
  const { status } = answer;
  one.goneSince = undefined;
  watch.onPoll?.(status === 429 ? "limited" : status >= 500 ? "lost" : "answered");
  const shut = watch.session.wasRefused(answer, url);
  if (shut || status === 403) {
    await renew(one, watch, status >= 400 ? `HTTP ${status}` : "the login page came in place of it");
    return 0;
  }
  const wish = retryAfter(answer.headers, watch.now());
  if (status >= 500) {
    noteTrouble(one, watch, `HTTP ${status}`, status >= 502 && status <= 504);
    return wish;
  }
  one.away = status === 429 || status === 408;
  if (one.away) {
    one.trouble = `HTTP ${status}`;
    const pause = Math.max(wish, status === 429 ? AFTER_429 : 0);
    if (status === 429) watch.budget.hold(watch.now() + Math.min(pause, LONGEST_HOLD));
    return pause;
  }
  one.trouble = undefined;
  one.renewals = 0;
  one.renewed = false;
  if (one.question.hear(answer, waited())) one.how = "heard";
  return wish;
}

/** Logs in again, once in a row; a second refusal is the server's word. */
async function renew(one: Asked, watch: JobWatch, why: string): Promise<void> {
  one.trouble = why;
  one.away = false;
  if (one.renewed) {
    one.how = "refused";
    return;
  }
  one.renewals++;
  if (one.renewals === 1) {
    watch.onTrouble?.(one.question.name, `the server no longer takes our session (${why}); logging in again`);
  }
  try {
    one.renewed = await watch.session.renew();
    if (!one.renewed) one.how = "refused";
  } catch (error) {
    if (!isNoAnswer(error) || one.renewals >= RENEWALS) throw error;
    noteTrouble(one, watch, error.message, true);
  }
}

function noteTrouble(one: Asked, watch: JobWatch, message: string, away: boolean): void {
  one.trouble = message;
  one.away = away;
  if (!one.noted) watch.onTrouble?.(one.question.name, `${message}; asking again until the time is up`);
  one.noted = true;
}

function asked(question: Question): Asked {
  return {
    question,
    how: undefined,
    trouble: undefined,
    away: false,
    goneSince: undefined,
    noted: false,
    renewals: 0,
    renewed: false,
    waited: 0,
  };
}

function isOpen(one: Asked): boolean {
  return one.how === undefined;
}

function endOf(
  { how, trouble, away, goneSince, waited }: Asked,
  otherwise: QuestionEnd["how"],
): QuestionEnd {
  const gone = goneSince !== undefined;
  return { how: how ?? otherwise, away, gone, waited, ...(trouble === undefined ? {} : { trouble }) };
}
