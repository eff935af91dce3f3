/**
 * The two logs of a promoted profile of WEPPcloud: the draft's (`capture/events.jsonl`) and the run's
 * (`run/_logs/profile.events.jsonl`). Either may be torn, or lack what was lost or came while the assembler was off.
 */
import { counted } from "../../text/counted.ts";
import { readEvents } from "../read_events.ts";
import type { AuditEvent } from "../../model/event.ts";

/** The log that is read, and what is to be known about it. */
export interface ChosenLog {
  log: string;
  /** Why this one, when the two differ. */
  why?: string;
  /** What the other one holds beside. */
  warning?: string;
  /** Captures in the run's log that the draft is not about. */
  otherCaptures: ReadonlySet<string>;
  /** Ids of upload answers that the draft's log marks: their bytes were kept. */
  marked: ReadonlySet<string>;
}

interface Content {
  events: Set<string>;
  captures: Set<string>;
  marked: Set<string>;
  damaged: number;
}

/**
 * Chooses between the log of the draft and that of the run: the run's when it holds every event of the draft's and
 * more, else the draft's, which is what was promoted.
 *
 * @param own log of the draft
 * @param second log of the run, where there is one
 */
export async function betterLog(own: string, second: string | undefined): Promise<ChosenLog> {
  const nothing = new Set<string>();
  if (second === undefined) return { log: own, otherCaptures: nothing, marked: nothing };
  const draft = await contentOf(own);
  // Without an event of the draft nothing tells which captures it was about.
  const run = await contentOf(second, draft.events.size === 0 ? undefined : draft.captures);
  const lacks = countMissing(run.events, draft.events);
  const others = new Set([...run.captures].filter((capture) => !draft.captures.has(capture)));
  if (countMissing(draft.events, run.events) === 0 && lacks > 0) {
    const damage = draft.damaged === 0 ? "" : ` and has ${counted(draft.damaged, "damaged line")}`;
    return {
      log: second,
      why: `capture/events.jsonl lacks ${counted(lacks, "event")} of it${damage}`,
      otherCaptures: draft.events.size === 0 ? nothing : others,
      marked: draft.marked,
    };
  }
  const more = `run/_logs/profile.events.jsonl holds ${
    counted(lacks, "event")
  } that capture/events.jsonl lacks`;
  return {
    log: own,
    ...(lacks === 0 ? {} : { warning: `${more}, and lacks others; it was not read` }),
    otherCaptures: nothing,
    marked: nothing,
  };
}

/** @param captures events of other captures do not count */
async function contentOf(log: string, captures?: ReadonlySet<string>): Promise<Content> {
  const content: Content = { events: new Set(), captures: new Set(), marked: new Set(), damaged: 0 };
  for await (const item of readEvents(log)) {
    if (item.kind === "problem") {
      content.damaged++;
      continue;
    }
    const { event } = item.at;
    const capture = event.captureId;
    if (capture !== undefined) content.captures.add(capture);
    if (event["_sbs_seed_version"] !== undefined && event.id !== undefined) content.marked.add(event.id);
    if (capture !== undefined && captures?.has(capture) === false) continue;
    content.events.add(keyOf(event));
  }
  return content;
}

/** The same event in both logs; the draft's copy may bear a mark more. */
function keyOf({ id, stage, timestamp, method, endpoint, sessionId }: AuditEvent): string {
  return JSON.stringify([id, stage, timestamp, method, endpoint, sessionId]);
}

function countMissing(there: ReadonlySet<string>, from: ReadonlySet<string>): number {
  let missing = 0;
  for (const one of there) if (!from.has(one)) missing++;
  return missing;
}
