import assert from "node:assert/strict";
import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { listArchived } from "../archive/list.ts";
import { withFolder, writeFiles } from "../files/test_folder.ts";
import { stableJson } from "../model/json.ts";
import { createRedactor } from "../redact/redactor.ts";
import { catalogueOf } from "./catalogue.ts";
import { Catalogue, type CatalogueProfile } from "./document.ts";
import { indexPage } from "./html/index_page.ts";
import { profilePage } from "./html/profile_page.ts";
import { manifestJson, NOW, optionsFor, profileYaml, resultOf, writeResults } from "./test_library.ts";

async function profilesOf(dataRoot: string, more = {}): Promise<Record<string, CatalogueProfile>> {
  const { catalogue } = await catalogueOf(optionsFor(dataRoot, more));
  assert.deepEqual(Catalogue.parse(catalogue), catalogue);
  return Object.fromEntries(catalogue.profiles.map((profile) => [profile.slug, profile]));
}

const LATEST = stableJson({ version: 1, invocation: [], profiles: {}, unplayed: {} });
const kinds = (profile: CatalogueProfile | undefined) => profile?.attention.map(({ kind }) => kind);

test("an empty library has a catalogue, too", async () => {
  await withFolder(async (root) => {
    await writeFiles(root, { "profiles/.keep": "" });
    const { catalogue } = await catalogueOf(optionsFor(root));
    assert.equal(catalogue.counts.profiles, 0);
    assert.deepEqual(catalogue.warnings, []);
  });
});

test("profiles have their flags: damaged, failed, never played, without baseline, stale, old", async () => {
  await withFolder(async (root) => {
    await writeFiles(root, {
      "profiles/good/profile.yaml": profileYaml(
        "good",
        ", title: Good, tags: [us], owner: hydrology, api: rq-engine",
      ),
      "profiles/good/baseline/manifest.json": manifestJson(),
      "profiles/bad/profile.yaml": "version: 1\nmetadata: { slug: bad, tags: [us] }\nsteps: 7\n",
      "profiles/fresh/profile.yaml": profileYaml("fresh", ", api: legacy"),
      "profiles/blind/profile.yaml": profileYaml("blind", "", "[]"),
      "profiles/blind/ledger.jsonl": [
        { at: "2026-01-01T00:00:00Z", by: "assemble", decision: "step", subject: "x", reason: "y" },
        {
          at: "2026-02-01T00:00:00Z",
          by: "promote",
          who: "jo",
          decision: "promote",
          subject: "blind",
          reason: "new",
        },
      ].map((line) => JSON.stringify(line)).join("\n"),
      "profiles/results/latest.json": stableJson({
        version: 1,
        invocation: [],
        profiles: {},
        unplayed: { good: { reason: "stopped", started_at: "2026-11-22T00:00:00Z" } },
      }),
    });
    await writeResults(join(root, "profiles/results"), [
      resultOf("good", 1),
      resultOf("good", 2, "passed", { summary: "passed (steps only)" }),
      resultOf("blind", 20, "nothing-compared"),
      resultOf("fresh", 3, "unavailable", { error: { message: "no server" } }),
    ]);
    const found = await profilesOf(root);
    assert.deepEqual(kinds(found["good"]), ["unplayed"]);
    assert.deepEqual(kinds(found["bad"]), ["damaged", "never-played"]);
    assert.deepEqual(kinds(found["fresh"]), ["failed", "no-baseline", "old"]);
    assert.deepEqual(kinds(found["blind"]), ["failed", "no-baseline", "stale"]);
    assert.deepEqual(found["bad"]?.tags, ["us"]);
    assert.equal(found["good"]?.owner, "hydrology");
    assert.equal(found["good"]?.results[1]?.partial, true);
    assert.equal(found["good"]?.baseline?.accepted_at, "2026-10-01T00:00:00.000Z");
    assert.equal(found["blind"]?.owner, "jo");
    assert.equal(found["blind"]?.promoted_at, "2026-02-01T00:00:00Z");
    assert.equal(found["fresh"]?.results[0]?.trouble, "no server");
    assert.deepEqual(kinds((await profilesOf(root, { stale: Infinity }))["blind"]), [
      "failed",
      "no-baseline",
    ]);
  });
});

test("a history holds the newest 30 results of the profile alone; what cannot be read is said", async () => {
  await withFolder(async (root) => {
    await writeFiles(root, { "profiles/mill/profile.yaml": profileYaml("mill") });
    const results = join(root, "profiles/results");
    await writeResults(results, Array.from({ length: 40 }, (_, day) => resultOf("mill", day)));
    const ofDraft = {
      source: { file: "profiles/_drafts/mill/profile.yaml", steps_sha256: "b", overlay: null },
    };
    await writeResults(
      results,
      Array.from({ length: 35 }, (_, day) => resultOf("mill", day + 0.5, "differences", ofDraft)),
    );
    await writeFiles(results, {
      "mill/20261123T130000.000Z/play.log": "",
      "mill/20261123T140000.000Z/report.json": "{",
    });
    const { catalogue, folders } = await catalogueOf(optionsFor(root));
    const [mill] = catalogue.profiles;
    assert.equal(mill?.results.length, 30);
    assert.equal(mill?.unfinished, 1);
    assert.deepEqual(mill?.results.map(({ verdict }) => verdict), Array(30).fill("passed"));
    assert.equal(mill?.results[0]?.started_at, new Date(NOW).toISOString());
    assert.equal(folders[0]?.[0], join(results, "mill", mill?.results[0]?.result ?? ""));
    assert.equal(catalogue.warnings.length, 1);
    const damaged = join("mill", "20261123T140000.000Z", "report.json");
    assert.ok(catalogue.warnings[0]?.startsWith(`${join("profiles/results", damaged)} is damaged`));
    await writeFiles(join(root, "copy"), { "latest.json": LATEST, [damaged]: "{" });
    const { catalogue: other } = await catalogueOf(optionsFor(root, { results: [join(root, "copy")] }));
    assert.ok(other.warnings[0]?.startsWith(`${join("copy", damaged)} is damaged`));
  });
});

test("a profile whose only result is damaged was played: its result is unreadable", async () => {
  await withFolder(async (root) => {
    await writeFiles(root, {
      "profiles/mill/profile.yaml": profileYaml("mill"),
      "profiles/results/mill/20261123T140000.000Z/report.json": "{",
      "profiles/dam/profile.yaml": profileYaml("dam"),
      "profiles/results/dam/20261123T140000.000Z/play.log": "",
    });
    await writeResults(join(root, "profiles/results"), [resultOf("dam", 1)]);
    const { catalogue, details } = await catalogueOf(optionsFor(root));
    const [dam, mill] = catalogue.profiles;
    assert.deepEqual(kinds(mill), ["no-baseline", "unreadable"]);
    assert.equal(mill?.attention[1]?.words, "its result cannot be read");
    assert.deepEqual(catalogue.counts.last, { passed: 1, unreadable: 1 });
    const [first, second] = details;
    assert.ok(dam !== undefined && mill !== undefined && first !== undefined && second !== undefined);
    const page = profilePage(mill, second, catalogue);
    assert.match(page, /1 result cannot be read: <a href="\.\.\/\.\.\/index\.html#left-out">why</);
    for (const text of [page, indexPage(catalogue).replace(/<section id="rules"[^]*?<\/section>/, "")]) {
      assert.doesNotMatch(text.replace(/ data-signs="[^"]*"/, ""), /never played|>never</i);
    }
    assert.match(profilePage(dam, first, catalogue), /1 result folder without a report/);
  });
});

test("results of other machines come into the histories, each once; strange ones are named", async () => {
  await withFolder(async (root) => {
    await writeFiles(root, { "here/profiles/mill/profile.yaml": profileYaml("mill") });
    const same = resultOf("mill", 3);
    await writeResults(join(root, "here/profiles/results"), [same]);
    for (const name of ["shards/one", "shards/two"]) {
      await writeFiles(root, { [`${name}/latest.json`]: LATEST });
      await writeResults(join(root, name), [same]);
    }
    await writeResults(join(root, "shards/one"), [resultOf("mill", 2, "differences"), resultOf("dam", 1)]);
    await writeFile(join(root, "one.json"), stableJson(resultOf("mill", 1, "unavailable").report));
    const { catalogue, folders } = await catalogueOf(
      optionsFor(join(root, "here"), { results: [join(root, "shards"), join(root, "one.json")] }),
    );
    assert.deepEqual(
      catalogue.profiles[0]?.results.map(({ verdict, from }) => [verdict, from]),
      [["unavailable", "one.json"], ["differences", "one"], ["passed", undefined]],
    );
    assert.deepEqual(folders[0]?.map((folder) => folder !== undefined), [false, true, true]);
    assert.deepEqual(catalogue.warnings, [
      "results of other machines are left out, as the library has no such profile: dam (1 result)",
    ]);
    await rm(join(root, "shards"), { recursive: true });
    await assert.rejects(
      catalogueOf(optionsFor(join(root, "here"), { results: [join(root, "shards")] })),
      /There are no results in/,
    );
  });
});

test("sizes and Git LFS: pointers are told from files that were fetched", async () => {
  await withFolder(async (root) => {
    const { execFileSync } = await import("node:child_process");
    await writeFiles(root, {
      ".gitattributes": "*.tif filter=lfs\n",
      "profiles/mill/profile.yaml": profileYaml("mill"),
      "profiles/mill/seed/a.tif": "version https://git-lfs.github.com/spec/v1\noid sha256:0\n",
      "profiles/mill/seed/b.tif": "bytes",
      "profiles/dam/profile.yaml": profileYaml("dam"),
    });
    execFileSync("git", ["init", "-q"], { cwd: root });
    const { mill, dam } = await profilesOf(root);
    assert.deepEqual(mill?.lfs, { state: "mixed", pointers: 1, fetched: 1 });
    assert.deepEqual(dam?.lfs, { state: "none", pointers: 0, fetched: 0 });
    assert.equal(mill?.files, 3);
  });
});

test("the catalogue is clean of secrets, and the same for the same input", async () => {
  await withFolder(async (root) => {
    await writeFiles(root, {
      "profiles/mill/profile.yaml": profileYaml("mill", ', title: "of ann.lee@example.org"'),
      "profiles/mill/README.md": "Ask ann.lee@example.org, token=shr-tok-5b1f0a7e\n",
      "profiles/archived/dam/profile.yaml": profileYaml("dam"),
      "profiles/archived/dam/ledger.jsonl": JSON.stringify({
        at: "2026-02-01T00:00:00Z",
        by: "archive",
        who: "qa",
        decision: "archive",
        subject: "dam",
        reason: "gone, says ann.lee@example.org",
      }),
    });
    await writeResults(join(root, "profiles/results"), [
      resultOf("mill", 1, "unavailable", { error: { message: "login of ann.lee@example.org failed" } }),
    ]);
    const archived = await listArchived(root);
    const once = JSON.stringify(await catalogueOf(optionsFor(root, { archived })));
    assert.match(once, /gone, says /);
    assert.doesNotMatch(once, /ann\.lee|shr-tok/);
    assert.equal(
      JSON.stringify(await catalogueOf(optionsFor(root, { archived, redactor: createRedactor() }))),
      once,
    );
  });
});
