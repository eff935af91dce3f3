/** The answer of a HAR entry, or why none came. */
import { Buffer } from "node:buffer";
import { headerOf, keepsText } from "../../recording/headers.ts";
import type { HeaderList, SeenAnswer } from "../../recording/types.ts";
import { attachedBytes } from "./attached.ts";
import type { Entry } from "./schema.ts";

/** Headers in their order, without the pseudo headers of HTTP/2 (`:authority`). */
export function headersOf(headers: Entry["request"]["headers"]): HeaderList {
  return headers.filter(({ name }) => !name.startsWith(":")).map(({ name, value }) => [name, value] as const);
}

/**
 * The answer, with its text where that is kept.
 *
 * @param har path of the HAR; attached bodies lie beside it
 */
export async function answerOf(
  { response }: Entry,
  har: string,
): Promise<{ answer: SeenAnswer } | { failure: string }> {
  const status = response?.status ?? 0;
  if (response === undefined || !Number.isInteger(status) || status < 100 || status > 599) {
    return { failure: (response?._failureText ?? response?._error ?? "No answer came").slice(0, 200) };
  }
  const headers = withKnown(headersOf(response.headers), {
    location: response.redirectURL,
    "content-type": response.content?.mimeType,
  });
  const { content } = response;
  const size = content?.size !== undefined && content.size >= 0 ? { size: content.size } : {};
  if (content === undefined || !keepsText(headerOf(headers, "content-type") ?? "")) {
    return { answer: { status, headers, ...size } };
  }
  const attached = await attachedBytes(har, content);
  const text = attached !== undefined
    ? new TextDecoder().decode(attached)
    : content.encoding === "base64"
    ? Buffer.from(content.text ?? "", "base64").toString("utf8")
    : content.text;
  const lacks = (text ?? "") === "" && (content.size ?? 0) > 0;
  const cut = lacks || /truncat|not included/i.test(content.comment ?? "");
  return {
    answer: {
      status,
      headers,
      ...size,
      ...(text === undefined ? {} : { text }),
      ...(cut ? { truncated: true } : {}),
    },
  };
}

/** Adds what stands elsewhere in the HAR when the headers lack it. */
function withKnown(headers: HeaderList, known: Record<string, string | undefined>): HeaderList {
  const added = Object.entries(known).filter(([name, value]) =>
    value !== undefined && value !== "" && headerOf(headers, name) === undefined
  );
  return [...headers, ...added.map(([name, value]) => [name, value ?? ""] as const)];
}
