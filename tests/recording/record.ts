/** What was watched, added to a recording of the store. */
import { boundaryOf, parseMultipart, parseUrlEncoded } from "../../lib/embedded/http/multipart.ts";
import { DEMO_ACCOUNT } from "../../lib/embedded/mod.ts";
import type { BodyPart } from "../../lib/model/event.ts";
import type { Sieve } from "../../lib/recording/policy.ts";
import type { Recording } from "../../lib/recording/store.ts";
import type { SeenBody } from "../../lib/recording/types.ts";
import type { Watched } from "./watched.ts";

/** Adds one exchange to a recording as the proxy does; `index` makes its id. */
export async function record(one: Watched, index: number, recording: Recording, sieve: Sieve): Promise<void> {
  const url = new URL(one.url);
  const path = url.pathname + url.search;
  const type = header(one.answerHeaders, "content-type");
  const exchange = {
    id: `x-${index}`,
    method: one.method,
    origin: url.origin,
    path,
    startedAt: one.at,
    durationMs: one.ms,
    headers: one.headers,
    body: { kind: "none" } as SeenBody,
    answer: { status: one.status, headers: one.answerHeaders, text: one.answer.toString("utf8") },
    session: { id: "s1", user: DEMO_ACCOUNT.email },
  };
  if (!sieve.take({ method: one.method, path, status: one.status, type }).kept) {
    return recording.learn(exchange);
  }
  await recording.add({ ...exchange, body: await bodyOf(one, recording) });
}

async function bodyOf({ headers, body }: Watched, { bodies }: Recording): Promise<SeenBody> {
  const type = header(headers, "content-type");
  if (body.length === 0) return { kind: "none" };
  if (type.startsWith("application/json")) return { kind: "json", text: body.toString("utf8") };
  const boundary = boundaryOf(type);
  if (boundary === undefined) {
    const parts = parseUrlEncoded(body.toString("utf8")).map(({ name, value }) => ({ name, value }));
    return { kind: "form", encoding: "urlencoded", parts };
  }
  const parts: BodyPart[] = [];
  for (const { name, value, file } of parseMultipart(body, boundary)) {
    if (file === undefined) parts.push({ name, value });
    else {
      const about = { name, filename: file.name, type: file.type };
      const empty = file.name === "" && file.bytes.length === 0;
      parts.push({
        ...about,
        ...empty ? { size: 0 } : await bodies.putBytes(file.bytes, { name: file.name }),
      });
    }
  }
  return { kind: "form", encoding: "multipart", parts };
}

function header(headers: [string, string][], name: string): string {
  return headers.find(([each]) => each === name)?.[1] ?? "";
}
