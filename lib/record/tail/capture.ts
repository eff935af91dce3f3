/** Events of one capture, for showing only these. */
import { captureWindow, WindowFilter } from "../../captures/window.ts";
import type { AuditEvent } from "../../model/event.ts";

/**
 * A test for the events of a capture: by its marks beside the log, or by the id that events carry. The marks are
 * read once; a capture that is open then has no end.
 *
 * @param log path of the log
 * @param capture id or slug
 * @throws ProfileError usage when there are marks and none of them is meant
 */
export async function captureTest(log: string, capture: string): Promise<(event: AuditEvent) => boolean> {
  const filter = new WindowFilter(await captureWindow(log, capture));
  return (event) => filter.takes(event);
}
