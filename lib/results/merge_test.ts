import assert from "node:assert/strict";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import fc from "fast-check";
import { withFolder } from "../files/test_folder.ts";
import { EXIT_CODES, strongest, type Verdict } from "../model/exit.ts";
import type { Report } from "../model/report.ts";
import { testReport } from "../model/test_report.ts";
import { playsDocument } from "../report/document.ts";
import { jsonReporter } from "../report/json.ts";
import { type LastPlay, noteLastPlay, noteLatest } from "./latest.ts";
import { mergeSets } from "./merge.ts";
import { readSets, type ResultSet } from "./read_set.ts";
import { splitIntoShards, splitName } from "./shards.ts";

function report(profile: string, verdict: Verdict, changes: Partial<Report> = {}): Report {
  const source = { file: `profiles/${profile}/profile.yaml`, steps_sha256: "a", overlay: null };
  return testReport({ profile, source, verdict, exit_code: EXIT_CODES[verdict], ...changes });
}

/** A data root after a play, as it is copied from a machine. */
async function played(root: string, reports: Report[], last: Partial<LastPlay> = {}): Promise<void> {
  const profiles: LastPlay["profiles"] = [];
  for (const one of reports) {
    const dir = join(root, "profiles/results", one.profile, "20261122T110000.000Z");
    await mkdir(dir, { recursive: true });
    await writeFile(join(dir, "report.json"), JSON.stringify(one));
    await noteLatest(root, [], one, dir);
    const { profile, verdict, exit_code } = one;
    profiles.push({ profile, result: `${profile}/20261122T110000.000Z`, verdict, exit_code });
  }
  const verdict = strongest(reports.map((one) => one.verdict));
  await noteLastPlay(root, { started_at: "", verdict, exit_code: EXIT_CODES[verdict], profiles, ...last });
}

const shard = (index: number, count: number, profiles: number, split = "s") => ({
  index,
  count,
  profiles,
  split,
});

test("readSets() says that latest.json is missing where there are results, and names a folder that works", async () => {
  await withFolder(async (root) => {
    await played(join(root, "copies/one"), [report("a", "passed")]);
    const results = join(root, "copies/one/profiles/results");
    await rm(join(results, "latest.json"));
    for (const path of ["copies", "copies/one", "copies/one/profiles", "copies/one/profiles/results"]) {
      await assert.rejects(readSets(join(root, path)), (error: Error) => {
        assert.equal(error.message, `${results} holds results, but no latest.json`);
        return true;
      });
    }
    const [set] = await readSets(join(results, "a", "20261122T110000.000Z"));
    assert.deepEqual(set?.entries.map(({ key }) => key), ["a"]);
    await rm(join(results, "a"), { recursive: true });
    await assert.rejects(readSets(results), /There are no results in/);
  });
});

test("readSets() finds the last play below a data root, a folder of results, a folder of copies, a report", async () => {
  await withFolder(async (root) => {
    await played(join(root, "one"), [report("a", "passed"), report("b", "differences")]);
    await played(join(root, "two"), [report("c", "passed")]);
    const keys = async (path: string) =>
      (await readSets(join(root, path))).map(({ entries }) => entries.map(({ key }) => key).join(" "));
    assert.deepEqual(await keys("one"), ["a b"]);
    assert.deepEqual(await keys("one/profiles"), ["a b"]);
    assert.deepEqual(await keys("one/profiles/results"), ["a b"]);
    assert.deepEqual(await keys("."), ["a b", "c"]);
    assert.deepEqual(await keys("two/profiles/results/c/20261122T110000.000Z"), ["c"]);
    await writeFile(
      join(root, "all.json"),
      JSON.stringify([report("x", "passed"), report("_drafts/y", "passed")]),
    );
    assert.deepEqual(await keys("all.json"), ["x _drafts/y"]);
    await writeFile(
      join(root, "doc.json"),
      JSON.stringify({ reports: [report("x", "passed")], not_played: ["z"] }),
    );
    assert.deepEqual(await keys("doc.json"), ["x z"]);
    await writeFile(join(root, "bad.json"), "{}");
    await assert.rejects(readSets(join(root, "bad.json")), /is no report/);
    await mkdir(join(root, "empty"));
    await assert.rejects(readSets(join(root, "empty")), /There are no results in/);
  });
});

test("readSets() takes the shard, the verdict and what was not played from the document of several plays", async () => {
  await withFolder(async (root) => {
    const file = join(root, "4.json");
    const of = async (
      verdict: Verdict,
      rest: Parameters<typeof playsDocument>[2],
      reports: Report[] = [],
    ) => {
      await writeFile(file, jsonReporter.render(reports, playsDocument(verdict, reports, rest)));
      return await readSets(file);
    };
    const own = shard(4, 4, 3);
    assert.deepEqual(await of("passed", { shard: own, not_played: [] }), [
      { from: file, shard: own, verdict: "passed", entries: [] },
    ]);
    const [left] = await of("incomplete", { not_played: ["b"] }, [report("a", "passed")]);
    assert.deepEqual(left?.entries.map(({ key, verdict }) => `${key} ${verdict}`), [
      "a passed",
      "b incomplete",
    ]);
    // Merged results, merged again: what was missing then is missing now.
    const again = mergeSets(
      await of("incomplete", { missing: ["shard 2/2 is missing"] }, [report("a", "passed")]),
    );
    assert.equal(again.verdict, "incomplete");
  });
});

test("readSets() leaves the folder for no result, and misses none that is gone", async () => {
  await withFolder(async (root) => {
    await played(root, [report("a", "passed")], {
      profiles: [
        { profile: "a", result: "../../../etc", verdict: "passed", exit_code: 0 },
        { profile: "b", result: "b/gone", verdict: "passed", exit_code: 0 },
        { profile: "c", result: null, verdict: "usage", exit_code: 2, reason: "The profile is not valid" },
      ],
    });
    const merged = mergeSets(await readSets(root));
    assert.deepEqual(merged.entries.map(({ key, verdict }) => `${key} ${verdict}`), [
      "a incomplete",
      "b incomplete",
      "c usage",
    ]);
    assert.equal(merged.verdict, "usage");
    assert.equal(merged.missing.length, 2);
  });
});

test("readSets() finds what a play that was killed had played before", async () => {
  await withFolder(async (root) => {
    const started_at = "2026-11-22T10:59:00Z";
    const open = { result: null, verdict: "incomplete", exit_code: 6 };
    await played(root, [
      report("a", "passed"),
      report("old", "passed", { started_at: "2026-11-21T00:00:00Z" }),
    ], {
      started_at,
      verdict: "incomplete",
      profiles: ["a", "b", "old"].map((profile) => ({ profile, ...open })),
    });
    const merged = mergeSets(await readSets(root));
    assert.deepEqual(merged.entries.map(({ verdict }) => verdict), ["passed", "incomplete", "incomplete"]);
    assert.equal(merged.verdict, "incomplete");
  });
});

test("mergeSets() says missing shards, different splits, doubles, and plays that were killed", () => {
  const entry = (key: string, verdict: Verdict) => ({ key, verdict, report: report(key, verdict) });
  const set = (from: string, keys: string[], changes: Partial<ResultSet> = {}): ResultSet => ({
    from,
    entries: keys.map((key) => entry(key, "passed")),
    ...changes,
  });
  const cases: [sets: ResultSet[], verdict: Verdict, said: RegExp][] = [
    [
      [set("x", ["a"], { shard: shard(1, 2, 2) }), set("y", ["b"], { shard: shard(2, 2, 2) })],
      "passed",
      /^$/,
    ],
    [
      [set("x", ["a"], { shard: shard(1, 3, 2) })],
      "incomplete",
      /shard 2\/3 is missing\nshard 3\/3 is missing/,
    ],
    [
      [set("x", ["a"], { shard: shard(1, 2, 2, "s") }), set("y", ["b"], { shard: shard(2, 2, 2, "t") })],
      "incomplete",
      /different splits.*s of 2 \(1\/2\), t of 2 \(2\/2\)/,
    ],
    [
      [set("x", ["a"], { shard: shard(1, 2, 3) }), set("y", ["b"], { shard: shard(2, 2, 3) })],
      "incomplete",
      /1 profile of 3 are in no shard/,
    ],
    [
      [set("x", ["a"]), { from: "y", entries: [entry("a", "differences")] }],
      "differences",
      /a is there 2 times.*passed in x, differences in y/,
    ],
    [[set("x", ["a"], { verdict: "incomplete" })], "incomplete", /play of x did not come to its end/],
    [[set("x", ["a"], { verdict: "interrupted" })], "interrupted", /^$/],
    [[set("x", ["a"]), set("y", [], { verdict: "usage" })], "usage", /^$/],
    [[set("x", [], { verdict: "passed", shard: shard(1, 1, 0) })], "passed", /^$/],
  ];
  for (const [sets, verdict, said] of cases) {
    const merged = mergeSets(sets);
    assert.equal(merged.verdict, verdict);
    assert.match([...merged.missing, ...merged.doubles].join("\n"), said);
  }
  assert.equal(mergeSets([]).verdict, "nothing-compared");
});

test("mergeSets() names results of earlier plays, and is incomplete when one of them did not pass", async () => {
  await withFolder(async (root) => {
    const early = { started_at: "2026-11-21T00:00:00.000Z" };
    await played(root, [report("a", "passed", early), report("b", "differences", early)]);
    await played(root, [report("c", "passed")]);
    const here = await readSets(root);
    const merged = mergeSets(here);
    assert.equal(merged.verdict, "incomplete");
    assert.deepEqual(merged.uncounted, [
      `2 profiles have results of earlier plays in ${root} that are not counted: a (passed), b (differences)`,
    ]);
    const late = "2026-11-22T00:00:00.000Z";
    const other = (key: string, started_at: string): ResultSet => ({
      from: "other",
      entries: [{ key, verdict: "passed", report: report(key, "passed", { started_at }) }],
    });
    const since = mergeSets([...here, other("b", late)]);
    assert.equal(since.verdict, "passed");
    assert.match(since.uncounted.join(), /1 profile has a result of an earlier play.*: a \(passed\)$/);
    assert.equal(mergeSets([...here, other("b", "2026-11-20T00:00:00.000Z")]).verdict, "incomplete");
    await rm(join(root, "profiles/results/b"), { recursive: true });
    assert.equal(mergeSets(await readSets(root)).verdict, "passed");
  });
});

test("mergeSets() of all shards has every profile once and the verdict of the whole, of fewer never passes", () => {
  const verdict = fc.constantFrom<Verdict>(
    "passed",
    "differences",
    "unavailable",
    "usage",
    "nothing-compared",
  );
  const all = fc.uniqueArray(fc.record({ name: fc.stringMatching(/^[a-z]{1,4}$/), verdict }), {
    selector: ({ name }) => name,
    minLength: 1,
    maxLength: 12,
  });
  fc.assert(fc.property(all, fc.integer({ min: 1, max: 6 }), fc.nat(), (profiles, count, drop) => {
    const shards = splitIntoShards(profiles, count);
    const sets = shards.map((names, index): ResultSet => ({
      from: `${index}`,
      shard: shard(index + 1, count, profiles.length, splitName(shards)),
      entries: profiles.filter(({ name }) => names.includes(name)).map(({ name, verdict }) => ({
        key: name,
        verdict,
        report: report(name, verdict),
      })),
    }));
    const merged = mergeSets(sets);
    assert.deepEqual(merged.entries.map(({ key }) => key), profiles.map(({ name }) => name).sort());
    assert.equal(merged.verdict, strongest(profiles.map((one) => one.verdict)));
    assert.deepEqual([...merged.missing, ...merged.doubles], []);
    if (count === 1) return;
    const part = mergeSets(sets.filter((_, index) => index !== drop % count));
    assert.notEqual(part.verdict, "passed");
    assert.match(part.missing.join(), new RegExp(`shard ${drop % count + 1}/${count} is missing`));
  }));
});
