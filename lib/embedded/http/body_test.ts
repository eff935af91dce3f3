import assert from "node:assert/strict";
import { test } from "node:test";
import { parseBody, readBody } from "./body.ts";
import { HttpError } from "./reply.ts";

async function* blocks(...sizes: number[]): AsyncGenerator<Uint8Array> {
  for (const size of sizes) yield await Promise.resolve(new Uint8Array(size).fill(65));
}

test("readBody() takes a body up to the limit and reads a larger one to its end before it refuses", async () => {
  assert.equal((await readBody(blocks(4, 6), 10)).byteLength, 10);
  const stream = blocks(4, 6, 1, 5);
  await assert.rejects(() => readBody(stream, 10), (error: HttpError) => error.status === 413);
  assert.equal((await stream.next()).done, true);
});

test("parseBody() goes by the content type and refuses what is not what it says", () => {
  const bytes = (text: string) => new TextEncoder().encode(text);
  assert.deepEqual(parseBody(bytes(""), "application/json"), { kind: "none" });
  assert.deepEqual(parseBody(bytes("[1]"), "application/json; charset=utf-8"), {
    kind: "json",
    text: "[1]",
    value: [1],
  });
  assert.deepEqual(parseBody(bytes("a=1"), "application/x-www-form-urlencoded").kind, "urlencoded");
  assert.deepEqual(parseBody(bytes("a=1"), ""), { kind: "text", text: "a=1" });
  assert.throws(() => parseBody(bytes("{"), "application/json"), /not valid JSON/);
  assert.throws(() => parseBody(bytes("x"), "multipart/form-data"), /no boundary/);
});
