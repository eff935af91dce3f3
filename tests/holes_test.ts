/** The built binary on recordings without values: holes, suggestions, filling all of them, and a replay of the result. */
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { fillFrom } from "../lib/drafts/fill_from.ts";
import { holePaths } from "../lib/model/hole_paths.ts";
import { isObject } from "../lib/model/json.ts";
import { LedgerEntry } from "../lib/model/ledger.ts";
import { type Hole, Profile } from "../lib/model/profile.ts";
import { readYaml, type YamlSource } from "../lib/yaml/source.ts";
import { validateYaml } from "../lib/yaml/validate.ts";
import { type Bench, runsOf, withBench } from "./recorded.ts";

async function opened(folder: string): Promise<{ source: YamlSource; profile: Profile }> {
  const source = await readYaml(join(folder, "profile.yaml"), "draft");
  return { source, profile: validateYaml(source, Profile, "draft") };
}

/** Addresses of the holes of a draft whose suggestion passes. */
async function holesOf(draft: string, passes: (hole: Hole) => boolean = () => true): Promise<string[]> {
  const { profile } = await opened(draft);
  return profile.steps.flatMap((step) =>
    holePaths(step).filter(({ hole }) => passes(hole)).map(({ path }) => `${step.id}.${path.join(".")}`)
  );
}

/** Fills every hole with `profile review`: suggestions, the other recording, and by hand what neither tells. */
async function fillAll(bench: Bench, draft: string) {
  const review = (...words: string[]) => {
    const ended = bench.profile("review", "_drafts/holes", "--reason", "filled in", ...words);
    assert.equal(ended.code, 0, ended.output);
    return ended;
  };
  const doubtful = await holesOf(draft, ({ suggestion }) => suggestion?.from.includes("doubtful") === true);
  const accepted = review("--accept-suggestions");
  assert.ok(
    accepted.output.includes(`${doubtful.length} doubtful suggestions not taken: ${doubtful.join(", ")}`),
    accepted.output,
  );
  const left = await holesOf(draft);
  for (const address of doubtful) assert.ok(left.includes(address), address);
  review(...doubtful.flatMap((address) => ["--accept-suggestions", address]));
  const open = await holesOf(draft);
  review("--fill-from", "values");
  assert.deepEqual(await holesOf(draft), ["set-landuse-db.urlencoded"]);
  const last = review("--fill", "set-landuse-db.urlencoded=landuse_db=nlcd/2021");
  assert.match(last.output, /next: profile promote _drafts\/holes holes/);
  assert.match(last.last, /ready to promote$/);
  const { decisions, reasons } = await ledgerOf(draft);
  assert.deepEqual(reasons, ["filled in"]);
  return { doubtful: doubtful.length, ...decisions, other: open.length - 1 };
}

/** How often `review` decided what, and the reasons. */
async function ledgerOf(draft: string) {
  const entries = (await readFile(join(draft, "ledger.jsonl"), "utf8")).trim().split("\n")
    .map((line) => LedgerEntry.parse(JSON.parse(line))).filter(({ by }) => by === "review");
  const decisions: Record<string, number> = {};
  for (const { decision } of entries) decisions[decision] = (decisions[decision] ?? 0) + 1;
  return { decisions, reasons: [...new Set(entries.map(({ reason }) => reason))] };
}

async function assembled(bench: Bench, recordings: string, name: string, draft: string): Promise<string> {
  const [run = ""] = await runsOf(join(recordings, name));
  const ended = bench.profile("assemble", run, "--name", draft);
  assert.equal(ended.code, 0, ended.output);
  return join(bench.root, "profiles/_drafts", draft);
}

for (const name of ["v3-default/us-small", "v4-default/us-small-direct"]) {
  test(`${name}: every withheld value is one hole; with all of them filled in it promotes and plays`, async () => {
    await withBench(async (bench, recordings) => {
      await assembled(bench, recordings, "v3-bodies/us-small", "values");
      const draft = await assembled(bench, recordings, name, "holes");
      const text = await readFile(join(draft, "profile.yaml"), "utf8");
      const tags = text.match(/: !(?:hole|suggested) /g) ?? [];
      const status = JSON.parse(await readFile(join(draft, "status.json"), "utf8"));
      assert.equal(tags.length, 73);
      assert.equal(status.holes.length, 73);
      assert.equal(status.holes.filter((hole: { from?: string }) => hole.from !== undefined).length, 35);
      // A position names the place behind the tag.
      const positions = text.split("\n").flatMap((line, index) => {
        const tag = /: !(?:hole|suggested) /.exec(line);
        return tag === null ? [] : [`${index + 1}:${tag.index + tag[0].length + 1}`];
      });
      for (
        const words of [["play", "_drafts/holes", "--embedded"], ["promote", "_drafts/holes", "small", "-v"]]
      ) {
        const refused = bench.profile(...words);
        assert.equal(refused.code, 5, refused.output);
        const named = [...refused.output.matchAll(/profile\.yaml:(\d+:\d+)/g)].map(([, place]) => place);
        assert.deepEqual(named, positions, words.join(" "));
      }
      assert.deepEqual(await fillAll(bench, draft), { doubtful: 3, accept: 35, fill: 38, other: 37 });
      const promoted = bench.profile("promote", "_drafts/holes", "small");
      assert.equal(promoted.code, 0, promoted.output);
      const first = bench.profile("play", "small", "--embedded");
      assert.equal(first.last, "nothing-compared (embedded)", first.output);
      assert.match(first.output, /33 steps/);
      const accepted = bench.profile("update-baseline", "small", "--all", "--reason", "first", "--allow-ci");
      assert.equal(accepted.code, 0, accepted.output);
      assert.equal(bench.profile("play", "small", "--embedded").last, "passed (embedded)");
    });
  });
}

test("fillFrom() answers every hole of a current recording from a legacy one of the same workflow, but the lost body", async () => {
  await withBench(async (bench, recordings) => {
    const legacy = await assembled(bench, recordings, "v2/us-small", "legacy");
    for (const name of ["v3-default/us-small", "v4-default/us-small-direct"]) {
      const { profile } = await opened(await assembled(bench, recordings, name, name.replace("/", "-")));
      const other = (await opened(legacy)).profile;
      const fillings = fillFrom(profile, other, join(legacy, "seed"));
      const holes = profile.steps.flatMap((step) =>
        holePaths(step).map(({ path }) => `${step.id}.${path.join(".")}`)
      );
      const filled = new Set(fillings.map(({ step, path }) => `${step}.${path.join(".")}`));
      assert.deepEqual(holes.filter((hole) => !filled.has(hole)), ["set-landuse-db.urlencoded"], name);
      for (const { step, path, value } of fillings) {
        let sent: unknown = other.steps.find(({ id }) => id === step);
        for (const key of path) sent = isObject(sent) ? sent[key] : undefined;
        assert.deepEqual(value, sent, `${step}.${path.join(".")}`);
      }
    }
  });
});

test("v4-default/us-small: the absent changes are named, with record proxy as the remedy, and it is not promoted", async () => {
  await withBench(async (bench, recordings) => {
    const draft = await assembled(bench, recordings, "v4-default/us-small", "bypassed");
    const status = JSON.parse(await readFile(join(draft, "status.json"), "utf8"));
    const readme = await readFile(join(draft, "README.md"), "utf8");
    assert.match(readme, /cannot be promoted\. Record the session again with\s+`profile record proxy`/);
    const names = [
      "fetch-dem-and-build-channels",
      "set-outlet",
      "build-subcatchments-and-abstract-watershed",
      "build-landuse",
      "build-soils",
      "build-climate",
      "run-wepp",
    ];
    for (const [index, name] of names.entries()) {
      assert.match(
        status.absent[index],
        new RegExp(`is not in the log: ${name}, by the run's redisprep.dump$`),
      );
      assert.ok(readme.includes(status.absent[index]));
    }
    assert.match(status.absent.at(-1), /^A session token was fetched/);
    // What a change that is not in the log may have set again is not suggested.
    const suggested = status.holes.filter((hole: { from?: string }) => hole.from !== undefined)
      .map(({ step }: { step: string }) => step);
    assert.deepEqual([...new Set(suggested)], ["set-unit-preferences", "setname", "setscenario"]);
    const promoted = bench.profile("promote", "_drafts/bypassed", "small");
    assert.equal(promoted.code, 5, promoted.output);
    assert.match(promoted.output, /lacks 8 changes.*fetch-dem-and-build-channels[\s\S]*record proxy/);
  });
});
