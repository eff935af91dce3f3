import assert from "node:assert/strict";
import process from "node:process";
import { test } from "node:test";
import fc from "fast-check";
import { studyLinks } from "./links.ts";
import { chains, record, SHORT, TELLING } from "./testing/chains.ts";
import { linesOf, worldOf } from "./testing/world.ts";

const numRuns = process.env["PROFILE_TEST_SOAK"] === undefined ? 200 : 20_000;

test("studyLinks() finds exactly the planted links of generated workflows", () => {
  let planted = 0;
  fc.assert(
    fc.property(chains(TELLING), (chain) => {
      const { requests, links } = record(chain, 0, true);
      planted += links.length;
      assert.deepEqual(linesOf(studyLinks(worldOf(requests)).list), links);
    }),
    { numRuns },
  );
  assert.ok(planted > numRuns, `only ${planted} links were planted`);
});

test("studyLinks() with a second recording finds every produced value, however short, and no input", () => {
  let planted = 0;
  fc.assert(
    fc.property(chains([...TELLING, ...SHORT]), (chain) => {
      const { requests, links } = record(chain, 0);
      planted += links.length;
      const other = worldOf(record(chain, 1).requests, "brave-heron");
      const found = studyLinks({ ...worldOf(requests), other });
      assert.deepEqual(linesOf(found.list), links);
      assert.ok(found.list.every(({ seenToVary }) => seenToVary === true));
      assert.deepEqual(found.doubts, []);
    }),
    { numRuns },
  );
  assert.ok(planted > numRuns, `only ${planted} links were planted`);
});
