/** Refuses filters that nothing can pass: an empty answer to a mistyped name would look like an answer. */
import { readCapturesFile } from "../../captures/format.ts";
import { ProfileError } from "../../errors.ts";
import { readEvents } from "../../events/read_events.ts";
import type { AuditEvent } from "../../model/event.ts";
import { dirname, join } from "node:path";

/** Categories that the server's recorder and this project write. */
const CATEGORIES = ["http_request", "file_upload", "rq_enqueue", "system_log"];
const METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];

/** What was asked for, as given. */
export interface AskedFilters {
  category?: string | undefined;
  method?: string | undefined;
  capture?: string | undefined;
}

/**
 * Checks names of categories, methods and captures.
 *
 * @param log the log; it is read only when a name is in none of the lists
 * @param follow whether events may still come; then a capture may be one that clients will name
 * @throws ProfileError usage when a name is not known
 */
export async function refuseUnknown(log: string, follow: boolean, asked: AskedFilters): Promise<void> {
  const { category, method, capture } = asked;
  if (method !== undefined && !METHODS.includes(method.toUpperCase())) {
    throw unknown("method", method, `Methods: ${METHODS.join(", ")}`);
  }
  if (category !== undefined && !CATEGORIES.includes(category)) {
    const isThere = !follow && await someEvent(log, (event) => event.category === category);
    if (!isThere) throw unknown("category", category, `Categories: ${CATEGORIES.join(", ")}`);
  }
  if (capture === undefined || follow) return;
  // With marks beside the log they decide, and name what is there.
  if (await readCapturesFile(join(dirname(log), "profile.captures.json")) !== undefined) return;
  const ids = new Set<string>();
  const isNamed = await someEvent(log, ({ captureId, capture_id }) => {
    const id = captureId ?? capture_id ?? "stream";
    ids.add(id);
    return id === capture;
  });
  if (isNamed) return;
  const named = [...ids].filter((id) => id !== "stream").slice(0, 10);
  throw unknown(
    "capture",
    capture,
    named.length === 0
      ? "No marks lie beside the log and its events name no capture; leave --capture out"
      : `Captures that events of the log name: ${named.join(", ")}`,
  );
}

async function someEvent(log: string, test: (event: AuditEvent) => boolean): Promise<boolean> {
  for await (const item of readEvents(log)) if (item.kind === "event" && test(item.at.event)) return true;
  return false;
}

function unknown(what: string, name: string, remedy: string): ProfileError {
  return new ProfileError("usage", `There is no ${what} ${JSON.stringify(name)}`, { remedy });
}
