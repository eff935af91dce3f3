import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import type { RequestMeta } from "../../model/event.ts";
import { form, logText, poll, type TestRecording, type TestRequest, withRecording } from "../testing/log.ts";

const ENGINE = "/rq-engine/api/runs/ample-otter/dev_unit_1";

/** A body of which only the names of its values were recorded. */
function withheld(bodyType: "json" | "form-data", ...keys: string[]): RequestMeta {
  const names = bodyType === "json" ? { jsonType: "object", jsonKeys: keys } : { formKeys: keys };
  return { hasBody: true, bodyType, ...names, bodyCaptured: false };
}
const landuse = (...keys: string[]): TestRequest => ({
  to: `${ENGINE}/build-landuse`,
  meta: withheld("form-data", ...keys),
});
const wepp = (...keys: string[]): TestRequest => ({
  to: `${ENGINE}/run-wepp`,
  meta: withheld("json", ...keys),
});
const name: TestRequest = { to: "tasks/setname/", meta: withheld("json", "name") };

/** Puts the state of a controller into the run. */
async function state(recording: TestRecording, nodb: string, attributes: unknown): Promise<void> {
  await recording.put(nodb, JSON.stringify({ "py/object": "x", "py/state": attributes }));
}

/** Every hole with its suggestion, and the warnings. */
async function holes(
  requests: TestRequest[],
  states: Record<string, unknown>,
  { from, to }: { from?: string; to?: string } = {},
  prepare: (recording: TestRecording) => Promise<void> = async () => {},
): Promise<{ holes: Record<string, string>; warnings: string[] }> {
  let found: { holes: Record<string, string>; warnings: string[] } = { holes: {}, warnings: [] };
  await withRecording(requests, async (recording) => {
    for (const [nodb, attributes] of Object.entries(states)) await state(recording, nodb, attributes);
    await prepare(recording);
    const result = await recording.assemble({ from, to });
    found = {
      holes: Object.fromEntries(
        result.holes.map(({ step, field, reason, suggestion }) => [
          `${step}.${field}`,
          suggestion === undefined ? reason : `${JSON.stringify(suggestion.value)} ${suggestion.from}`,
        ]),
      ),
      warnings: result.warnings.filter((warning) => warning.includes("nodb")),
    };
  });
  return found;
}

const WITHHELD = "withheld by the server";

test("suggest() gives forms text and JSON the value itself, as controllers of either kind store it", async () => {
  const { holes: found } = await holes([
    landuse(
      "landuse_mode",
      "landuse_db",
      "landuse_single_selection",
      "checkbox_burn_shrubs",
      "checkbox_burn_grass",
    ),
    { to: `${ENGINE}/build-soils`, meta: withheld("form-data", "initial_sat", "sol_ver") },
    wepp("kr", "gwstorage", "list", "gone"),
    {
      to: `${ENGINE}/run-ash`,
      meta: withheld("form-data", "checkbox_run_wind_transport", "ini_black_depth", "ini_black_load"),
    },
  ], {
    "landuse.nodb": {
      _mode: { "py/reduce": [{ "py/type": "x.LanduseMode" }, { "py/tuple": [0] }] },
      nlcd_db: "nlcd/2021",
      _single_selection: null,
    },
    "disturbed.nodb": { burn_shrubs: true, _burn_grass: false, sol_ver: 9002.0 },
    "soils.nodb": { initial_sat: 0.1 + 0.2 },
    "wepp.nodb": { opts: { kr: null, gwstorage: 100, list: [1, 2] } },
    "ash.nodb": {
      run_wind_transport: true,
      ash_depth_mode: 1,
      ini_black_ash_depth_mm: 5,
      ini_black_ash_load: 7,
    },
  });
  assert.deepEqual(found, {
    "build-landuse.form.landuse_mode": '"0" landuse.nodb: _mode',
    "build-landuse.form.landuse_db": '"nlcd/2021" landuse.nodb: nlcd_db',
    "build-landuse.form.landuse_single_selection": WITHHELD,
    "build-landuse.form.checkbox_burn_shrubs": '"true" disturbed.nodb: burn_shrubs',
    "build-landuse.form.checkbox_burn_grass": '"false" disturbed.nodb: _burn_grass',
    "build-soils.form.initial_sat": '"0.3" soils.nodb: initial_sat',
    "build-soils.form.sol_ver": '"9002" disturbed.nodb: sol_ver',
    "run-wepp.json.kr": "null wepp.nodb: opts.kr",
    "run-wepp.json.gwstorage": "100 wepp.nodb: opts.gwstorage",
    "run-wepp.json.list": "[1,2] wepp.nodb: opts.list",
    "run-wepp.json.gone": WITHHELD,
    "run-ash.form.checkbox_run_wind_transport": '"on" ash.nodb: run_wind_transport',
    "run-ash.form.ini_black_depth": '"5" ash.nodb: ini_black_ash_depth_mm',
    "run-ash.form.ini_black_load": WITHHELD,
  });
});

test("suggest() answers for the last change of a field only, whatever part of the log is assembled", async () => {
  const mode = { "landuse.nodb": { mode: 1, nlcd_db: "x" } };
  const set = { to: "tasks/set_landuse_mode/", meta: withheld("json", "mode") };
  const last = (requests: TestRequest[], span = {}) => holes(requests, mode, span);
  assert.deepEqual((await last([set, landuse("landuse_mode")])).holes, {
    "set-landuse-mode.json.mode": `${WITHHELD}; set again later by build-landuse`,
    "build-landuse.form.landuse_mode": '"1" landuse.nodb: mode',
  });
  const early = { to: "2026-01-02T03:04:05.500Z" };
  assert.match(
    (await last([set, landuse("landuse_mode")], early)).holes["set-landuse-mode.json.mode"] ?? "",
    /set again later by build_landuse \(line 3\)$/,
  );
  // Another field, or a refusal, changes nothing; a server error may have.
  const first = "set-landuse-mode.json.mode";
  assert.equal((await last([set, landuse("landuse_db")])).holes[first], "1 landuse.nodb: mode");
  assert.equal((await last([set, { ...set, status: 409 }])).holes[first], "1 landuse.nodb: mode");
  for (
    const later of [
      { ...set, status: 500 },
      { ...set, meta: { hasBody: true, bodyType: "object" } },
      { to: "tasks/clear_landuse/" },
      { to: `${ENGINE}/restore-archive` },
    ]
  ) {
    assert.match(
      (await last([set, later])).holes[first] ?? "",
      /came later and may have changed it/,
      later.to,
    );
  }
});

test("suggest() does not answer where two changes ran at the same time", async () => {
  const slow = { ...name, extra: { durationMs: 5000 } };
  const found = await holes([slow, name], { "ron.nodb": { _name: "mill" } });
  assert.equal(found.holes["setname-2.json.name"], `${WITHHELD}; setname ran at the same time`);
  const after = await holes([name, name], { "ron.nodb": { _name: "mill" } });
  assert.equal(after.holes["setname-2.json.name"], '"mill" ron.nodb: _name');
});

test("suggest() does not answer for what a change that is not in the log may have set", async () => {
  const set = { to: "tasks/set_landuse_mode/", meta: withheld("json", "mode") };
  const states = { "landuse.nodb": { mode: 1 }, "ron.nodb": { _name: "mill" } };
  const found = await holes([set, name, poll("j1")], states);
  assert.deepEqual(found.holes, {
    "set-landuse-mode.json.mode": `${WITHHELD}; a change that is not in the log may have set it again`,
    "setname.json.name": '"mill" ron.nodb: _name',
  });
});

test("suggest() says that a value is doubtful", async () => {
  const outlet = { to: `${ENGINE}/set-outlet`, meta: withheld("json", "latitude", "longitude") };
  const soils = { to: `${ENGINE}/build-soils`, meta: withheld("json", "initial_sat") };
  const states = (moved: number | undefined) => ({
    "watershed.nodb": { _outlet: { lat: 46.1, lng: -117, distance_from_requested: moved } },
    "soils.nodb": { initial_sat: 0.5 },
  });
  const sure = (await holes([outlet, soils], states(0))).holes;
  assert.equal(sure["set-outlet.json.latitude"], "46.1 watershed.nodb: _outlet.lat");
  assert.equal(sure["build-soils.json.initial_sat"], "0.5 soils.nodb: initial_sat");
  const unsure = (await holes([outlet, soils, wepp("initial_sat")], states(11.4))).holes;
  assert.match(
    unsure["set-outlet.json.longitude"] ?? "",
    /^-117 .*; doubtful: .*11\.4 m from what was asked for$/,
  );
  assert.match(unsure["build-soils.json.initial_sat"] ?? "", /; doubtful: run-wepp sends initial_sat too$/);
});

test("suggest() says when the suggested mode uses no file", async () => {
  const request = landuse("landuse_mode", "input_upload_landuse");
  const file = "build-landuse.files.input_upload_landuse";
  const unused = await holes([request], { "landuse.nodb": { mode: 0 } });
  assert.equal(unused.holes[file], '{"empty":true} landuse.nodb: mode; landuse_mode 0 uses no file');
  const used = await holes([request], { "landuse.nodb": { mode: 4 } });
  assert.match(used.holes[file] ?? "", /^file input_upload_landuse: no bytes/);
});

test("suggest() leaves out secrets, templates and state of child projects", async () => {
  const values = [
    "jonas@streamlab.example.com",
    "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.abcdefghijkl",
    "{{x}}",
  ];
  for (const value of values) {
    const found = await holes([name], { "ron.nodb": { _name: value } });
    assert.deepEqual(found.holes, { "setname.json.name": WITHHELD }, value);
  }
  const child = { ...name, to: "tasks/setname/?pup=omni/scenarios/1" };
  const found = await holes([child], { "ron.nodb": { _name: "mill" } });
  assert.deepEqual(Object.values(found.holes), [WITHHELD]);
});

test("suggest() takes nothing from damaged, huge or linked files, and says so", async () => {
  const cases: [why: RegExp, prepare: (recording: TestRecording) => Promise<void>][] = [
    [/^ron\.nodb is damaged/, ({ put }) => put("ron.nodb", '{"py/state": {"_name": "mi')],
    [/^ron\.nodb is damaged/, ({ put }) => put("ron.nodb", "[]")],
    [/^ron\.nodb is damaged/, ({ put }) => put("ron.nodb", `${"[".repeat(200_000)}`)],
    [/^ron\.nodb has 17 MB/, ({ put }) => put("ron.nodb", " ".repeat(16_500_000))],
    [/^ron\.nodb is a symbolic link/, async ({ runDir, dataRoot }) => {
      const outside = `${dataRoot}.json`;
      await writeFile(outside, JSON.stringify({ "py/state": { _name: "outside" } }));
      await symlink(outside, join(runDir, "ron.nodb"));
    }],
    [/^ron\.nodb is no file/, ({ put }) => put("ron.nodb/x", "")],
    [/^ron\.nodb is no file/, ({ runDir }) => {
      execFileSync("mkfifo", [join(runDir, "ron.nodb")]);
      return Promise.resolve();
    }],
  ];
  for (const [why, prepare] of cases) {
    const found = await holes([name], {}, {}, prepare);
    assert.deepEqual(found.holes, { "setname.json.name": WITHHELD });
    assert.equal(found.warnings.length, 1, String(why));
    assert.match(found.warnings[0] ?? "", why);
    assert.match(found.warnings[0] ?? "", /so nothing is suggested from it$/);
  }
  assert.deepEqual(await holes([name], {}), { holes: { "setname.json.name": WITHHELD }, warnings: [] });
});

test("assemble() takes no bytes from a run that went on after what was read", async () => {
  const upload = { to: "tasks/upload_sbs/", meta: form({}, ["input_upload_sbs"]) };
  for (const [extra, reason] of [[[], undefined], [[upload], /changed after what was read/]] as const) {
    await withRecording([upload, ...extra], async (recording) => {
      await recording.put("disturbed/sbs.tif", "the last one");
      const part = "_logs/profile.events.jsonl.1";
      await recording.put(part, logText([upload]));
      const { holes } = await recording.assemble({ source: join(recording.runDir, part) });
      assert.equal(holes.length, reason === undefined ? 0 : 1);
      if (reason !== undefined) assert.match(holes[0]?.reason ?? "", reason);
    });
  }
});

test("suggest() takes nothing from a run that went on after what was read", async () => {
  const later = { to: "tasks/set_readme/", meta: withheld("json", "text") };
  for (const [extra, count] of [[[], 0], [[poll("j1")], 0], [[later], 1]] as const) {
    await withRecording([name, ...extra], async (recording) => {
      await state(recording, "ron.nodb", { _name: "mill" });
      // The part before a rotation.
      const part = "_logs/profile.events.jsonl.1";
      await recording.put(part, logText([name]));
      const { holes, warnings } = await recording.assemble({ source: join(recording.runDir, part) });
      assert.equal(warnings.filter((warning) => warning.includes("after what was read")).length, count);
      assert.equal(holes.filter(({ suggestion }) => suggestion !== undefined).length, 1 - count);
    });
  }
});
