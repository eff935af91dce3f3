/** Compression of answers, as the gateway of WEPPcloud does it. */
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import type { Exchange } from "./exchange.ts";
import type { Reply } from "./reply.ts";

/** Smaller answers are not worth it, bytes. */
const SMALL = 1024;
const TEXT = /^(text\/|application\/(json|javascript)|image\/svg)/;
const zip = promisify(gzip);

/** The answer in gzip when the caller takes that and the answer is text of some size. */
export async function compressed(reply: Reply, exchange: Exchange): Promise<Reply> {
  const takes = /\bgzip\b/.test(exchange.header("accept-encoding") ?? "");
  const fits = Buffer.byteLength(reply.body) >= SMALL && TEXT.test(reply.headers["content-type"] ?? "");
  if (!takes || !fits) return reply;
  return {
    status: reply.status,
    headers: { ...reply.headers, "content-encoding": "gzip", "vary": "Accept-Encoding" },
    body: await zip(reply.body),
  };
}
