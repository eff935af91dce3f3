/** Are two recorded requests the same one, sent twice? Address, body and sender decide. */
import { taskOf } from "../endpoints/table.ts";
import { isObject } from "../model/json.ts";
import { Hole } from "../model/profile.ts";
import { MARKS } from "../redact/marks.ts";
import { bodyOf } from "./body.ts";
import { isHousekeeping } from "./rules/requests.ts";
import type { Recorded } from "./types.ts";
import { isSupplied } from "./values.ts";

/** A body in a form that can be compared. */
export interface ComparableBody {
  text: string;
  /** False when a value of it was not recorded or taken out: two such bodies may differ all the same. */
  known: boolean;
}

/** What the server stores in place of a session's id. */
const HIDDEN = "[redacted]";

/** Method and address, without what keeps a browser from answering from its cache. */
export function addressOf({ method, target: { path, query } }: Recorded): string {
  const plain = query.filter(([name]) => name !== "_").map(([name, value]) => `${name}=${value}`);
  return `${method} ${path}?${plain.join("&")}`;
}

/**
 * The body of a request, without tokens that differ each time.
 *
 * @param recordsFormValues some form of the recording came with values
 */
export function comparableBody(recorded: Recorded, recordsFormValues: boolean): ComparableBody {
  const { target } = recorded;
  const body = bodyOf(recorded, taskOf(target.area, target.rest), recordsFormValues);
  let known = body.files.every(({ sha256, empty }) => sha256 !== undefined || empty === true);
  const text = JSON.stringify(body, (key, value: unknown) => {
    if (value instanceof Hole) {
      known = false;
      return { hole: value.reason };
    }
    if (key !== "" && isSupplied(key)) return undefined;
    return isObject(value) && !Array.isArray(value) ? { ...value } : value;
  });
  return { text, known: known && text.search(MARKS) === -1 };
}

/** True when nothing says that two requests came from different people. */
export function sameUser(a: Recorded, b: Recorded): boolean {
  return rawUser(a) === rawUser(b);
}

/** True when nothing says that two requests came from different pages. */
export function samePage(a: Recorded, b: Recorded): boolean {
  const [one, other] = [sessionOf(a), sessionOf(b)];
  return sameUser(a, b) && (one === undefined || other === undefined || one === other);
}

/** Page that a request came from; undefined when the recording hides it. */
export function sessionOf({ request, end }: Recorded): string | undefined {
  const session = (request ?? end)?.sessionId;
  return session === undefined || session === "" || session === HIDDEN ? undefined : session;
}

/** What the recording says of the user, as a key: id, else e-mail, else the pseudonym of an own recording. */
export function rawUser({ request, end }: Recorded): string | undefined {
  const event = request ?? end;
  const user = event?.["user"];
  const id = isObject(user) ? user["id"] ?? user["email"] : undefined;
  const known = id ?? event?.session?.["user"];
  return typeof known === "string" || typeof known === "number" ? String(known) : undefined;
}

/** When a request ended, in ms; NaN when that is not in the log. */
export function endOf({ end, ended, time }: Recorded): number {
  if (end === undefined) return NaN;
  // A lone answer has only its own time.
  return ended === undefined ? time + (end.durationMs ?? NaN) : Math.max(ended, time);
}

/** True for what changes the run on purpose: neither a read nor what pages send beside the user's work. */
export function isChange(
  recorded: Recorded,
  about: { runId: string; origins: ReadonlySet<string> },
): boolean {
  const { method, target } = recorded;
  if (["GET", "HEAD", "OPTIONS"].includes(method)) return false;
  if (target.area !== "weppcloud" && target.area !== "rq-engine") return false;
  return isOfRun(recorded, about) && !isHousekeeping(recorded);
}

/** True for a request to the recorded server that concerns the recorded run. */
export function isOfRun(
  { target }: Recorded,
  { runId, origins }: { runId: string; origins: ReadonlySet<string> },
): boolean {
  if (target.origin !== undefined && origins.size > 0 && !origins.has(target.origin)) return false;
  return target.runId === undefined || target.runId === runId;
}

/** True for a change that did, or may have done, something on the server. */
export function mayHaveChanged({ outcome, status }: Recorded): boolean {
  return outcome !== "refused" || (status ?? 0) >= 500;
}
