/** Which part of a log is assembled: a capture, a span of time, or all of it. */
import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { z } from "zod";
import { codeOf, ProfileError } from "../errors.ts";
import type { AuditEvent } from "../model/event.ts";
import { parseJson } from "../model/json.ts";

const Captures = z.looseObject({
  version: z.number().optional(),
  captures: z.array(z.looseObject({
    id: z.string(),
    slug: z.string().optional(),
    notes: z.string().optional(),
    started_at: z.string(),
    ended_at: z.string().nullish(),
  })),
});

/** The part of the log that becomes steps. */
export interface Window {
  from: number;
  to: number;
  /** Only events that carry this capture id. */
  captureId?: string;
  /** Slug that was given when the capture was started. */
  slug?: string;
  notes?: string;
}

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

/** Does an event lie in the window? Without a time it does only when the window is the whole log. */
export function inWindow(window: Window, event: AuditEvent, time: number): boolean {
  if (window.captureId !== undefined) {
    return (event.captureId ?? event.capture_id ?? "stream") === window.captureId;
  }
  if (window.from === -Infinity && window.to === Infinity) return true;
  return time >= window.from && time <= window.to;
}

/** Milliseconds of an event's own clock, else of the server's; NaN without either. */
export function timeOf(event: AuditEvent): number {
  const own = Date.parse(event.timestamp ?? "");
  return Number.isNaN(own) ? Date.parse(event.received_at ?? "") : own;
}

async function captureWindow(log: string, capture: string): Promise<Window> {
  const file = join(dirname(log), "profile.captures.json");
  const text = await readFile(file, "utf8").catch((error: unknown) => {
    if (codeOf(error) === "ENOENT") return undefined;
    throw error;
  });
  // Without marks of our own, the id may be one that clients put on their events.
  if (text === undefined) return { from: -Infinity, to: Infinity, captureId: capture };
  const parsed = Captures.safeParse(parseJson(text));
  if (!parsed.success) {
    throw new ProfileError("usage", "The list of captures is damaged", {
      position: { file },
      remedy: "Mend it, or use --from and --to instead of --capture",
    });
  }
  const found = parsed.data.captures.find((entry) => entry.id === capture || entry.slug === capture);
  if (found === undefined) {
    const ids = parsed.data.captures.map((entry) => entry.id).join(", ");
    throw new ProfileError("usage", `There is no capture "${capture}"`, {
      position: { file },
      remedy: ids === "" ? "No capture was started on this run" : `Captures of this run: ${ids}`,
    });
  }
  const ended = found.ended_at ?? undefined;
  return {
    from: moment(found.started_at, "started_at") ?? -Infinity,
    to: moment(ended, "ended_at") ?? Infinity,
    ...(found.slug === undefined ? {} : { slug: found.slug }),
    ...(found.notes === undefined ? {} : { notes: found.notes }),
  };
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
