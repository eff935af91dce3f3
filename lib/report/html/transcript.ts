/** The transcript of a play, read back: what was sent and answered, by step. */
import { z } from "zod";
import { parseJson } from "../../model/json.ts";
import { plainText } from "../plain_text.ts";

/** The file in a result folder. */
const TRANSCRIPT = "transcript.har";
/** Larger ones are not read: the page would carry a small part of it anyway. */
const MOST_BYTES = 64 * 1024 * 1024;

const Pairs = z.array(z.object({ name: z.string(), value: z.string().default("") })).default([]);
const Entry = z.object({
  pageref: z.string().optional(),
  startedDateTime: z.string(),
  time: z.number(),
  request: z.object({
    method: z.string(),
    url: z.string(),
    headers: Pairs,
    postData: z.object({
      mimeType: z.string().default(""),
      text: z.string().optional(),
      params: z.array(
        z.object({ name: z.string(), value: z.string().optional(), fileName: z.string().optional() }),
      ).optional(),
      comment: z.string().optional(),
    }).optional(),
  }),
  response: z.object({
    status: z.number(),
    headers: Pairs,
    content: z.object({
      size: z.number().default(0),
      mimeType: z.string().default(""),
      text: z.string().default(""),
      comment: z.string().optional(),
    }),
  }),
  comment: z.string().optional(),
});
const Har = z.object({
  log: z.object({
    pages: z.array(z.object({ id: z.string(), title: z.string(), startedDateTime: z.string() })),
    entries: z.array(Entry),
  }),
});

/** A request with its answer, as HAR has it: what is shown of its texts goes through `plainText`, the rest is too long. */
export type Exchange = z.infer<typeof Entry>;

/** What belongs to one step; `set-up` is what belongs to none. */
export interface StepTranscript {
  /** Ms since 1970. */
  startedAt: number;
  exchanges: Exchange[];
}

/** By id of the step. */
export type Transcript = ReadonlyMap<string, StepTranscript>;

/**
 * Reads the transcript in a result folder.
 *
 * @returns undefined when there is none that can be read: results of older versions have none
 */
export async function readTranscript(
  read: (name: string) => Promise<Uint8Array | undefined>,
): Promise<Transcript | undefined> {
  const bytes = await read(TRANSCRIPT);
  if (bytes === undefined || bytes.length > MOST_BYTES) return undefined;
  const { data } = Har.safeParse(parseJson(new TextDecoder().decode(bytes)));
  if (data === undefined) return undefined;
  const steps = new Map<string, StepTranscript>();
  const byPage = new Map<string, StepTranscript>();
  for (const { id, title, startedDateTime } of data.log.pages) {
    const step = { startedAt: Date.parse(startedDateTime), exchanges: [] };
    steps.set(plainText(title), step);
    byPage.set(id, step);
  }
  for (const entry of data.log.entries) byPage.get(entry.pageref ?? "")?.exchanges.push(entry);
  return steps;
}

/** Value of a header, whatever its case. */
export function headerOf(headers: Exchange["request"]["headers"], name: string): string | undefined {
  return headers.find((one) => one.name.toLowerCase() === name)?.value;
}
