/** HAR 1.2 as its specification lists it, for tests. */
import { z } from "zod";

const Time = z.iso.datetime({ offset: true });
const Ms = z.number().min(-1);
const Pair = z.strictObject({ name: z.string(), value: z.string(), comment: z.string().optional() });
const comment = z.string().optional();

const Request = z.strictObject({
  method: z.string(),
  url: z.url(),
  httpVersion: z.string(),
  cookies: z.array(Pair),
  headers: z.array(Pair),
  queryString: z.array(Pair),
  postData: z.union([
    z.strictObject({ mimeType: z.string(), text: z.string(), comment }),
    z.strictObject({
      mimeType: z.string(),
      params: z.array(z.strictObject({
        name: z.string(),
        value: z.string().optional(),
        fileName: z.string().optional(),
        contentType: z.string().optional(),
      })),
    }),
  ]).optional(),
  headersSize: z.number(),
  bodySize: z.number(),
});
const Response = z.strictObject({
  status: z.number(),
  statusText: z.string(),
  httpVersion: z.string(),
  cookies: z.array(Pair),
  headers: z.array(Pair),
  content: z.strictObject({ size: z.number(), mimeType: z.string(), text: z.string().optional(), comment }),
  redirectURL: z.string(),
  headersSize: z.number(),
  bodySize: z.number(),
});
const Har = z.strictObject({
  log: z.strictObject({
    version: z.literal("1.2"),
    creator: z.strictObject({ name: z.string(), version: z.string() }),
    pages: z.array(z.strictObject({
      startedDateTime: Time,
      id: z.string(),
      title: z.string(),
      pageTimings: z.strictObject({ onContentLoad: Ms, onLoad: Ms }),
    })),
    entries: z.array(z.strictObject({
      pageref: z.string(),
      startedDateTime: Time,
      time: z.number().min(0),
      request: Request,
      response: Response,
      cache: z.strictObject({}),
      timings: z.strictObject({
        send: z.number().min(0),
        wait: z.number().min(0),
        receive: z.number().min(0),
      }),
      comment,
    })),
  }),
});

/** What is not as the specification says; empty when all is. */
export function harFaults(document: unknown): string[] {
  const { data, error } = Har.safeParse(document);
  if (data === undefined) return error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`);
  const ids = new Set(data.log.pages.map(({ id }) => id));
  return [
    ...(ids.size === data.log.pages.length ? [] : ["two pages have the same id"]),
    ...data.log.entries.flatMap(({ pageref, time, timings }) => [
      ...(ids.has(pageref) ? [] : [`no page ${pageref}`]),
      ...(Math.abs(time - timings.send - timings.wait - timings.receive) < 0.001
        ? []
        : ["the times do not add up"]),
    ]),
  ];
}
