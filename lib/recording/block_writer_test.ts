/** Blocks into a file: all of them in order, a bounded number held, errors told to who waits. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { BlockWriter } from "./block_writer.ts";

const BLOCK = 300 * 1024;

/** A file whose writes end when the test says so. */
function slowFile() {
  const written: Uint8Array[] = [];
  const open: { done: () => void; fail: (error: Error) => void }[] = [];
  return {
    written,
    open,
    write(...blocks: Uint8Array[]): Promise<void> {
      return new Promise((resolve, reject) => {
        open.push({
          done: () => {
            written.push(...blocks);
            resolve();
          },
          fail: reject,
        });
      });
    },
  };
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

test("BlockWriter gathers blocks, takes more while one write is under way, and then makes the giver wait", async () => {
  const file = slowFile();
  const writer = new BlockWriter(file);
  const blocks = Array.from({ length: 12 }, (_, index) => new Uint8Array(BLOCK).fill(index));
  let taken = 0;
  const all = (async () => {
    for (const block of blocks) {
      await writer.push(block);
      taken++;
    }
    await writer.end();
  })();
  await turn();
  assert.equal(file.open.length, 1, "one write at a time");
  assert.equal(taken, 7, "four are being written, three are held, the next one waits");
  for (let count = 0; count < 3; count++) {
    file.open[count]?.done();
    await turn();
  }
  await all;
  assert.deepEqual(file.written.map((block) => block[0]), blocks.map((_, index) => index));
});

test("BlockWriter throws what a write threw, at a later block or at the end", async () => {
  for (const more of [4, 0]) {
    const file = slowFile();
    const writer = new BlockWriter(file);
    for (let count = 0; count < 4; count++) await writer.push(new Uint8Array(BLOCK));
    file.open[0]?.fail(new Error("disk is full"));
    await assert.rejects(async () => {
      for (let count = 0; count < more; count++) await writer.push(new Uint8Array(BLOCK));
      await writer.end();
    }, /disk is full/);
    await writer.settled();
  }
});
