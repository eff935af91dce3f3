/** The assembler on the shared recordings of the real recorder. */
import assert from "node:assert/strict";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { test } from "node:test";
import { plantedLiterals } from "../../tests/planted.ts";
import { sharedData } from "../../tests/shared_data.ts";
import { sha256, sha256File } from "../files/hash.ts";
import { walkFiles } from "../files/walk.ts";
import { createRedactor } from "../redact/redactor.ts";
import { assemble } from "./assemble.ts";
import { SEQUENCE_RULES } from "./rules/sequences.ts";
import { stepsOf } from "./testing/draft.ts";
import type { AssembleOptions, AssembleResult } from "./types.ts";

async function withDrafts(
  run: (
    recordings: string,
    build: (source: string, options?: Partial<AssembleOptions>) => Promise<AssembleResult>,
  ) => Promise<void>,
): Promise<void> {
  const recordings = sharedData();
  if (recordings === undefined) return;
  const dataRoot = await mkdtemp(join(tmpdir(), "profile-recordings-"));
  const build = (source: string, options: Partial<AssembleOptions> = {}) =>
    assemble({ source, dataRoot, holes: "keep", redactor: createRedactor(), now: new Date(0), ...options });
  try {
    await run(recordings, build);
  } finally {
    await rm(dataRoot, { recursive: true, force: true });
  }
}

/** The run directory of a recording. */
async function runOf(recordings: string, name: string): Promise<string> {
  const [group] = await readdir(join(recordings, name, "runs"));
  const [run] = await readdir(join(recordings, name, "runs", group ?? ""));
  return join(recordings, name, "runs", group ?? "", run ?? "");
}

/** Hash of a step's upload; `hole` or `empty` otherwise. */
async function uploadOf(result: AssembleResult, id: string, field: string): Promise<string> {
  const step = (await stepsOf(result)).find((each) => each.id === id);
  const file = step !== undefined && "files" in step ? step.files?.[field] : undefined;
  if (file === undefined) return "none";
  if ("seed" in file) return await sha256File(join(result.draftDir, "seed", file.seed));
  return "empty" in file ? "empty" : "hole";
}

test("assemble() --holes drop leaves out only set_landuse_db of recordings with values", async () => {
  await withDrafts(async (recordings, build) => {
    for (const name of ["v2/us-small", "v3-bodies/us-small"]) {
      const result = await build(await runOf(recordings, name), { holes: "drop" });
      assert.deepEqual(result.dropped.map(({ step }) => step), ["set-landuse-db"], name);
      assert.equal(result.steps, 32, name);
      assert.deepEqual([result.absent, result.leftOut, result.warnings], [[], [], []], name);
    }
  });
});

test("assemble() makes holes of the changes of a real recording whose answers were lost", async () => {
  await withDrafts(async (recordings, build) => {
    const run = await runOf(recordings, "v2/us-small");
    const text = await readFile(join(run, "_logs/profile.events.jsonl"), "utf8");
    const isLost = (line: string) =>
      line.includes('"stage":"response"') && /modify_landuse_coverage|set_climatestation/.test(line);
    const folder = await mkdtemp(join(tmpdir(), "profile-lost-"));
    try {
      const log = join(folder, "profile.events.jsonl");
      const kept = text.split("\n").filter((line) => !isLost(line.replaceAll('": "', '":"')));
      assert.equal(text.split("\n").length - kept.length, 2);
      await writeFile(log, kept.join("\n"));
      const result = await build(log);
      assert.deepEqual(
        result.holes.filter(({ field }) => field === "expect.status").map(({ step }) => step),
        ["modify-landuse-coverage", "set-climatestation"],
      );
      assert.deepEqual(result.leftOut, []);
      await assert.rejects(
        build(log, { holes: "drop" }),
        /modify-landuse-coverage \(.*did the server get it/,
      );
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });
});

test("assemble() takes the landuse raster that the server stored under its own name", async () => {
  await withDrafts(async (recordings, build) => {
    const run = await runOf(recordings, "v3-bodies/us-small");
    const result = await build(run);
    const stored = await sha256File(join(run, "landuse/_lu2021.tif"));
    assert.equal(await uploadOf(result, "build-landuse", "input_upload_landuse"), stored);
    const step = (await stepsOf(result)).find(({ id }) => id === "build-landuse");
    assert.match(JSON.stringify(step), /\/lu2021\.tif"/);
  });
});

/** Hashes of the burn-severity maps in the order in which they were sent, by the receipts of the recorder (V5). */
async function sentMaps(draft: string): Promise<string[]> {
  const log = await readFile(join(draft, "events.jsonl"), "utf8");
  const ids = log.split("\n").filter((line) => line.includes("_sbs_seed_version"))
    .map((line) => (JSON.parse(line) as { id: string }).id);
  return await Promise.all(ids.map(async (id) => {
    const receipt = join(draft, "seed/uploads/sbs/events", sha256(id), "receipt.json");
    return (JSON.parse(await readFile(receipt, "utf8")) as { sha256: string }).sha256;
  }));
}

test("assemble() gives repeated uploads their own bytes or a hole, never others, from every kind of source", async () => {
  await withDrafts(async (recordings, build) => {
    const drafts = (generation: string) => join(recordings, generation, "sbs-reupload/data/profiles/_drafts");
    const draftOf = async (generation: string) =>
      join(drafts(generation), (await readdir(drafts(generation)))[0] ?? "", "stream");
    const promoted = (generation: string, slug: string) =>
      join(recordings, generation, "sbs-reupload/data/profiles", slug);
    const maps = await sentMaps(await draftOf("v5"));
    assert.equal(new Set(maps).size, 3);
    const runs = {
      v2: await runOf(recordings, "v2/sbs-reupload"),
      v5: await runOf(recordings, "v5/sbs-reupload"),
    };
    // Both recordings sent the same maps: the server kept the second one under the first name, and the third.
    for (const run of Object.values(runs)) {
      assert.equal(await sha256File(join(run, "disturbed/Ladder_SBS.tif")), maps[1]);
      assert.equal(await sha256File(join(run, "disturbed/Ladder_SBS_v3.tiff")), maps[2]);
    }
    const landuse = await sha256File(join(runs.v2, "landuse/_baer_lu.tif"));
    const none = ["hole", "hole", "hole"];
    const sources: [source: string, maps: (string | undefined)[], landuse: string][] = [
      [await draftOf("v5"), maps, "hole"],
      [promoted("v5", "sbs-twice"), maps, "hole"],
      // The run's own log has no receipts, and the map in use was removed at the end.
      [runs.v5, none, "hole"],
      [await draftOf("v2"), none, "hole"],
      [runs.v2, ["hole", "hole", maps[2]], landuse],
      [promoted("v2", "sbs-twice-again"), ["hole", "hole", maps[2]], landuse],
    ];
    for (const [index, [source, expected, second]] of sources.entries()) {
      const result = await build(source, { name: `d${index}` });
      const found = await Promise.all(
        ["upload-sbs", "upload-sbs-2", "upload-sbs-3"].map((id) => uploadOf(result, id, "input_upload_sbs")),
      );
      assert.deepEqual(found, expected, source);
      const landuses = await Promise.all(
        ["build-landuse", "build-landuse-2"].map((id) => uploadOf(result, id, "input_upload_landuse")),
      );
      assert.deepEqual(landuses, ["hole", second], source);
      const seeds = new Map<string, string>();
      for (const step of await stepsOf(result)) {
        const files = "files" in step ? Object.values(step.files ?? {}) : [];
        for (const file of files) {
          if (!("seed" in file)) continue;
          assert.equal(seeds.get(file.seed), undefined, `${file.seed} serves two uploads`);
          seeds.set(file.seed, step.id);
        }
      }
      for (const { field, reason } of result.holes) {
        if (field.startsWith("files.")) assert.match(reason, /^file \S+: no bytes/, source);
      }
    }
    const { holes } = await build(runs.v2, { name: "named" });
    const first = holes.find(({ field }) => field === "files.input_upload_sbs");
    assert.match(
      first?.reason ?? "",
      /the run holds disturbed\/Ladder_SBS_v3\.tiff, disturbed\/Ladder_SBS\.tif$/,
    );
  });
});

test("assemble() names every hole of recordings without values, and the absent changes", async () => {
  await withDrafts(async (recordings, build) => {
    for (const name of ["v1/us-small", "v3-default/us-small", "v4-default/us-small-direct", "v5/us-small"]) {
      const result = await build(await runOf(recordings, name));
      assert.deepEqual(result.absent, [], name);
      assert.ok(result.holes.length >= 13, name);
      assert.ok(result.holes.every(({ line, reason }) => line !== undefined && reason !== ""), name);
      await assert.rejects(
        build(await runOf(recordings, name), { holes: "drop" }),
        /decides? the outcome of/,
        name,
      );
    }
    const bypassed = await build(await runOf(recordings, "v4-default/us-small"));
    assert.equal(bypassed.absent.length, 8);
  });
});

test("assemble() copes with every messy recording and draft, and no planted secret gets through", async () => {
  await withDrafts(async (recordings, build) => {
    const planted = plantedLiterals(await readFile(join(recordings, "PLANTED.txt"), "utf8"));
    assert.ok(planted.length > 20);
    for (const generation of (await readdir(recordings)).filter((name) => /^v\d/.test(name))) {
      const messy = join(generation, "messy");
      if (!(await readdir(join(recordings, generation))).includes("messy")) continue;
      const drafts = join(recordings, messy, "data/profiles/_drafts");
      const sources = [await runOf(recordings, messy)];
      for (const run of await readdir(drafts)) {
        for (const capture of await readdir(join(drafts, run))) sources.push(join(drafts, run, capture));
      }
      for (const source of sources) {
        const result = await build(source, { name: sha256(source).slice(0, 12) });
        assert.ok(result.steps > 0, source);
        if (source === sources[0]) assert.equal(result.problems.length, 3, source);
        for (const path of await walkFiles(result.draftDir)) {
          const text = await readFile(join(result.draftDir, path), "latin1");
          for (const secret of planted) {
            assert.ok(
              !text.includes(secret) && !path.includes(secret),
              `${basename(source)} ${path}: ${secret}`,
            );
          }
          assert.doesNotMatch(text, /wepp\.example\.org|\/wc1\/runs/, `${source} ${path}`);
        }
      }
    }
  });
});

test("assemble() of V1: short previews are whole bodies, longer ones and each form value are one hole", async () => {
  await withDrafts(async (recordings, build) => {
    const result = await build(await runOf(recordings, "v1/us-small"));
    const byStep = new Map<string, string[]>();
    for (const { step, field } of result.holes) byStep.set(step, [...byStep.get(step) ?? [], field]);
    assert.deepEqual(Object.fromEntries(byStep), {
      "set-landuse-db": ["urlencoded"],
      "build-landuse": [
        "form.landuse_mode",
        "form.landuse_db",
        "form.landuse_single_selection",
        "form.landuse_management_mapping_selection",
        "form.checkbox_burn_shrubs",
        "form.mofe_opts",
        "files.input_upload_landuse",
      ],
      "build-soils": ["form.soil_mode", "form.initial_sat", "form.sol_ver"],
      "build-climate": ["json"],
      "run-wepp": ["json"],
    });
    const truth = await build(await runOf(recordings, "v2/us-small"), { name: "v2" });
    const known = new Map((await stepsOf(truth)).map((step) => [step.id, timeless(step)]));
    for (const step of await stepsOf(result)) {
      if (byStep.has(step.id)) continue;
      assert.deepEqual(timeless(step), known.get(step.id), step.id);
    }
  });
});

test("assemble() drops no change that succeeded from any recording, whatever its rules fold", async () => {
  await withDrafts(async (recordings, build) => {
    const keep = SEQUENCE_RULES.map(({ name }) => name);
    const changes = async (result: AssembleResult) =>
      (await stepsOf(result)).filter(({ action }) => action !== "http_get")
        .map((step) => "path" in step ? step.path : step.action);
    for (const generation of ["v2", "v3-default", "v5"]) {
      for (const name of await readdir(join(recordings, generation))) {
        const run = await runOf(recordings, join(generation, name));
        const plain = await build(run, { name: `plain-${generation}-${name}`, keep });
        const shaped = await build(run, { name: `shaped-${generation}-${name}` });
        assert.deepEqual([plain.repeats, plain.optional], [[], []]);
        assert.deepEqual(await changes(shaped), await changes(plain), `${generation}/${name}`);
        assert.equal(shaped.steps, plain.steps, `${generation}/${name}`);
        const repeated = name === "messy" ? ["report-subcatchments"] : [];
        assert.deepEqual(shaped.repeats.map(({ step }) => step), repeated, `${generation}/${name}`);
      }
    }
  });
});

test("assemble() tells the users of the messy recordings apart, also where sessions are hidden", async () => {
  await withDrafts(async (recordings, build) => {
    for (const [name, sessions] of [["v2/messy", true], ["v3-default/messy", false]] as const) {
      const result = await build(await runOf(recordings, name));
      const users = Object.keys(result.users ?? {});
      assert.equal(users.length, 3, name);
      assert.equal(result.who?.includes("pages"), sessions, name);
      const named = new Set((await stepsOf(result)).map((step) => "user" in step ? step.user : undefined));
      assert.deepEqual(
        [...named].sort(),
        [...users.filter((user) => user !== "anonymous"), undefined].sort(),
        name,
      );
    }
  });
});

/** Two recordings of one session have times of their own. */
function timeless<T extends object>(step: T): object {
  return Object.fromEntries(Object.entries(step).filter(([key]) => key !== "recorded"));
}
