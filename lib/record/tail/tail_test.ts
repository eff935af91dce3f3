import assert from "node:assert/strict";
import { appendFileSync, renameSync, writeFileSync } from "node:fs";
import { appendFile, mkdtemp, rename, rm, stat, truncate, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import fc from "fast-check";
import { LogFile } from "./log_file.ts";
import { pieceOf } from "./position.ts";
import { tail, type TailItem, type TailOptions } from "./tail.ts";

/** A log in a folder of its own, and a tail that is read item by item. */
async function withLog(
  content: string | undefined,
  options: Partial<TailOptions>,
  run: (log: string, next: () => Promise<string>, end: () => Promise<string[]>) => Promise<void>,
): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "tail-"));
  const log = join(folder, "profile.events.jsonl");
  const abort = new AbortController();
  if (content !== undefined) await writeFile(log, content);
  const items = tail({ log, follow: true, from: "start", pollMs: 2, signal: abort.signal, ...options });
  const next = async () => {
    const { value, done } = await items.next();
    return done ? "done" : shape(value);
  };
  const end = async () => {
    abort.abort();
    const left: string[] = [];
    for await (const item of items) left.push(shape(item));
    return left;
  };
  try {
    await run(log, next, end);
  } finally {
    await end();
    await rm(folder, { recursive: true, force: true });
  }
}

function shape(item: TailItem): string {
  if (item.kind === "event") return `${item.at.event.id} line ${item.at.line} @ ${item.at.offset}`;
  if (item.kind === "gap") return `${item.gap.kind} at line ${item.gap.line} @ ${item.gap.offset}`;
  return `${item.problem.kind} line ${item.problem.line} @ ${item.problem.offset}`;
}

function event(id: string): string {
  return JSON.stringify({ id }) + "\n";
}

test("tail() without follow gives all lines, the torn last one as a problem", async () => {
  await withLog(event("a") + "broken\n" + event("b") + '{"id', { follow: false }, async (_, next) => {
    assert.deepEqual([await next(), await next(), await next(), await next(), await next()], [
      "a line 1 @ 0",
      "broken line 2 @ 11",
      "b line 3 @ 18",
      "torn line 4 @ 29",
      "done",
    ]);
  });
});

test("tail() without follow stops when the log is not there", async () => {
  await withLog(undefined, { follow: false }, async (_, next) => {
    await assert.rejects(next(), /no file or folder/);
  });
});

test("tail() gives what is appended, a torn line when it is whole", async () => {
  await withLog(event("a") + '{"id":', {}, async (log, next) => {
    assert.equal(await next(), "a line 1 @ 0");
    const second = next();
    await appendFile(log, '"b"}');
    await appendFile(log, "\r\n" + event("c"));
    assert.equal(await second, "b line 2 @ 11");
    assert.equal(await next(), "c line 3 @ 23");
  });
});

test("tail() from the end begins with what is appended, with its true place", async () => {
  await withLog(event("a") + event("b"), { from: "end" }, async (log, next) => {
    let first = "";
    const waiting = next().then((item) => first = item);
    let count = 0;
    for (; first === "" && count < 10_000; count++) {
      await appendFile(log, event("c"));
      await new Promise((resolve) => setImmediate(resolve));
    }
    await waiting;
    const [line = 0, offset = 0] = first.match(/\d+/g)?.map(Number) ?? [];
    assert.ok(line >= 3 && line <= count + 2, first);
    assert.equal(offset, (line - 1) * event("c").length);
  });
});

test("skipToEnd() stops at the beginning of a line that is not ended", async () => {
  for (
    const [content, lines, position] of [["", 0, 0], ["a", 0, 0], ["a\n\nb", 2, 3], ["a\nb\n", 2, 4]] as const
  ) {
    await withLog(content, {}, async (log) => {
      const file = await LogFile.open(log);
      assert.deepEqual([(await file?.skipToEnd())?.lines, file?.position], [lines, position]);
      await file?.close();
    });
  }
});

test("tail() waits for a log that appears later and gives all of it", async () => {
  await withLog(undefined, {}, async (log, next) => {
    const first = next();
    await writeFile(log, event("a"));
    assert.equal(await first, "a line 1 @ 0");
  });
});

test("tail() starts over with a gap when the log is truncated", async () => {
  await withLog(event("aaaa") + event("b"), {}, async (log, next) => {
    await next();
    await next();
    const gap = next();
    await truncate(log);
    assert.equal(await gap, "truncated at line 3 @ 25");
    const first = next();
    await appendFile(log, event("c"));
    assert.equal(await first, "c line 1 @ 0");
  });
});

test("tail() reads the old file to its end before a new one of the same name", async () => {
  await withLog(event("a"), {}, async (log, next) => {
    assert.equal(await next(), "a line 1 @ 0");
    const second = next();
    // Lets the tail come to the end of the file, so that it waits; the outcome is the same if it does not.
    for (let turn = 0; turn < 100; turn++) await new Promise((resolve) => setImmediate(resolve));
    appendAndReplace(log, event("b") + '{"id', event("c"));
    assert.deepEqual([await second, await next(), await next(), await next()], [
      "b line 2 @ 11",
      "torn line 3 @ 22",
      "rotated at line 3 @ 22",
      "c line 1 @ 0",
    ]);
  });
});

/** At once, so that no look at the file falls between. */
function appendAndReplace(log: string, last: string, content: string): void {
  appendFileSync(log, last);
  renameSync(log, `${log}.1`);
  writeFileSync(log, content);
}

test("tail() ends when it is told to, without calling the rest torn", async () => {
  await withLog(event("a") + '{"id', {}, async (_, next, end) => {
    assert.equal(await next(), "a line 1 @ 0");
    assert.deepEqual(await end(), []);
  });
});

test("tail() gives every line once and in order, however it was appended", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.string({ maxLength: 20 }), { maxLength: 20 }),
      fc.array(fc.nat(60)),
      async (ids, cuts) => {
        const content = ids.map((id) => event(id)).join("");
        await withLog("", {}, async (log, next) => {
          const seen: Promise<string[]> = (async () => {
            const found: string[] = [];
            for (const _ of ids) found.push(await next());
            return found;
          })();
          const bytes = new TextEncoder().encode(content);
          let at = 0;
          for (const cut of [...cuts, bytes.length]) {
            await appendFile(log, bytes.subarray(at, at + cut));
            at = Math.min(at + cut, bytes.length);
          }
          let offset = 0;
          const expected = ids.map((id, index) => {
            const line = `${id} line ${index + 1} @ ${offset}`;
            offset += new TextEncoder().encode(event(id)).length;
            return line;
          });
          assert.deepEqual(await seen, expected);
        });
      },
    ),
    { numRuns: 40 },
  );
});

test("an empty log that was written to in the same tick of the clock, and then rotated, comes before what followed it", async () => {
  const folder = await mkdtemp(join(tmpdir(), "tail-"));
  const log = join(folder, "profile.events.jsonl");
  try {
    await writeFile(log, "");
    await utimes(log, 1000, 1000);
    const { dev, ino, mtimeNs } = await stat(log, { bigint: true });
    const none = pieceOf(0, new Uint8Array(0));
    const empty = { dev: String(dev), ino: String(ino), mtime_ns: String(mtimeNs) };
    const from = { ...empty, head: none, last: none, offset: 0, line: 1 };
    await appendFile(log, event("first"));
    await utimes(log, 1000, 1000);
    await rename(log, `${log}.1`);
    await writeFile(`${log}.2`, event("second"));
    await utimes(`${log}.2`, 1001, 1001);
    await writeFile(log, event("third"));
    const abort = new AbortController();
    const ids: string[] = [];
    for await (
      const item of tail({ log, follow: true, from, rotated: true, pollMs: 2, signal: abort.signal })
    ) {
      if (item.kind === "event") ids.push(item.at.event.id ?? "");
      if (ids.length === 3) abort.abort();
    }
    assert.deepEqual(ids, ["first", "second", "third"]);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
