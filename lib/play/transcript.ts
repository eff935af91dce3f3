/** The transcript of a play as HAR 1.2, every secret taken out. Opens in a browser's network tab. */
import type { Exchange } from "../http/client.ts";
import type { JsonValue } from "../model/json.ts";
import type { Redactor } from "../redact/redactor.ts";

/** Bodies longer than this many characters are cut in the transcript. */
const BODY_LIMIT = 64 * 1024;

/**
 * The exchanges as a HAR document.
 *
 * @param creator name and version of this program
 */
export function toHar(
  exchanges: readonly Exchange[],
  creator: { name: string; version: string },
  redactor: Redactor,
): JsonValue {
  return { log: { version: "1.2", creator, entries: exchanges.map((one) => entryOf(one, redactor)) } };
}

function entryOf({ startedAt, request, answer, error }: Exchange, redactor: Redactor): JsonValue {
  const body = request.body;
  const sent = body === undefined ? "" : body.kind === "text" ? body.text : JSON.stringify(body.summary);
  const mimeType = body === undefined ? "" : body.kind === "text" ? body.contentType : "multipart/form-data";
  const received = answer?.text.slice(0, BODY_LIMIT) ?? "";
  return {
    startedDateTime: startedAt,
    time: answer?.timings.total ?? 0,
    request: {
      method: request.method,
      url: redactor.text(request.url.href),
      httpVersion: "HTTP/1.1",
      cookies: [],
      headers: pairsOf(request.headers ?? {}, redactor),
      queryString: [...request.url.searchParams].flatMap(([name, value]) =>
        pairsOf({ [name]: value }, redactor)
      ),
      ...(sent === "" ? {} : { postData: { mimeType, text: redactor.text(sent.slice(0, BODY_LIMIT)) } }),
      headersSize: -1,
      bodySize: -1,
    },
    response: {
      status: answer?.status ?? 0,
      statusText: "",
      httpVersion: "HTTP/1.1",
      cookies: [],
      headers: pairsOf(answer?.headers ?? {}, redactor),
      content: {
        size: answer?.length ?? 0,
        mimeType: answer?.headers["content-type"] ?? "",
        text: redactor.text(received),
      },
      redirectURL: redactor.text(answer?.headers["location"] ?? ""),
      headersSize: -1,
      bodySize: -1,
    },
    cache: {},
    timings: {
      send: 0,
      wait: answer?.timings.first_byte ?? 0,
      receive: (answer?.timings.total ?? 0) - (answer?.timings.first_byte ?? 0),
    },
    ...(error === undefined ? {} : { comment: redactor.text(error) }),
  };
}

/** Names and values in HAR's form; secret names lose their values. */
function pairsOf(pairs: Record<string, string>, redactor: Redactor): JsonValue[] {
  const clean = redactor.json(pairs);
  return Object.entries(clean ?? {}).map(([name, value]) => ({ name, value: String(value) }));
}
