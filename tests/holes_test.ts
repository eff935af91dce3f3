/** The built binary on recordings without values: holes, suggestions, filling all of them, and a replay of the result. */
import assert from "node:assert/strict";
import { copyFile, mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { fillFrom, type Filling } from "../lib/drafts/fill_from.ts";
import { holePaths } from "../lib/model/hole_paths.ts";
import { isObject } from "../lib/model/json.ts";
import { Profile } from "../lib/model/profile.ts";
import { readYaml, type YamlSource } from "../lib/yaml/source.ts";
import { validateYaml } from "../lib/yaml/validate.ts";
import { type Bench, runsOf, withBench } from "./recorded.ts";

/** What neither the run nor the other recording tells. */
const BY_HAND: Record<string, unknown> = { "set-landuse-db.urlencoded": { landuse_db: "nlcd/2021" } };

async function opened(folder: string): Promise<{ source: YamlSource; profile: Profile }> {
  const source = await readYaml(join(folder, "profile.yaml"), "draft");
  return { source, profile: validateYaml(source, Profile, "draft") };
}

/** Fills every hole: suggestions first, then the other recording, then by hand. */
async function fillAll(draft: string, other: string) {
  const { source, profile } = await opened(draft);
  const fillings = fillFrom(profile, (await opened(other)).profile, join(other, "seed"));
  const counts = { suggested: 0, other: 0, hand: 0 };
  const differing: string[] = [];
  for (const [index, step] of profile.steps.entries()) {
    for (const { path, hole: { suggestion } } of holePaths(step)) {
      const field = `${step.id}.${path.join(".")}`;
      const filling = fillings.find((each) => each.step === step.id && each.path.join() === path.join());
      const value = suggestion !== undefined
        ? suggestion.value
        : filling === undefined
        ? BY_HAND[field]
        : filling.value;
      assert.notEqual(value, undefined, `nothing fills ${field}`);
      counts[suggestion !== undefined ? "suggested" : filling === undefined ? "hand" : "other"]++;
      if (suggestion !== undefined && JSON.stringify(filling?.value) !== JSON.stringify(value)) {
        differing.push(field);
      }
      if (suggestion === undefined && filling !== undefined) await copySeed(draft, filling);
      source.document.setIn(["steps", index, ...path], source.document.createNode(value));
    }
  }
  await writeFile(join(draft, "profile.yaml"), source.document.toString({ lineWidth: 0 }));
  return { ...counts, differing };
}

async function copySeed(draft: string, { file, value }: Filling): Promise<void> {
  if (file === undefined || !isObject(value)) return;
  const target = join(draft, "seed", String(value["seed"]));
  await mkdir(dirname(target), { recursive: true });
  await copyFile(file.source, target);
}

async function assembled(bench: Bench, recordings: string, name: string, draft: string): Promise<string> {
  const [run = ""] = await runsOf(join(recordings, name));
  const ended = bench.profile("assemble", run, "--name", draft);
  assert.equal(ended.code, 0, ended.output);
  return join(bench.root, "profiles/_drafts", draft);
}

// The second recording uploaded a landuse map, the first ones did not, and the first one's name differs.
const DIFFER = {
  "v3-default/us-small": [
    "setname.json.name",
    "build-landuse.form.landuse_mode",
    "build-landuse.files.input_upload_landuse",
  ],
  "v4-default/us-small-direct": [
    "build-landuse.form.landuse_mode",
    "build-landuse.files.input_upload_landuse",
  ],
};
for (const [name, differing] of Object.entries(DIFFER)) {
  test(`${name}: every withheld value is one hole; with all of them filled in it promotes and plays`, async () => {
    await withBench(async (bench, recordings) => {
      const other = await assembled(bench, recordings, "v3-bodies/us-small", "values");
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
      const filled = await fillAll(draft, other);
      assert.deepEqual(filled, { suggested: 35, other: 37, hand: 1, differing });
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
      const { profile } = await opened(await assembled(bench, recordings, name, "holes"));
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
