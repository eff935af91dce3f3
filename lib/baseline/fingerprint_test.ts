import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import fc from "fast-check";
import { sha256 } from "../files/hash.ts";
import { withFolder, writeFiles } from "../files/test_folder.ts";
import { Fingerprints } from "./fingerprint.ts";

test("Fingerprints.of() finds a word wherever blocks end, and hashes the bytes", async () => {
  await withFolder(async (folder) => {
    const text = fc.string({ unit: fc.constantFrom("o", "t", "e", "r", "-"), maxLength: 40 });
    await fc.assert(
      fc.asyncProperty(text, fc.integer({ min: 1, max: 9 }), async (content, block) => {
        await writeFiles(folder, { file: content });
        const found = await new Fingerprints("otter", block).of(join(folder, "file"));
        assert.deepEqual(found, { sha256: sha256(content), holds: content.includes("otter") });
      }),
      { examples: [["ototter", 2], ["otter", 1], ["", 3], ["-otte", 4]] },
    );
    assert.equal((await new Fingerprints(undefined).of(join(folder, "file"))).holds, false);
  });
});
