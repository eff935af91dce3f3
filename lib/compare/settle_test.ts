import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { Settler } from "./settle.ts";
import { entry, withFolder, writeFiles } from "./test_fixtures.ts";

const BIG = 16 * 1024 * 1024 + 1;

async function settled(
  produced: Uint8Array,
  accepted: Uint8Array,
  kept: Uint8Array | undefined,
  toVerify?: number,
) {
  return await withFolder(async (folder) => {
    await writeFiles(folder, { "run/a": produced, ...(kept === undefined ? {} : { "baseline/a": kept }) });
    const listed = entry("a", accepted);
    return await new Settler(join(folder, "baseline"), 1, toVerify).settle(join(folder, "run/a"), listed);
  });
}

const bytes = (text: string) => new TextEncoder().encode(text);

test("settle() tells the accepted bytes from others, whatever their number", async () => {
  for (const size of [0, 1, 70_000, BIG]) {
    const accepted = new Uint8Array(size).fill(7);
    assert.equal(await settled(accepted.slice(), accepted, accepted), "same", `${size} bytes`);
    if (size === 0) continue;
    const other = accepted.slice();
    other[size - 1] = 8;
    assert.equal(await settled(other, accepted, accepted), "different", `${size} bytes`);
    // A kept file that was changed by hand to what is produced now does not settle anything.
    assert.equal(await settled(other, accepted, other), "different", `${size} bytes, kept changed too`);
  }
});

test("settle() of another size is different without a look at the bytes", async () => {
  assert.equal(await settled(bytes("abc"), bytes("ab"), bytes("ab")), "different");
});

test("settle() says when the kept file is not what was accepted", async () => {
  for (const kept of [bytes("abd"), bytes("abcd"), bytes(""), undefined]) {
    assert.equal(await settled(bytes("abc"), bytes("abc"), kept), "same-but-kept-is-not");
  }
});

test("settle() needs no kept file where only a hash is kept", async () => {
  await withFolder(async (folder) => {
    await writeFiles(folder, { "run/a": "abc" });
    const listed = entry("a", "abc", "hash");
    assert.equal(
      await new Settler(join(folder, "baseline"), 1).settle(join(folder, "run/a"), listed),
      "same",
    );
  });
});

test("settle() looks only at the bytes of the file in hand, not at those of a longer one before", async () => {
  assert.equal(await settled(bytes("abcdef"), bytes("abcdef"), bytes("abcdef")), "same");
  assert.equal(await settled(bytes("abc"), bytes("abc"), bytes("abc")), "same");
  assert.equal(await settled(bytes("abc"), bytes("abc"), bytes("abx")), "same-but-kept-is-not");
});

test("settle() of more files than are verified still sees a kept one that is not there", async () => {
  assert.equal(await settled(bytes("abc"), bytes("abc"), undefined, 0), "same-but-kept-is-not");
  assert.equal(await settled(bytes("abc"), bytes("abc"), bytes("abx"), 0), "same");
  assert.equal(await settled(bytes("abx"), bytes("abc"), bytes("abx"), 0), "different");
});
