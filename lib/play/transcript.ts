/** The transcript of a play as HAR 1.2, every secret taken out: a page a step. Opens in a browser's network tab. */
import type { Exchange } from "../http/client.ts";
import type { JsonObject, JsonValue } from "../model/json.ts";
import { cutText } from "../report/plain_text.ts";
import type { Redactor } from "../redact/redactor.ts";

/** Bodies longer than this many characters are cut in the transcript. */
const BODY_LIMIT = 64 * 1024;
/** Page of what belongs to no step: login, tokens, workers. */
const SET_UP = "set-up";

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
  const pages = new Map<string, JsonObject>();
  for (const { step = SET_UP, startedAt } of exchanges) {
    if (pages.has(step)) continue;
    const pageTimings = { onContentLoad: -1, onLoad: -1 };
    const page = {
      startedDateTime: startedAt,
      id: `page_${pages.size + 1}`,
      title: redactor.text(step),
      pageTimings,
    };
    pages.set(step, page);
  }
  const entries = exchanges.map((one) => ({
    pageref: pages.get(one.step ?? SET_UP)?.["id"] ?? SET_UP,
    ...entryOf(one, redactor),
  }));
  return { log: { version: "1.2", creator, pages: [...pages.values()], entries } };
}

function entryOf({ startedAt, request, answer, error }: Exchange, redactor: Redactor): JsonObject {
  const { first_byte = 0, total = 0 } = answer?.timings ?? {};
  const wait = Math.min(first_byte, total);
  return {
    startedDateTime: startedAt,
    time: total,
    request: {
      method: request.method,
      url: redactor.text(request.url.href),
      httpVersion: "HTTP/1.1",
      cookies: [],
      headers: pairsOf(request.headers ?? {}, redactor),
      queryString: [...request.url.searchParams].flatMap(([name, value]) =>
        pairsOf({ [name]: value }, redactor)
      ),
      ...postData(request.body, redactor),
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
        ...bounded(answer?.text ?? "", answer?.truncated === true, redactor),
      },
      redirectURL: redactor.text(answer?.headers["location"] ?? ""),
      headersSize: -1,
      bodySize: -1,
    },
    cache: {},
    timings: { send: 0, wait, receive: total - wait },
    ...(error === undefined ? {} : { comment: redactor.text(error) }),
  };
}

/** What was sent: text, or the parts of a form, files by name only. */
function postData(body: Exchange["request"]["body"], redactor: Redactor): JsonObject {
  if (body === undefined) return {};
  if (body.kind === "text") {
    return { postData: { mimeType: body.contentType, ...bounded(body.text, false, redactor) } };
  }
  const params = body.multipart.parts.flatMap((part): JsonValue[] =>
    "value" in part
      ? pairsOf({ [part.name]: cutText(part.value, BODY_LIMIT) }, redactor)
      : [{ name: part.name, fileName: redactor.text(part.filename), contentType: part.type }]
  );
  return { postData: { mimeType: "multipart/form-data", params } };
}

/** Redacted before it is cut: half of a secret is not known for one. */
function bounded(text: string, truncated: boolean, redactor: Redactor): JsonObject {
  // Far behind the limit nothing is shown, whatever it is.
  const clean = redactor.text(cutText(text, 2 * BODY_LIMIT));
  const cut = clean.length > BODY_LIMIT || text.length > 2 * BODY_LIMIT;
  return {
    text: cutText(clean, BODY_LIMIT),
    ...(cut || truncated ? { comment: "the beginning; the rest was left out" } : {}),
  };
}

/** Names and values in HAR's form; secret names lose their values. */
function pairsOf(pairs: Record<string, string>, redactor: Redactor): JsonValue[] {
  const clean = redactor.json(pairs);
  return Object.entries(clean ?? {}).map(([name, value]) => ({ name, value: String(value) }));
}
