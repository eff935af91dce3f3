/** Fields of URL-encoded forms. What is no UTF-8 text is lost with a reason, never another text. */
import { Buffer } from "node:buffer";
import type { BodyPart } from "../model/event.ts";

/** Why the value of a part is not known. */
export const NO_UTF8 = "the value is no UTF-8 text";

/**
 * The fields in their order.
 *
 * @param text body as sent
 * @returns undefined when the name of a field is no UTF-8 text
 * @example
 * ```ts
 * import { urlEncodedParts } from "./form_parts.ts";
 * urlEncodedParts("a=1&name=gr%E9ve"); // [{ name: "a", value: "1" }, { name: "name", lost: "…" }]
 * ```
 */
export function urlEncodedParts(text: string): BodyPart[] | undefined {
  const parts: BodyPart[] = [...new URLSearchParams(text)].map(([name, value]) => ({ name, value }));
  if (!parts.some(({ name, value }) => `${name}${value}`.includes("\ufffd"))) return parts;
  // `URLSearchParams` puts U+FFFD in the place of what it cannot decode; a form may also hold that character itself.
  const raw = text.split("&").filter((piece) => piece !== "");
  for (const [index, part] of parts.entries()) {
    const [name = "", ...value] = (raw[index] ?? "").split("=");
    if (!isUtf8(name)) return undefined;
    if (isUtf8(value.join("="))) continue;
    parts[index] = { name: part.name, lost: NO_UTF8 };
  }
  return parts;
}

/** The text of a field; undefined when the bytes are no UTF-8. */
export function fieldText(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

function isUtf8(encoded: string): boolean {
  const bytes = Buffer.from(encoded, "utf8").toString("latin1")
    .replace(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)));
  return fieldText(Buffer.from(bytes, "latin1")) !== undefined;
}
