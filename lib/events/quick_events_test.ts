import assert from "node:assert/strict";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import fc from "fast-check";
import { sharedData } from "../../tests/shared_data.ts";
import { visitEvents } from "./quick_events.ts";
import { readEvents } from "./read_events.ts";
import type { LogItem } from "./types.ts";

async function visited(log: string): Promise<LogItem[]> {
  const items: LogItem[] = [];
  await visitEvents(log, { item: (item) => items.push(item) });
  return items;
}

async function withLog(content: Uint8Array | string, use: (log: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "quick-events-"));
  try {
    const log = join(folder, "log.jsonl");
    await writeFile(log, content);
    await use(log);
  } finally {
    await rm(folder, { recursive: true });
  }
}

test("visitEvents() gives what readEvents() gives, for damaged and odd lines too", async () => {
  const member = fc.constantFrom(
    '"id":"a"',
    '"id": "b"',
    '"id":7',
    '"stage":"request"',
    '"run_id":"x"',
    '"session":{"id":"s"}',
    '"run_context":{"config":"c","run_id":"r"}',
    '"__proto__":{"id":"p"}',
    '"1":2',
    '"endpoint":"a,b}\\""',
    '"n":{"m":[1,{"q":"}]"}]}',
    '"t":"\\ud83d"',
    '"bad":',
    "",
    '"status":"200"',
  );
  const line = fc.oneof(
    fc.array(member, { maxLength: 4 }).map((members) => `{${members.join(",")}}`),
    fc.constantFrom("", "[1]", "7", "{", '{"id":"a"}x', '  {"id":"a"}  ', '{"id":"a"}\r', "\0", '{"a":"\0"}'),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(line, { maxLength: 8 }), fc.boolean(), async (lines, torn) => {
      await withLog(lines.join("\n") + (torn ? "" : "\n"), async (log) => {
        assert.deepEqual(await visited(log), await Array.fromAsync(readEvents(log)));
      });
    }),
    { numRuns: 150 },
  );
});

test("visitEvents() gives what readEvents() gives of real recordings", async () => {
  const data = sharedData();
  if (data === undefined) return;
  const logs = (await readdir(data, { recursive: true })).filter((path) => path.endsWith("events.jsonl"));
  for (const log of logs) {
    assert.deepEqual(await visited(join(data, log)), await Array.fromAsync(readEvents(join(data, log))), log);
    // Repeated it comes from memory.
    const twice = await readFile(join(data, log));
    await withLog(new Uint8Array([...twice, ...twice]), async (copy) => {
      assert.deepEqual(await visited(copy), await Array.fromAsync(readEvents(copy)), log);
    });
  }
});

test("visitEvents() shows what is new once, and events that a rule looks at as a whole", async () => {
  const lines = [
    '{"id":"a","stage":"note"}',
    '{"id":"b","stage":"note"}',
    '{"run_id":"r"}',
    '{"run_id":"r"}',
    '{"name":"x"}',
  ];
  await withLog(lines.join("\n") + "\n", async (log) => {
    const members: unknown[] = [];
    const wholes: unknown[] = [];
    await visitEvents(log, {
      item: () => {},
      member: (member) => members.push(member),
      whole: ({ event }) => wholes.push(event),
    });
    assert.deepEqual(members, [{ id: "a" }, { stage: "note" }, { id: "b" }, { run_id: "r" }, { runId: "r" }, {
      name: "x",
    }]);
    assert.deepEqual(wholes, [{ name: "x" }]);
  });
});
