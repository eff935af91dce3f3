/** Reads the small JSON object that a request of the toolbar carries. */
import { Buffer } from "node:buffer";
import type { IncomingMessage } from "node:http";

/** A request that is not answered as asked, with its status. */
export class Refusal extends Error {
  override name = "Refusal";
  readonly status: number;
  readonly headers: Record<string, string>;

  constructor(status: number, message: string, headers: Record<string, string> = {}) {
    super(message);
    this.status = status;
    this.headers = headers;
  }
}

/** A body above this many bytes is no request of the toolbar. */
const LONGEST_BODY = 64 * 1024;

/**
 * Reads a body.
 *
 * @throws Refusal 415 for another type than JSON, 413 above 64 KiB, 400 for what is no JSON
 */
export async function readJson(request: IncomingMessage): Promise<unknown> {
  // A form of another site can send text, never this type.
  if (!/^application\/json\s*(?:;|$)/i.test(request.headers["content-type"] ?? "")) {
    throw new Refusal(415, "The body must be application/json");
  }
  const pieces: Buffer[] = [];
  let size = 0;
  for await (const piece of request.iterator({ destroyOnReturn: false })) {
    const bytes = Buffer.from(piece);
    size += bytes.length;
    if (size > LONGEST_BODY) {
      throw new Refusal(413, `The body is longer than ${LONGEST_BODY} bytes`, { Connection: "close" });
    }
    pieces.push(bytes);
  }
  try {
    return JSON.parse(Buffer.concat(pieces).toString("utf8"));
  } catch {
    throw new Refusal(400, "The body is no JSON");
  }
}
