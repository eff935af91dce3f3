/**
 * HAR 1.2 as browsers and proxies write it (http://www.softwareishard.com/blog/har-12-spec/), as far as an import
 * reads it. Names with an underscore are extensions of Chrome and Playwright.
 */
import { z } from "zod";

const text = z.string().nullish().transform((value) => value ?? undefined);
const number = z.number().nullish().transform((value) => value ?? undefined);
const Headers = z.array(
  z.object({
    name: z.string(),
    value: z.union([z.string(), z.number()]).nullish().transform((v) => String(v ?? "")),
  }),
).nullish().transform((list) => list ?? []);

/** A field of a form, as the HAR took it apart. */
const Param = z.object({ name: z.string(), value: text, fileName: text, contentType: text });

const PostData = z.object({
  mimeType: text,
  text,
  params: z.array(Param).nullish().transform((list) => list ?? []),
  /** Not in the format, but written by some. */
  encoding: text,
  /** Playwright, content attached: name of a file beside the HAR. */
  _file: text,
  _sha1: text,
});

const Content = z.object({
  size: number,
  mimeType: text,
  text,
  encoding: text,
  comment: text,
  _file: text,
  _sha1: text,
});

/** A moment that leaves room for how long a request took. */
function isTime(text: string): boolean {
  return Math.abs(Date.parse(text)) < 8e15;
}

/** One request with its answer. */
export const Entry = z.object({
  startedDateTime: z.string().refine(isTime, "is no date and time"),
  time: number,
  request: z.object({
    method: z.string().min(1),
    url: z.string().min(1),
    headers: Headers,
    postData: PostData.nullish().transform((data) => data ?? undefined),
    bodySize: number,
  }),
  response: z.object({
    status: number,
    headers: Headers,
    content: Content.nullish().transform((content) => content ?? undefined),
    redirectURL: text,
    _error: text,
    _failureText: text,
  }).nullish().transform((response) => response ?? undefined),
  _resourceType: text,
  _webSocketMessages: z.array(z.unknown()).nullish().transform((list) => list ?? undefined),
});
export type Entry = z.infer<typeof Entry>;
export type PostData = z.infer<typeof PostData>;

const Program = z.object({ name: text, version: text }).nullish().transform((program) =>
  program ?? undefined
);

/** The whole document; its entries are read one by one. */
export const Har = z.object({
  log: z.object({ creator: Program, browser: Program, entries: z.array(z.unknown()) }),
});
