/**
 * Changes that were sent more than once without being meant more than once. Time and state decide; two deliberate
 * changes are never folded, and where the recording does not tell, both stay and a sentence says so.
 *
 * - Retry: the same change (method, address, body, user) was refused or had no answer, and was sent again within
 *   30 s and accepted, with no other change in between. The accepted one is the step.
 * - Double click: the same change of the same page was sent again within 2 s while the first was under way, and both
 *   were accepted with the same answer, or the second was refused with 409 because the first was at work.
 */
import { jobIds } from "../endpoints/job_ids.ts";
import { parseJson, stableJson } from "../model/json.ts";
import { answeredJobs } from "./jobs.ts";
import {
  addressOf,
  type ComparableBody,
  comparableBody,
  endOf,
  isChange,
  mayHaveChanged,
  samePage,
  sameUser,
} from "./same_request.ts";
import { DOUBLE_CLICKS, RETRIES } from "./rules/sequences.ts";
import type { Recorded } from "./types.ts";

/** Ms from the end of a failed request to the one that repeats it. */
const RETRY_WITHIN = 30_000;
/** Ms from one click to the other. */
const CLICK_WITHIN = 2000;

/** A request that needs no step because another one stands for it. */
export interface Repeat {
  rule: string;
  /** The request that has the step. */
  of: Recorded;
  /** What happened to this one, in words that follow `line 51`. */
  words: string;
}

/** What was found. */
export interface Repeats {
  folded: Map<Recorded, Repeat>;
  /** What the recording does not tell; both requests stay. */
  doubts: string[];
  /** What was folded and is worth knowing. */
  warnings: string[];
}

/** What deciding needs. */
export interface RepeatContext {
  runId: string;
  origins: ReadonlySet<string>;
  recordsFormValues: boolean;
  /** Jobs by the request that started them. */
  started: ReadonlyMap<Recorded, string>;
}

interface Sent {
  recorded: Recorded;
  body: ComparableBody;
  /** Place among all changes. */
  place: number;
}

/** Finds retries and double clicks among the requests of a log, in time order. */
export function findRepeats(requests: readonly Recorded[], context: RepeatContext): Repeats {
  const found: Repeats = { folded: new Map(), doubts: [], warnings: [] };
  const changes = requests.filter((one) => !Number.isNaN(one.time) && isChange(one, context));
  // A change of another kind: what comes behind it was sent in another state.
  const isOther = (place: number, address: string) => {
    const one = changes[place];
    return one !== undefined && mayHaveChanged(one) && addresses[place] !== address;
  };
  const addresses = changes.map(addressOf);
  const byAddress = new Map<string, Sent[]>();
  for (const [place, recorded] of changes.entries()) {
    const address = addresses[place] ?? "";
    const before = byAddress.get(address) ?? [];
    const sent: Sent = { recorded, body: comparableBody(recorded, context.recordsFormValues), place };
    if (!foldDoubleClick(sent, before, context, found)) foldRetries(sent, before, isOther, context, found);
    before.push(sent);
    byAddress.set(address, before);
  }
  return found;
}

/** Folds the second of two clicks, or says why not. */
function foldDoubleClick(
  second: Sent,
  before: readonly Sent[],
  context: RepeatContext,
  found: Repeats,
): boolean {
  const first = before.findLast(({ recorded }) => !found.folded.has(recorded));
  if (first === undefined || first.body.text !== second.body.text) return false;
  const [a, b] = [first.recorded, second.recorded];
  const soon = b.time - a.time <= CLICK_WITHIN;
  if (!samePage(a, b) || a.outcome !== "ok") return false;
  if (soon && b.status === 409) {
    found.folded.set(b, {
      rule: DOUBLE_CLICKS.name,
      of: a,
      words: "was answered with 409, the first was at work",
    });
    return true;
  }
  if (b.time >= endOf(a) || b.outcome !== "ok") return false;
  const unsure = !soon
    ? `${((b.time - a.time) / 1000).toFixed(1)} s apart`
    : !second.body.known
    ? "with values that were not recorded"
    : differ(a, b)
    ? "with different answers"
    : undefined;
  if (unsure !== undefined) {
    found.doubts.push(
      `${
        nameOf(b)
      } was sent again while the first was under way (lines ${a.line} and ${b.line}), ${unsure}; both are steps, drop one if it was a double click`,
    );
    return true;
  }
  const [kept, folded] = context.started.has(b) && !context.started.has(a) ? [b, a] : [a, b];
  found.folded.set(folded, {
    rule: DOUBLE_CLICKS.name,
    of: kept,
    words: "was sent while the first was under way",
  });
  if (context.started.has(a) && context.started.has(b)) {
    found.warnings.push(
      `${nameOf(b)} was clicked twice (lines ${a.line} and ${b.line}) and started two jobs; play starts one`,
    );
  }
  return true;
}

/** Folds the failed attempts that an accepted one repeats, from the last to the first. */
function foldRetries(
  success: Sent,
  before: readonly Sent[],
  isOther: (place: number, address: string) => boolean,
  context: RepeatContext,
  found: Repeats,
): void {
  if (success.recorded.outcome !== "ok") return;
  const address = addressOf(success.recorded);
  let next = success;
  for (let index = before.length - 1; index >= 0; index--) {
    const failed = before[index];
    if (failed === undefined) return;
    const { recorded, body } = failed;
    if (recorded.outcome === "ok" || body.text !== success.body.text) return;
    if (!sameUser(recorded, next.recorded) || !follows(recorded, next.recorded)) return;
    for (let place = failed.place + 1; place < next.place; place++) if (isOther(place, address)) return;
    const reason = whyNotRetry(failed, success, context);
    if (reason !== undefined) {
      // What failed before the page's eyes is no step, whatever it did.
      if (recorded.outcome === "lost" && (recorded.end === undefined || context.started.has(recorded))) {
        found.doubts.push(
          `${
            nameOf(recorded)
          } (line ${recorded.line}) was sent again (line ${success.recorded.line}), and ${reason}`,
        );
      }
      return;
    }
    found.folded.set(recorded, {
      rule: RETRIES.name,
      of: success.recorded,
      words: recorded.trouble ?? "did not succeed",
    });
    next = failed;
  }
}

function whyNotRetry(failed: Sent, success: Sent, { started }: RepeatContext): string | undefined {
  if (!failed.body.known || !success.body.known) {
    return "their values were not recorded; drop one step if it was a retry";
  }
  return started.has(failed.recorded) ? "both started a job; both are steps" : undefined;
}

function follows(failed: Recorded, next: Recorded): boolean {
  const end = endOf(failed);
  return next.time - (Number.isNaN(end) ? failed.time : Math.min(end, next.time)) <= RETRY_WITHIN;
}

/** Own recordings keep answers; apart from the ids of jobs those of a double click are the same. */
function differ(a: Recorded, b: Recorded): boolean {
  if (a.status !== b.status) return true;
  const [one, other] = [a, b].map((recorded) => {
    const text = recorded.end?.responseMeta?.body;
    const json = text === undefined ? undefined : parseJson(text);
    if (json === undefined) return text ?? "";
    const ids = [...jobIds(json), ...answeredJobs(recorded)];
    return ids.reduce((plain, id) => plain.replaceAll(id, "job"), stableJson(json));
  });
  return one !== other;
}

function nameOf({ method, target }: Recorded): string {
  return `${method} ${target.path}`;
}
