import assert from "node:assert/strict";
import { utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { gzipSync } from "node:zlib";
import { withFolder } from "../files/test_folder.ts";
import { newerThan, siblingsOf, unreadSiblings, unreadWarning } from "./siblings.ts";

const LOG = "profile.events.jsonl";

test("unreadSiblings() names what reading a log leaves out, and nothing that is read", async () => {
  await withFolder(async (folder) => {
    const log = join(folder, LOG);
    const packed = gzipSync('{"id":"1"}\n');
    const text = '{"id":"2"}\n';
    await writeFile(log, text);
    await writeFile(`${log}.gz`, packed);
    await writeFile(`${log}.2.gz`, packed);
    await writeFile(`${log}.3`, "");
    await writeFile(`${log}.md5`, text);
    assert.deepEqual(await unreadSiblings(log), []);
    assert.equal(unreadWarning([]), undefined);
    await writeFile(`${log}.1`, text);
    await writeFile(`${log}.5.gz`, packed);
    await writeFile(`${log}-20261121.gz`, packed);
    await writeFile(`${log}.zst`, "the second packing of one part");
    const unread = await unreadSiblings(log);
    assert.deepEqual(
      unread.toSorted(),
      [`${LOG}-20261121.gz`, `${LOG}.1`, `${LOG}.5.gz`, `${LOG}.zst`],
    );
    assert.ok(unread.indexOf(`${LOG}.5.gz`) < unread.indexOf(`${LOG}.1`), "the higher number is older");
  });
});

test("unreadWarning() names a few files and counts the others", () => {
  assert.equal(
    unreadWarning(["log.1"]),
    "1 older file of this log lies beside it and was not read: log.1; name it to read it",
  );
  assert.match(
    unreadWarning(["1", "2", "3", "4", "5", "6", "7"]) ?? "",
    /^7 older files of this log lie beside it and were not read: 1, 2, 3, 4, 5 and 2 more; name one/,
  );
});

test("newerThan() goes by the time of the last change, siblingsOf() by number", async () => {
  await withFolder(async (folder) => {
    const log = join(folder, LOG);
    for (const number of [1, 2, 3]) {
      await writeFile(`${log}.${number}`, "x");
      await utimes(`${log}.${number}`, number, number);
    }
    const all = await siblingsOf(log);
    assert.deepEqual(all.map((one) => one.number), [3, 2, 1]);
    assert.deepEqual(newerThan(all, 1_000_000_000n).map((one) => one.number), [2, 3]);
  });
});
