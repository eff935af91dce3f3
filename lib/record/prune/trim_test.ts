/** Trimming logs by age and by size. */
import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { test } from "node:test";
import fc from "fast-check";
import { readEvents } from "../../events/read_events.ts";
import { trimmedBy } from "../../events/trim_marker.ts";
import { withFolder } from "../../files/test_folder.ts";
import { prune } from "./prune.ts";
import { age, DAY, did, events, idsOf, LOG, NEVER, NOW, putLog } from "./testing/logs.ts";

test("trimming cuts whole lines from the beginning, says so in the first line, and adds up", async () => {
  await withFolder(async (root) => {
    const log = join(root, "run", LOG);
    await putLog(log, events(100, 1), 1);
    const first = await prune({ ...NEVER, roots: [root], trimAge: 60 * DAY });
    assert.deepEqual(did(first, root), [`trim log run/${LOG} done`]);
    const ids = await idsOf(log);
    assert.deepEqual([ids.length, ids[0], ids[1], ids.at(-1)], [61, "gap", "e-40", "e-99"]);
    await age(log, 1);
    assert.deepEqual(did(await prune({ ...NEVER, roots: [root], trimAge: 60 * DAY }), root), []);
    await prune({ ...NEVER, roots: [root], trimAge: 50 * DAY });
    for await (const item of readEvents(log)) {
      assert.ok(item.kind === "event");
      const gap = trimmedBy(item.at.event);
      assert.equal(gap?.lines, 50);
      assert.equal(gap?.bytes, events(100, 1).split("\n").slice(0, 50).join("\n").length + 1);
      assert.equal(gap?.up_to, new Date(NOW - 51 * DAY).toISOString());
      break;
    }
    // Packed, it is trimmed in its packed form.
    await age(log, 40);
    await prune({ ...NEVER, roots: [root], dormant: 30 * DAY });
    await age(`${log}.gz`, 40);
    await prune({ ...NEVER, roots: [root], trimAge: 10 * DAY });
    assert.deepEqual((await idsOf(log)).slice(0, 2), ["gap", "e-90"]);
    assert.deepEqual(await readdir(dirname(log)), ["profile.events.jsonl.gz"]);
  });
});

test("trimming by size keeps the longest end of whole lines that fits, whatever the log holds", async () => {
  const Text = fc.array(
    fc.oneof(fc.constantFrom("", "broken", "{}"), fc.nat({ max: 60 }).map((day) => events(1, day).trim())),
    {
      minLength: 1,
      maxLength: 15,
    },
  );
  await fc.assert(
    fc.asyncProperty(
      Text,
      fc.integer({ min: 0, max: 900 }),
      fc.constantFrom("", "torn"),
      async (lines, size, rest) => {
        await withFolder(async (root) => {
          const log = join(root, "run", LOG);
          const text = lines.map((line) => `${line}\n`).join("") + rest;
          await putLog(log, text, 1);
          await prune({ ...NEVER, roots: [root], trimSize: size });
          const after = await readFile(log, "utf8");
          if (text.length <= size) return assert.equal(after, text);
          const kept = after.slice(after.indexOf("\n") + 1);
          assert.match(after, /^\{"stage":"gap"/);
          assert.ok(text.endsWith(kept));
          assert.ok(kept.length <= size || kept === rest, `${kept.length} > ${size}`);
          const before = text.slice(0, text.length - kept.length);
          assert.ok(before.endsWith("\n"));
          const lastLine = before.match(/[^\n]*\n$/)?.[0] ?? "";
          assert.ok(kept.length + lastLine.length > size, "one more line would have fitted");
        });
      },
    ),
    { numRuns: 60 },
  );
});
