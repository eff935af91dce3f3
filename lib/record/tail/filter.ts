/** Which events of a log are shown. What is not shown is read all the same: it moves the offset and finds its pair. */
import { jobIds } from "../../endpoints/job_ids.ts";
import { ProfileError } from "../../errors.ts";
import { endpointPath } from "../../events/pair.ts";
import { globMatcher, isGlob } from "../../files/glob.ts";
import type { AuditEvent } from "../../model/event.ts";
import { isObject, parseJson } from "../../model/json.ts";
import { actionOf } from "./action.ts";

/** What is asked for; all that is given must hold. */
export interface TailFilters {
  /** `http_request`, `file_upload`, … */
  category?: string | undefined;
  method?: string | undefined;
  /** Glob over the path without origin and query or over what is printed of it, or a part of the path. */
  path?: string | undefined;
  /** Id of a job, or its beginning. */
  job?: string | undefined;
  /** `404`, `4xx`, or `error` for everything that failed. */
  status?: string | undefined;
  /** Is the event in the capture that was asked for? */
  capture?: ((event: AuditEvent) => boolean) | undefined;
}

/** True when an exchange, of which these events are known, is wanted. */
export type TailTest = (...events: AuditEvent[]) => boolean;

/**
 * A test for what is asked for; undefined when nothing is, so everything is wanted.
 *
 * @throws ProfileError usage when a status cannot be read
 */
export function tailTest(filters: TailFilters): TailTest | undefined {
  const { category, method, path, job, status, capture } = filters;
  const tests: TailTest[] = [];
  const some = (test: (event: AuditEvent) => boolean) => tests.push((...events) => events.some(test));
  if (category !== undefined) some((event) => event.category === category);
  if (method !== undefined) some((event) => event.method?.toUpperCase() === method.toUpperCase());
  if (path !== undefined) some(pathTest(path));
  if (job !== undefined) some((event) => jobsOf(event).some((id) => id.startsWith(job)));
  if (status !== undefined) some(statusTest(status));
  if (capture !== undefined) some(capture);
  return tests.length === 0 ? undefined : (...events) => tests.every((test) => test(...events));
}

/** Ids of the jobs that an event names: in the answer, in its payload, in a poll's address. */
export function jobsOf(event: AuditEvent): string[] {
  const { responseMeta, payload, endpoint = "" } = event;
  const polled = /\/(?:jobstatus|jobinfo|canceljob)\/([^/?#]+)/.exec(endpoint)?.[1];
  const answered = responseMeta?.body === undefined ? [] : jobIds(parseJson(responseMeta.body));
  return [...answered, ...jobIds(payload), ...(polled === undefined ? [] : [polled])];
}

/** The status of an answer, where one came. */
export function statusOf(event: AuditEvent): number | undefined {
  const error = isObject(event.error) ? event.error : {};
  const status = event.status ?? error["status"];
  return typeof status === "number" && status > 0 ? status : undefined;
}

function pathTest(wanted: string): (event: AuditEvent) => boolean {
  const plain = wanted.replace(/^\/+|\/+$/g, "");
  const matches = isGlob(plain) ? globMatcher(plain) : (path: string) => `/${path}/`.includes(`/${plain}/`);
  return (event) =>
    event.endpoint !== undefined &&
    (matches(endpointPath(event.endpoint)) || matches(actionOf(event).replace(/\/+$/, "")));
}

function statusTest(wanted: string): (event: AuditEvent) => boolean {
  if (wanted === "error") {
    return (event) => event.stage === "error" || event.ok === false || (statusOf(event) ?? 0) >= 400;
  }
  if (!/^[1-5](?:\d\d|xx)$/i.test(wanted)) {
    throw new ProfileError("usage", `Cannot read the status "${wanted}"`, {
      remedy: "Use 404, 4xx or error",
    });
  }
  const pattern = new RegExp(`^${wanted.toLowerCase().replaceAll("x", "\\d")}$`);
  return (event) => pattern.test(String(statusOf(event) ?? ""));
}
