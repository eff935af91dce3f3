import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import fc from "fast-check";
import { type Line, LineSplitter, readLines } from "./line_reader.ts";

const content = fc.array(
  fc.oneof(fc.constantFrom(10, 13, 0, 0xff, 0x61), fc.integer({ min: 0, max: 255 })),
  { maxLength: 200 },
).map((bytes) => Uint8Array.from(bytes));

/** The same by the plainest means: cut the whole at each line end. */
function expected(bytes: Uint8Array, maxLine: number): Line[] {
  const lines: Line[] = [];
  let offset = 0;
  while (offset < bytes.length) {
    const end = bytes.indexOf(10, offset);
    const complete = end !== -1;
    const stop = complete ? end + 1 : bytes.length;
    let body = bytes.slice(offset, complete ? end : stop);
    const raw = body.length;
    if (complete && body.at(-1) === 13) body = body.slice(0, -1);
    const tooLong = body.length > maxLine || raw > maxLine + 1;
    lines.push({
      bytes: tooLong ? body.slice(0, 1000) : body,
      offset,
      length: stop - offset,
      complete,
      tooLong,
    });
    offset = stop;
  }
  return lines;
}

function split(bytes: Uint8Array, cuts: number[], maxLine: number): Line[] {
  const splitter = new LineSplitter({ maxLine });
  const places = [0, ...cuts.map((cut) => cut % (bytes.length + 1)).sort((a, b) => a - b), bytes.length];
  const lines: Line[] = [];
  const reused = new Uint8Array(bytes.length);
  places.forEach((place, index) => {
    const block = bytes.subarray(places[index - 1] ?? 0, place);
    reused.fill(7);
    reused.set(block);
    lines.push(...splitter.push(reused.subarray(0, block.length)));
  });
  const rest = splitter.rest();
  return rest === undefined ? lines : [...lines, rest];
}

test("LineSplitter gives the same lines however the bytes are cut into blocks", () => {
  fc.assert(
    fc.property(
      content,
      fc.array(fc.nat(), { maxLength: 12 }),
      fc.integer({ min: 1, max: 40 }),
      (bytes, cuts, max) => {
        assert.deepEqual(split(bytes, cuts, max).map(plain), expected(bytes, max).map(plain));
      },
    ),
    { numRuns: 2000 },
  );
});

function plain(line: Line) {
  return { ...line, bytes: [...line.bytes] };
}

test("LineSplitter keeps only the head of a line that is too long", () => {
  const splitter = new LineSplitter({ maxLine: 5000 });
  const block = new Uint8Array(4000).fill(65);
  const lines = [
    ...splitter.push(block),
    ...splitter.push(block),
    ...splitter.push(new Uint8Array([10, 66, 10])),
  ];
  assert.deepEqual(
    lines.map((line) => [line.offset, line.length, line.tooLong, line.bytes.length]),
    [[0, 8001, true, 1000], [8001, 2, false, 1]],
  );
});

test("readLines() begins at an offset and gives the rest without a line end", async () => {
  const folder = await mkdtemp(join(tmpdir(), "lines-"));
  try {
    const path = join(folder, "log");
    await writeFile(path, "one\r\ntwo\n\nthr");
    const lines: [string, number, boolean][] = [];
    for await (const line of readLines(path, { from: 5 })) {
      lines.push([new TextDecoder().decode(line.bytes), line.offset, line.complete]);
    }
    assert.deepEqual(lines, [["two", 5, true], ["", 9, true], ["thr", 10, false]]);
  } finally {
    await rm(folder, { recursive: true });
  }
});
