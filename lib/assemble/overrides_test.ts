import assert from "node:assert/strict";
import { test } from "node:test";
import { withFolder, writeFiles } from "../files/test_folder.ts";
import { overrideWarnings } from "./overrides.ts";

test("overrideWarnings() tells what the draft's config does not say, and what to do", async () => {
  await withFolder(async (folder) => {
    await writeFiles(folder, {
      "mill.cfg": '[general]\nname = "Mill"\n[climate]\ninput_years = 30\n',
      "_defaults.toml": "[unitizer]\nis_english = false\n[climate]\ninput_years = 100\n",
    });
    const warned = async (config: string | undefined, ...overrides: string[]) =>
      await overrideWarnings([{ overrides, line: 7 }], folder, config);
    assert.deepEqual(await warned("mill", "unitizer:is_english=False", "name=Mill"), []);
    assert.deepEqual(await warned("mill", "climate:input_years=30.0"), []);
    for (const other of ["unitizer:is_english=true", "climate:input_years=100", "soils:x=1"]) {
      const [sentence = "", ...more] = await warned("mill", other, "name=Mill");
      assert.ok(sentence.startsWith(`the run was created with ${other} (line 7); a sandbox starts without`));
      assert.match(sentence, /write it into seed\/config\/mill\.cfg/);
      assert.deepEqual(more, []);
    }
    assert.match(
      (await warned(undefined, "unitizer:is_english=false")).join(),
      /check that it says the same/,
    );
  });
});
