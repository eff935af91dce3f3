/** A `fetch` that remembers what went over it, whole: requests with the bytes of their bodies, and answers. */
import { Buffer } from "node:buffer";

/** One request with its answer. */
export interface Watched {
  at: number;
  ms: number;
  method: string;
  url: string;
  headers: [string, string][];
  body: Buffer;
  status: number;
  answerHeaders: [string, string][];
  answer: Buffer;
}

/** A `fetch` that adds to the list. */
export function watchedFetch(seen: Watched[]): typeof fetch {
  return async (input, init) => {
    const request = new Request(input, init);
    const body = Buffer.from(await request.clone().arrayBuffer());
    const at = Date.now();
    // The boundary of a form is chosen once, so the very request that was read is sent.
    const sent = { method: request.method, headers: request.headers, redirect: "manual" as const };
    const answer = await fetch(
      request.url,
      body.length === 0 ? sent : { ...sent, body: new Uint8Array(body) },
    );
    const bytes = Buffer.from(await answer.clone().arrayBuffer());
    seen.push({
      at,
      ms: Date.now() - at,
      method: request.method,
      url: request.url,
      headers: [...request.headers],
      body,
      status: answer.status,
      answerHeaders: [...answer.headers],
      answer: bytes,
    });
    return answer;
  };
}
