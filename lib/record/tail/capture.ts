/** Events of one capture, for showing only these. */
import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { z } from "zod";
import { codeOf, ProfileError } from "../../errors.ts";
import type { AuditEvent } from "../../model/event.ts";
import { parseJson } from "../../model/json.ts";

const Captures = z.looseObject({
  captures: z.array(z.looseObject({
    id: z.string(),
    slug: z.string().nullish(),
    started_at: z.string(),
    ended_at: z.string().nullish(),
  })),
});

/**
 * A test for the events of a capture: by its marks beside the log, or by the id that events carry. The marks are
 * read once; a capture that is open then has no end.
 *
 * @param log path of the log
 * @param capture id or slug
 * @throws ProfileError usage when there are marks and none of them is meant
 */
export async function captureTest(log: string, capture: string): Promise<(event: AuditEvent) => boolean> {
  const file = join(dirname(log), "profile.captures.json");
  const text = await readFile(file, "utf8").catch((error: unknown) => {
    if (codeOf(error) === "ENOENT") return undefined;
    throw error;
  });
  if (text === undefined) return (event) => (event.captureId ?? event.capture_id ?? "stream") === capture;
  const parsed = Captures.safeParse(parseJson(text));
  const found = parsed.data?.captures.find(({ id, slug }) => id === capture || slug === capture);
  if (found === undefined) {
    throw new ProfileError("usage", `There is no capture "${capture}"`, {
      position: { file },
      remedy: `Captures of this run: ${
        parsed.data?.captures.map(({ id }) => id).join(", ") ?? "the list is damaged"
      }`,
    });
  }
  const from = Date.parse(found.started_at);
  const to = Date.parse(found.ended_at ?? "");
  return (event) => {
    const time = Date.parse(event.timestamp ?? event.received_at ?? "");
    return time >= from && !(time > to);
  };
}
