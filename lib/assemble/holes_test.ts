import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { readFile } from "node:fs/promises";
import { applyEdits } from "../review/apply.ts";
import { createRedactor } from "../redact/redactor.ts";
import { findHoles } from "../profiles/check.ts";
import { Profile } from "../model/profile.ts";
import { readYaml } from "../yaml/source.ts";
import { validateYaml } from "../yaml/validate.ts";
import { join } from "node:path";
import { withRecording } from "./testing/log.ts";

const ODD = ["__proto__", "", "a.b", "a: b", "- x", "'", '"', "#", "!hole", "ü", "0", "y"];

test("every withheld value is one hole, at a place of its own", async () => {
  const keys = fc.uniqueArray(fc.oneof(fc.constantFrom(...ODD), fc.stringMatching(/^k[a-z_]{1,8}$/)), {
    minLength: 1,
    maxLength: 8,
  });
  const bodies = fc.array(fc.record({ keys, isForm: fc.boolean() }), { minLength: 1, maxLength: 4 });
  await fc.assert(
    fc.asyncProperty(bodies, async (steps) => {
      const requests = steps.map(({ keys, isForm }, index) => ({
        to: `tasks/odd_${index}/`,
        meta: isForm
          ? { hasBody: true, bodyType: "form-data", formKeys: keys, bodyCaptured: false }
          : { hasBody: true, bodyType: "json", jsonType: "object", jsonKeys: keys, bodyCaptured: false },
      }));
      await withRecording(requests, async (recording) => {
        const result = await recording.assemble();
        const expected = steps.flatMap(({ keys, isForm }, index) =>
          // Objects list numbers first.
          Object.keys(Object.fromEntries(keys.map((key) => [key, 0])))
            .map((key) => [`odd-${index}`, isForm ? "form" : "json", key])
        );
        assert.deepEqual(result.holes.map(({ step, path }) => [step, ...path]), expected);
        const source = await readYaml(join(result.draftDir, "profile.yaml"), "draft");
        const found = findHoles(validateYaml(source, Profile, "draft"), source);
        assert.equal(found.length, expected.length);
        assert.equal(new Set(found.map(({ place }) => place)).size, expected.length);
      });
    }),
    { numRuns: 25 },
  );
});

test("the draft's README says next what the terminal says, before and behind a review", async () => {
  const meta = {
    hasBody: true,
    bodyType: "json",
    jsonType: "object",
    jsonKeys: ["name"],
    bodyCaptured: false,
  };
  await withRecording([{ to: "tasks/setname/", meta }], async ({ assemble, dataRoot }) => {
    const { draft, draftDir } = await assemble({ name: "Mill_2" });
    const next = async () =>
      /## Next\n\n {4}(.*)\n$/.exec(await readFile(join(draftDir, "README.md"), "utf8"))?.[1];
    assert.equal(
      await next(),
      "profile review _drafts/Mill_2 shows and fills the holes; or assemble with --holes drop",
    );
    const context = { dataRoot, cwd: dataRoot, redactor: createRedactor(), who: "Ann", now: new Date(1) };
    await applyEdits(draft, [{ kind: "fill", at: "setname.json.name", value: "mill" }], context);
    assert.equal(await next(), "profile promote _drafts/Mill_2 mill-2");
  });
});
