/** Which part of a log is assembled: a capture, a span of time, or all of it. */
import { captureWindow, type Window } from "../captures/window.ts";
import { ProfileError } from "../errors.ts";

/**
 * The window that the options ask for.
 *
 * @param options.log path of the audit log; captures lie beside it
 * @throws ProfileError usage when a time cannot be read or a capture does not exist
 */
export async function chooseWindow(options: {
  log: string;
  capture?: string | undefined;
  from?: string | undefined;
  to?: string | undefined;
}): Promise<Window> {
  const base = options.capture === undefined
    ? { from: -Infinity, to: Infinity }
    : await captureWindow(options.log, options.capture);
  const from = Math.max(base.from, moment(options.from, "--from") ?? -Infinity);
  const to = Math.min(base.to, moment(options.to, "--to") ?? Infinity);
  if (from > to) {
    throw new ProfileError("usage", "The window ends before it starts", {
      remedy: "Give --from a moment before --to",
    });
  }
  return { ...base, from, to };
}

function moment(text: string | undefined, what: string): number | undefined {
  if (text === undefined) return undefined;
  const time = Date.parse(text);
  if (Number.isNaN(time)) {
    throw new ProfileError("usage", `Cannot read the time "${text}" of ${what}`, {
      remedy: "Use ISO 8601, for instance 2025-11-02T17:04:11Z",
    });
  }
  return time;
}
