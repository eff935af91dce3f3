/** Which generation of WEPPcloud's recorder wrote an event, as far as the event shows it. */
import type { AuditEvent } from "../model/event.ts";
import { isObject } from "../model/json.ts";

/**
 * `V1` JSON previews only; `V2` whole values; `V3+` (V3 and V4 write alike) values withheld or redacted by key;
 * `V5` with marks of burn-severity seeds; `own` written by this project with full values.
 */
export type Generation = "V1" | "V2" | "V1/V2" | "V3+" | "V5" | "own";

/** The generation that one event shows, or undefined when it could be of any. */
export function generationOf(event: AuditEvent): Generation | undefined {
  const meta = event.requestMeta;
  if (meta?.parts !== undefined || meta?.text !== undefined || event.responseMeta !== undefined) return "own";
  if (event["_sbs_seed_version"] !== undefined) return "V5";
  if (event.sessionId === "[redacted]" || meta?.bodyCaptured !== undefined || meta?.jsonType !== undefined) {
    return "V3+";
  }
  if (meta?.jsonPayload !== undefined || meta?.formValues !== undefined) return "V2";
  if (meta?.bodyType === "json" && meta.bodyPreview !== undefined) return "V1";
  if (isObject(event["user"]) && event["user"]["email"] !== undefined) return "V1/V2";
  return event.sessionId === undefined ? undefined : "V1/V2";
}

const ORDER: readonly Generation[] = ["own", "V5", "V3+", "V2", "V1", "V1/V2"];

/** The generation of a log from those of its events: the most telling one. */
export function generationOfLog(seen: ReadonlySet<Generation>): Generation | undefined {
  return ORDER.find((generation) => seen.has(generation));
}
