import assert from "node:assert/strict";
import { test } from "node:test";
import { join } from "node:path";
import { withFolder, writeFiles } from "../files/test_folder.ts";
import { Hole, Profile } from "../model/profile.ts";
import { stepsHash } from "./steps_hash.ts";

const BASE = {
  metadata: { slug: "us-small", config: "a", title: "one" },
  variables: { lat: 1, lon: 2 },
  steps: [
    { id: "one", action: "http_post", path: "/x", json: { a: 1, b: "{{lat}}" } },
    { id: "two", action: "file_upload", path: "/y", files: { cli: { seed: "climate/x.cli" } } },
  ],
  expect: { files: ["out"] },
};
const SEEDS = {
  "climate/x.cli": "1",
  "climate/unused.cli": "1",
  "config/a.cfg": "[x]",
  "config/active_config.txt": "a",
};
type Edit = (profile: typeof BASE) => unknown;

async function hashOf(edit: Edit = () => {}, seeds: Record<string, string> = {}): Promise<string> {
  return await withFolder(async (folder) => {
    await writeFiles(folder, { ...SEEDS, ...seeds });
    const raw = structuredClone(BASE);
    edit(raw);
    return await stepsHash(Profile.parse(raw), folder);
  });
}

const same: [name: string, edit: Edit, seeds?: Record<string, string>][] = [
  ["nothing", () => {}],
  ["order of keys", (p) => (p.variables = { lon: 2, lat: 1 })],
  ["titles", (p) => Object.assign(p.metadata, { title: "two", tags: ["x"] })],
  ["the title of a step", (p) => Object.assign(p.steps[0] ?? {}, { title: "x" })],
  ["comparisons", (p) => Object.assign(p, { comparisons: [{ target: "a", method: "exists" }] })],
  ["a seed that no step uses", () => {}, { "climate/unused.cli": "2" }],
];
const other: typeof same = [
  ["a value", (p) => Object.assign(p.steps[0]?.json ?? {}, { a: 2 })],
  ["order of steps", (p) => p.steps.reverse()],
  ["a step", (p) => p.steps.pop()],
  ["a hole", (p) => Object.assign(p.steps[0]?.json ?? {}, { a: new Hole("gone") })],
  ["a variable", (p) => (p.variables.lat = 3)],
  ["an expectation", (p) => (p.expect.files = [])],
  ["the configuration", (p) => (p.metadata.config = "b")],
  ["the API", (p) => Object.assign(p.metadata, { api: "legacy" })],
  ["a seed", () => {}, { "climate/x.cli": "2" }],
  ["a configuration file", () => {}, { "config/a.cfg": "[y]" }],
  ["another configuration file", () => {}, { "config/b.cfg": "" }],
];

test("stepsHash() stays when nothing of the play changes", async () => {
  const base = await hashOf();
  assert.match(base, /^[0-9a-f]{64}$/);
  for (const [name, edit, seeds] of same) assert.equal(await hashOf(edit, seeds), base, name);
});

test("stepsHash() is another when anything of the play changes", async () => {
  const seen = new Map([[await hashOf(), "base"]]);
  for (const [name, edit, seeds] of other) {
    const hash = await hashOf(edit, seeds);
    assert.equal(seen.get(hash), undefined, name);
    seen.set(hash, name);
  }
});

test("stepsHash() of a profile without seed folder is one too", async () => {
  const profile = Profile.parse(BASE);
  const nowhere = join("/nowhere", "seed");
  assert.equal(await stepsHash(profile, nowhere), await stepsHash(profile, nowhere));
});
