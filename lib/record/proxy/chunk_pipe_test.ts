import assert from "node:assert/strict";
import { test } from "node:test";
import { ChunkPipe } from "./chunk_pipe.ts";

const block = (size: number) => new Uint8Array(size);

test("ChunkPipe makes the writer wait while the reader is behind", async () => {
  const pipe = new ChunkPipe();
  assert.equal(pipe.push(block(500_000)), undefined);
  const waiting = pipe.push(block(700_000));
  assert.ok(waiting instanceof Promise);
  let free = false;
  const freed = waiting.then(() => free = true);
  const reader = pipe[Symbol.asyncIterator]();
  assert.equal(free, false);
  assert.equal((await reader.next()).value?.length, 500_000);
  await freed;
  assert.equal(pipe.push(block(10)), undefined);
  pipe.end();
  assert.deepEqual([(await reader.next()).value?.length, (await reader.next()).value?.length], [700_000, 10]);
  assert.equal((await reader.next()).done, true);
});

test("ChunkPipe lets the writer go when the reader has gone, and hands over its failure", async () => {
  const gone = new ChunkPipe();
  const waiting = gone.push(block(2_000_000));
  gone.close();
  await waiting;
  assert.equal(gone.push(block(2_000_000)), undefined);
  const failing = new ChunkPipe();
  failing.push(block(1));
  failing.fail(new Error("cut"));
  await assert.rejects(async () => {
    for await (const chunk of failing) assert.equal(chunk.length, 1);
  }, /cut/);
});
