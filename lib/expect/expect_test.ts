import assert from "node:assert/strict";
import { symlink } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import fc from "fast-check";
import { diskRunFiles } from "../files/run_files.ts";
import { withFolder, writeFiles } from "../files/test_folder.ts";
import { RunExpect, StepExpect } from "../model/expect.ts";
import { checkRun, markLogs } from "../play/check_run.ts";
import { bodyFailures } from "./body.ts";
import { headerFailures } from "./header.ts";
import { matchesPattern, patternFailure } from "./pattern.ts";
import { valueFailures } from "./value.ts";

const value = (json: Parameters<typeof valueFailures>[1], check: Parameters<typeof valueFailures>[2]) =>
  valueFailures("$.x", json, check, "the answer");

test("matchesPattern() ends a match that would run for ever, and knows the others", async () => {
  assert.equal(await matchesPattern("(a+)+$", `${"a".repeat(60)}b`, "", 200), undefined);
  assert.match(await patternFailure("(a|a)*$", `${"a".repeat(60)}b`) ?? "", /was not matched .* within 2 s/);
  assert.equal(await matchesPattern("^b.*c.*$", "a\nb1c2", "m"), true);
  assert.equal(await matchesPattern("^b$", "a\nb"), false);
  await assert.rejects(matchesPattern("(", "a"), SyntaxError);
});

test("valueFailures() holds numbers to |a-b| <= abs + rel*|value|", async () => {
  await fc.assert(fc.asyncProperty(
    fc.integer({ min: -1000, max: 1000 }),
    fc.integer({ min: -1000, max: 1000 }),
    fc.nat(50),
    fc.nat(3),
    async (wanted, actual, abs, rel) => {
      const failures = await value(actual, { number: { value: wanted, abs, rel } });
      assert.equal(failures.length === 0, Math.abs(actual - wanted) <= abs + rel * Math.abs(wanted));
    },
  ));
  assert.deepEqual(await value("3", { number: { min: 1 } }), ['$.x: expected a number, got "3"']);
  assert.deepEqual(await value(5, { number: { value: 4, abs: 0.5, min: 6, max: 4 } }), [
    "$.x: expected 4 (abs 0.5), got 5, which is 1 away",
    "$.x: expected at least 6, got 5",
    "$.x: expected at most 4, got 5",
  ]);
});

test("valueFailures() lists all that is wrong with one value", async () => {
  assert.deepEqual(await value(1.5, { type: "integer", equals: 2, matches: "^2" }), [
    "$.x: expected 2, got 1.5",
    "$.x: expected an integer, got 1.5",
    "$.x does not match /^2/: 1.5",
  ]);
  assert.deepEqual(await value({ a: [1] }, { equals: { a: [1] }, type: "object" }), []);
  assert.deepEqual(await value(null, { type: "null", exists: true }), []);
  assert.deepEqual(await value([], { matches: "x" }), ["$.x is no text that could match /x/: []"]);
  assert.deepEqual(await value(undefined, { type: "string" }), ["$.x is not in the answer"]);
  assert.deepEqual(await value(undefined, { equals: 3 }), ["$.x is not in the answer; expected 3"]);
  assert.deepEqual(await value(undefined, { exists: false }), []);
  assert.match((await value("y".repeat(500), { equals: "z" }))[0] ?? "", /… \(502 characters\)$/);
});

test("headerFailures() compares names without case", async () => {
  const headers = { "content-type": "application/json; charset=utf-8", etag: '"abc"' };
  assert.deepEqual(await headerFailures("Content-Type", headers, { contains: "json" }), []);
  assert.deepEqual(await headerFailures("ETag", headers, '"abc"'), []);
  assert.deepEqual(await headerFailures("ETag", headers, { exists: false }), [
    'header ETag is there and should not be: "\\"abc\\""',
  ]);
  assert.deepEqual(await headerFailures("Location", headers, { matches: "^/" }), [
    "header Location is not in the answer",
  ]);
  assert.deepEqual(await headerFailures("etag", headers, { contains: "z", matches: "^\\d+$" }), [
    'header etag does not contain "z": "\\"abc\\""',
    'header etag does not match /^\\d+$/: "\\"abc\\""',
  ]);
});

test("bodyFailures() says where a text differs, and that only a part was read", async () => {
  assert.deepEqual(
    await bodyFailures("a\nb", false, { contains: ["a", "b"], matches: "^b$", equals: "a\nb" }),
    [],
  );
  assert.match(
    (await bodyFailures("a\nbc", false, { equals: "a\nbd" }))[0] ?? "",
    /differs .* in line 2: expected/,
  );
  assert.match((await bodyFailures("abc", true, { contains: "z" }))[0] ?? "", /as far as it was read/);
});

test("checkRun() lists every expectation on files, logs and states", async () => {
  await withFolder(async (root) => {
    await writeFiles(root, {
      "run/a.txt": "12345",
      "run/wepp.log": "start\nWARNING low\nrun complete in 3 s\n",
      "run/wepp.nodb":
        '{"py/object":"W","py/state":{"_has_run":true,"n":NaN,"mode":{"py/tuple":[1,2]},"o":{"py/object":"X"}}}',
      "run/s.json": '{"list":[{"v":2.5}]}',
      "run/bad.json": "{",
      "run/folder/x": "",
      "out.txt": "x",
    });
    const run = join(root, "run");
    await symlink("../out.txt", join(run, "out.txt"));
    const expect = RunExpect.parse({
      files: [
        "a.txt",
        { path: "a.txt", min_size: 6 },
        { path: "a.txt", max_size: 4 },
        "gone.txt",
        "out.txt",
        "folder",
        { path: "folder", min_size: 1 },
      ],
      absent: ["gone.txt", "a.txt", "folder"],
      log_phrases: [
        { file: "wepp.log", contains: "complete", matches: "in \\d+ s$", absent: "ERROR" },
        { file: "wepp.log", absent: "WARNING" },
        { file: "no.log", absent: "WARNING" },
        { file: "no.log", contains: "x" },
      ],
      state: [
        { file: "wepp.nodb", path: "$.has_run", equals: true },
        { file: "wepp.nodb", path: "$._has_run", equals: false },
        { file: "wepp.nodb", path: "$.mode", equals: [1, 2] },
        { file: "wepp.nodb", path: "$.o", exists: true },
        { file: "s.json", path: "$.list[0].v", number: { value: 2.4, abs: 0.2 } },
        { file: "s.json", path: "$.list[1]", exists: true },
        { file: "bad.json", path: "$", exists: true },
        { file: "gone.json", path: "$", exists: true },
      ],
    });
    const checks = await checkRun(diskRunFiles(run), expect);
    assert.deepEqual(checks.flatMap(({ failure }) => failure ?? []), [
      "a.txt has 5 bytes, expected at least 6",
      "a.txt has 5 bytes, expected at most 4",
      "gone.txt was not produced",
      "out.txt is behind a link that leaves the run",
      "folder is a folder, which has no size",
      "a.txt is there",
      "folder is there",
      'wepp.log says "WARNING": "WARNING low"',
      "no.log is not there",
      "wepp.nodb: $._has_run: expected false, got true",
      "wepp.nodb: $.o is a Python object, which has no plain value",
      "s.json: $.list[1] is not in s.json",
      "bad.json is damaged: it is no JSON",
      "gone.json is not there",
    ]);
    assert.equal(checks.length, 22);
  });
});

test("checkRun() of a step with since looks at what the step added", async () => {
  await withFolder(async (run) => {
    await writeFiles(run, { "x.log": "ERROR of an earlier step\ndone\n" });
    const files = diskRunFiles(run);
    const { log_phrases = [] } = StepExpect.parse({
      log_phrases: [{ file: "x.log", absent: "ERROR", since: "step" }, {
        file: "x.log",
        contains: "done",
        since: "step",
      }],
    });
    const marks = await markLogs(files, ["x.log"]);
    const failures = (await checkRun(files, { log_phrases }, marks)).flatMap(({ failure }) => failure ?? []);
    assert.deepEqual(failures, ['x.log does not contain "done" since the step began; it is empty']);
  });
});

test("StepExpect and RunExpect refuse checks that check nothing or cannot hold", () => {
  const refused = (expect: unknown) => StepExpect.safeParse(expect).error?.issues[0]?.message ?? "";
  assert.match(refused({ json: { "$.a": {} } }), /checks nothing/);
  assert.match(refused({ json: { "$.a": { number: { abs: 1 } } } }), /checks nothing: say value/);
  assert.match(refused({ json: { "$.a": { number: { min: 2, max: 1 } } } }), /at least 2 and at most 1/);
  assert.match(refused({ json: { "$.a": { matches: "(" } } }), /no regular expression/);
  assert.match(refused({ files: ["a/*.txt"] }), /one path, no pattern/);
  assert.match(refused({ max_duration: "5 minutes" }), /use a number/);
  assert.match(
    RunExpect.safeParse({ log_phrases: [{ file: "a", contains: "b", since: "step" }] }).error?.issues[0]
      ?.message ?? "",
    /step's own/,
  );
});
