import assert from "node:assert/strict";
import { test } from "node:test";
import { writeFiles } from "../compare/test_fixtures.ts";
import { ProfileError } from "../errors.ts";
import { readManifest } from "./manifest.ts";
import { refusal, withBench } from "./test_bench.ts";

test("readManifest() never takes damaged for empty", async () => {
  await withBench(async (bench) => {
    assert.equal(await readManifest(bench.baselineDir), undefined);
    const cases: [text: string, message: RegExp][] = [
      ["", /damaged: the text ends/],
      ['{"version": 1,\n "files": [', /damaged/],
      ['{"version": 2, "files": []}', /version 2/],
      ['{"version": 1, "target": "embedded", "files": [{"path": "a"}]}', /files\.0\.size/],
    ];
    for (const [text, message] of cases) {
      await writeFiles(bench.baselineDir, { "manifest.json": text });
      const error = await refusal(readManifest(bench.baselineDir));
      assert.match(error.message, message);
      assert.ok(error.position?.file.endsWith("manifest.json"));
    }
    await bench.play({}).catch((error: unknown) => assert.ok(error instanceof ProfileError));
  });
});
