/** What a request called, as a tail prints it. */
import { endpointPath } from "../../events/pair.ts";
import type { AuditEvent } from "../../model/event.ts";

/** What was called, without the parts that are the same on every line of a run: prefix, run id, config. */
export function actionOf(event: AuditEvent): string {
  const path = endpointPath(event.endpoint ?? "");
  const action = path.replace(/^weppcloud\//, "").replace(/^rq-engine\/api\//, "").replace(
    /^runs\/[^/]+\/[^/]+\//,
    "",
  )
    .replace(/^rq\/api\//, "");
  const short = action.replace(/\b([0-9a-f]{8})-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}\b/g, "$1…");
  return short === "" ? "/" : short;
}
