import assert from "node:assert/strict";
import process from "node:process";
import { test } from "node:test";
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { zip } from "../../zip/write.ts";
import { testCases } from "../test_cases.ts";
import { compareFiles, compareOne, type Files, found } from "../test_fixtures.ts";

const bytesOf = (content: string | Uint8Array) =>
  typeof content === "string" ? new TextEncoder().encode(content) : content;

/** An archive with these files, in this order. */
function packed(files: Files): Uint8Array {
  return zip(Object.entries(files).map(([path, content]) => ({ path, data: bytesOf(content) })));
}

const BASE: Files = {
  "landuse.json": '{"key": 42, "area": 1.5}',
  "table.txt": "hill loss\n1 12.5\n2 7.25\n",
  "map.bin": Uint8Array.of(0, 1, 2, 3),
};
const close = (rel: number) => ({
  members: [{ target: "*.txt", method: "text_diff", params: { tolerance: { rel } } }],
});

testCases("archive_diff", packed(BASE), [
  { name: "an equal archive", produced: packed(BASE), verdict: "passed" },
  { name: "other times of the members", produced: dated(packed(BASE)), verdict: "passed" },
  {
    name: "a number within",
    produced: packed({ ...BASE, "table.txt": "hill loss\n1 12.6\n2 7.25\n" }),
    params: close(0.01),
    verdict: "passed",
  },
  {
    name: "a number beyond",
    produced: packed({ ...BASE, "table.txt": "hill loss\n1 12.9\n2 7.25\n" }),
    params: close(0.01),
    verdict: "failed",
    differences: ["changed table.txt: line 2"],
  },
  {
    name: "a member less",
    produced: packed({ "landuse.json": BASE["landuse.json"] ?? "", "map.bin": BASE["map.bin"] ?? "" }),
    verdict: "failed",
    differences: ["missing table.txt"],
  },
  {
    name: "a member more",
    produced: packed({ ...BASE, "new/deep.txt": "x" }),
    verdict: "failed",
    differences: ["extra new/deep.txt"],
  },
  {
    name: "a JSON member of another type",
    produced: packed({ ...BASE, "landuse.json": '{"key": "42", "area": 1.5}' }),
    verdict: "failed",
    differences: ["changed landuse.json: $.key"],
    message: /type changed from number to string/,
  },
  {
    name: "JSON whose members lie in another order",
    produced: packed({ ...BASE, "landuse.json": '{"area": 1.50, "key": 42}' }),
    verdict: "passed",
  },
  {
    name: "a NaN on both sides",
    baseline: packed({ "x.json": '{"a": NaN}' }),
    produced: packed({ "x.json": '{ "a": NaN }' }),
    verdict: "passed",
  },
  {
    name: "a NaN on one side",
    baseline: packed({ "x.json": '{"a": NaN}' }),
    produced: packed({ "x.json": '{"a": -9999}' }),
    verdict: "failed",
    differences: ["changed x.json: $.a"],
  },
  {
    name: "an empty archive",
    produced: packed({}),
    verdict: "failed",
    differences: ["missing landuse.json", "missing map.bin", "missing table.txt"],
  },
  {
    name: "binary members that differ",
    produced: packed({ ...BASE, "map.bin": Uint8Array.of(0, 1, 2, 4) }),
    verdict: "failed",
    differences: ["changed map.bin: sha256"],
  },
  {
    name: "members that are packed with gzip themselves",
    baseline: packed({ "soil.txt.gz": gzipSync("a 1\n", { level: 1 }) }),
    produced: packed({ "soil.txt.gz": gzipSync("a 2\n", { level: 9 }) }),
    verdict: "failed",
    differences: ["changed soil.txt.gz: line 1"],
  },
  {
    name: "a text that is none",
    produced: packed({ ...BASE, "table.txt": Uint8Array.of(0, 0) }),
    verdict: "failed",
    differences: ["changed table.txt: size", "changed table.txt: sha256"],
  },
  {
    name: "a rule that cannot read the member",
    produced: packed({ ...BASE, "table.txt": Uint8Array.of(0, 0) }),
    params: close(0.01),
    verdict: "error",
    reason: /produced file "out\/file\/table.txt" is not text/,
  },
  {
    name: "members left out",
    produced: packed({ ...BASE, "table.txt": "other", "stamp.log": "x" }),
    params: { ignore: ["*.txt", "*.log"] },
    verdict: "passed",
  },
  {
    name: "rules that match nothing",
    produced: packed({ ...BASE, "table.txt": "other" }),
    params: { ignore: ["*.log"], members: [{ target: "none", method: "exists" }] },
    verdict: "failed",
    differences: ["changed table.txt: line 1", "missing table.txt: line 2", "missing table.txt: line 3"]
      .concat(
        "changed table.txt: end of the file",
      ),
    reason: /rule "none" matched nothing; The rule "\*\.log" matched nothing/,
  },
  {
    name: "a phrase that both sides lack",
    produced: packed(BASE),
    params: { members: [{ target: "*.txt", method: "text_contains", params: { contains: ["ok"] } }] },
    verdict: "failed",
    differences: ["missing table.txt: text"],
  },
  {
    name: "members that are too small on both sides",
    produced: packed(BASE),
    params: { members: [{ target: "map.*", method: "exists", params: { min_size: 9 } }] },
    verdict: "failed",
    differences: ["changed map.bin: size"],
  },
  {
    name: "a phrase that a member of an archive in the archive lacks",
    baseline: packed({ "a.zip": packed(BASE) }),
    produced: packed({ "a.zip": packed(BASE) }),
    params: {
      members: [{
        target: "a.zip",
        method: "archive_diff",
        params: { members: [{ target: "*.txt", method: "text_contains", params: { contains: ["ok"] } }] },
      }],
    },
    verdict: "failed",
    differences: ["missing a.zip: table.txt: text"],
  },
  {
    name: "a member more that may come",
    produced: packed({ ...BASE, "new/deep.txt": "x" }),
    params: { members: [{ target: "new/*", method: "file_list", params: { extra: "allow" } }] },
    verdict: "passed",
  },
  {
    name: "an archive that is cut",
    produced: packed(BASE).slice(0, -9),
    verdict: "error",
    reason: /damaged/,
  },
  {
    name: "damaged bytes of a member",
    produced: spoilt(packed({ ...BASE, "table.txt": "abcabcabcabcabcabcabcabcabc" })),
    verdict: "error",
    reason: /"table.txt" in the produced file "out\/file" cannot be read/,
  },
  {
    name: "another format",
    produced: "no archive",
    verdict: "error",
    reason: /The produced file "out\/file" cannot be read as an archive: .*no ZIP archive/,
  },
  {
    name: "an unknown method of a member",
    produced: packed(BASE),
    params: { members: [{ target: "x", method: "text_dif" }] },
    verdict: "error",
    reason: /params.members.0: method: unknown "text_dif" \(did you mean "text_diff"\?\)/,
  },
  {
    name: "unknown parameters of a member's method",
    produced: packed(BASE),
    params: { members: [{ target: "x", method: "text_diff", params: { tolerence: 1 } }] },
    verdict: "error",
    reason: /unknown "tolerence" \(did you mean "tolerance"\?\)/,
  },
]);

/** The same archive, written at another time. */
function dated(archive: Uint8Array): Uint8Array {
  const bytes = Uint8Array.from(archive);
  bytes[10] = 0x21;
  return bytes;
}

/** An archive whose last local file is broken. */
function spoilt(archive: Uint8Array): Uint8Array {
  const bytes = Uint8Array.from(archive);
  const at = new TextDecoder("latin1").decode(bytes).indexOf("table.txt") + "table.txt".length;
  bytes[at] = (bytes[at] ?? 0) ^ 0xff;
  return bytes;
}

test("archive_diff compare() names exactly the members that were changed", async () => {
  const member = fc.record({
    content: fc.string({ maxLength: 20 }),
    change: fc.constantFrom("", "x", "gone"),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(member, { minLength: 1, maxLength: 6 }), async (members) => {
      const name = (index: number) => `d${index % 2}/f${index}.bin`;
      const before = Object.fromEntries(members.map(({ content }, index) => [name(index), content]));
      const after = Object.fromEntries(
        members.map(({ content, change }, index) => [name(index), content + change] as const)
          .filter((_, index) => members[index]?.change !== "gone"),
      );
      const report = await compareOne("archive_diff", packed(before), packed(after));
      const named = new Set(found(report).map((line) => line.replace(/^\w+ ([^:]*).*$/, "$1")));
      const changed = members.map(({ change }, index) => change === "" ? "" : name(index)).filter((one) =>
        one
      );
      assert.deepEqual([...named].sort(), changed.sort());
    }),
    { numRuns: process.env["PROFILE_TEST_SOAK"] === "1" ? 2000 : 40 },
  );
});

const INSIDE: Files = { "landuse.json": '{"a":1}', "maps/x.txt": "1\n" };

test("archive_diff compare() takes the folder that stands in place of a .nodir archive", async () => {
  const comparison = { target: "landuse.nodir", method: "archive_diff" };
  const baseline = { "landuse.nodir": packed(INSIDE) };
  const folder = { "landuse/landuse.json": '{"a":1}', "landuse/maps/x.txt": "1\n" };
  const [same] = await compareFiles(baseline, folder, [comparison]);
  assert.deepEqual([same?.verdict, same?.reason], ["passed", undefined]);
  const [other] = await compareFiles(baseline, { ...folder, "landuse/maps/x.txt": "2\n" }, [comparison]);
  assert.deepEqual(other && found(other), ["changed maps/x.txt: line 1"]);
});

test("runComparisons() finds files of a folder that became a .nodir archive", async () => {
  const comparison = { target: "landuse/**", method: "text_exact" };
  const baseline = { "landuse/landuse.json": '{"a":1}', "landuse/maps/x.txt": "1\n" };
  const run = async (files: Files) => {
    const [report] = await compareFiles(baseline, { "landuse.nodir": packed(files) }, [comparison]);
    assert.ok(report);
    return [report.verdict, ...found(report)];
  };
  assert.deepEqual(await run(INSIDE), ["passed"]);
  assert.deepEqual(await run({ ...INSIDE, "maps/x.txt": "2\n" }), ["failed", "changed line 1"]);
  assert.deepEqual(await run({ "landuse.json": '{"a":1}', "more.txt": "" }), [
    "failed",
    "missing file",
    "extra file",
  ]);
  const [damaged] = await compareFiles(baseline, { "landuse.nodir": packed(INSIDE).slice(3) }, [comparison]);
  assert.equal(damaged?.verdict, "error");
  assert.match(damaged?.reason ?? "", /The produced file "landuse.nodir" cannot be read: .*damaged/);
});

test("runComparisons() leaves an archive alone of whose folder the baseline keeps nothing", async () => {
  const kept = { "soils/a.json": "1", "landuse.nodir": packed(INSIDE) };
  const produced = { "soils/a.json": "1", "landuse.nodir": packed(INSIDE) };
  const reports = await compareFiles(kept, produced, [
    { target: "**/*.json", method: "json_exact" },
    { target: "landuse.nodir", method: "archive_diff" },
  ]);
  assert.deepEqual(reports.map(({ verdict }) => verdict), ["passed", "passed"]);
});

test("archive_diff compare() counts what a member's method does not list", async () => {
  const lines = (word: string) => packed({ "x.txt": `${word}\n`.repeat(30) });
  const report = await compareOne("archive_diff", lines("a"), lines("b"));
  assert.deepEqual([report.differences.length, report.omitted, report.counts.changed], [20, 10, 30]);
});
