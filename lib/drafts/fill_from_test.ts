import assert from "node:assert/strict";
import { test } from "node:test";
import { Hole, Profile } from "../model/profile.ts";
import { fillFrom } from "./fill_from.ts";

const ENGINE = "/rq-engine/api/runs/{{run_id}}/{{config}}";
const LEGACY = "/weppcloud/runs/{{run_id}}/{{config}}/rq/api";
const hole = new Hole("withheld by the server");

function profile(steps: Record<string, unknown>[], more: Record<string, unknown> = {}): Profile {
  return Profile.parse({
    metadata: { slug: "x", recorded: { run_id: "other-run" } },
    steps: steps.map((step) => ({ action: "http_post", ...step })),
    ...more,
  });
}

function filled(draft: Profile, other: Profile): string[] {
  return fillFrom(draft, other, "/seeds").map(({ step, path, value, from, file }) =>
    `${step}.${path.join(".")}=${JSON.stringify(value)} (${from})${
      file === undefined ? "" : ` ${file.source}`
    }`
  );
}

test("fillFrom() takes the same field of the same request, in either generation of the API", () => {
  const draft = profile([
    { id: "a", path: `${ENGINE}/set-outlet`, json: { latitude: hole, longitude: -117 } },
    { id: "b", path: `${ENGINE}/run-wepp`, json: { kr: hole, deep: { list: [1, hole] }, gone: hole } },
    { id: "c", path: "/weppcloud/runs/{{run_id}}/{{config}}/tasks/set_landuse_db/", urlencoded: hole },
    { id: "d", path: "/weppcloud/runs/{{run_id}}/{{config}}/tasks/other/", json: { x: hole } },
  ]);
  const other = profile([
    {
      id: "c2",
      path: "/weppcloud/runs/{{run_id}}/{{config}}/tasks/set_landuse_db/",
      urlencoded: { landuse_db: "nlcd/2021" },
    },
    { id: "b2", path: `${LEGACY}/run_wepp`, json: { kr: null, deep: { list: [9, 7] } } },
    { id: "a2", path: `${LEGACY}/set_outlet`, json: { latitude: 46.1, longitude: -117 } },
  ]);
  assert.deepEqual(filled(draft, other), [
    "a.json.latitude=46.1 (step a2 of other-run)",
    "b.json.kr=null (step b2 of other-run; doubtful: json.deep.list.0 differs)",
    "b.json.deep.list.1=7 (step b2 of other-run; doubtful: json.deep.list.0 differs)",
    'c.urlencoded={"landuse_db":"nlcd/2021"} (step c2 of other-run)',
  ]);
});

test("fillFrom() goes by the time a request comes, and only by what all say when counts differ", () => {
  const step = (id: string, json: unknown) => ({ id, path: `${ENGINE}/build-soils`, json });
  const both = profile([step("a", { v: hole, w: hole }), step("b", { v: hole, w: hole })]);
  const two = profile([step("x", { v: 1, w: 5 }), step("y", { v: 2, w: 5 })]);
  assert.deepEqual(filled(both, two), [
    "a.json.v=1 (step x of other-run)",
    "a.json.w=5 (step x of other-run)",
    "b.json.v=2 (step y of other-run)",
    "b.json.w=5 (step y of other-run)",
  ]);
  const one = profile([step("a", { v: hole, w: hole })]);
  assert.deepEqual(filled(one, two), ["a.json.w=5 (all 2 such steps of other-run say the same)"]);
  // A hole of the other one, even among several, is no agreement.
  assert.deepEqual(filled(one, profile([step("x", { v: hole, w: 5 }), step("y", { v: 2 })])), []);
});

test("fillFrom() names the file to copy, and never one outside of the seed folder", () => {
  const path = `${ENGINE}/tasks/upload-sbs/`;
  const step = (id: string, file: unknown) => ({ id, action: "file_upload", path, files: { sbs: file } });
  const draft = profile([step("a", hole)]);
  assert.deepEqual(
    filled(draft, profile([step("b", { seed: "20260101T000000-aa/sbs.tif", type: "image/tiff" })])),
    [
      'a.files.sbs={"seed":"20260101T000000-aa/sbs.tif","type":"image/tiff"} (step b of other-run) /seeds/20260101T000000-aa/sbs.tif',
    ],
  );
  assert.deepEqual(filled(draft, profile([step("b", { seed: "../../etc/passwd" })])), []);
  assert.deepEqual(filled(draft, profile([step("b", { empty: true })])), [
    'a.files.sbs={"empty":true} (step b of other-run)',
  ]);
});

test("fillFrom() keeps templates that the draft can answer, and leaves out what only the other one has", () => {
  const draft = profile([
    { id: "make", path: `${ENGINE}/run-omni`, json: {}, save: { job: "$.job_id" } },
    { id: "use", path: "/x/y", json: { a: hole, b: hole, c: hole, d: hole, e: hole } },
  ]);
  const other = profile([
    { id: "omni", path: `${ENGINE}/run-omni`, json: {}, save: { job: "$.job_id" } },
    { id: "lone", path: "/lone", save: { id: "$.id" } },
    {
      id: "same",
      path: "/x/y",
      json: {
        a: "at {{run_id}}, {{secret.PIN}}",
        b: "{{steps.omni.job}}",
        c: "{{steps.lone.id}}",
        d: "{{lat}}",
        e: "{{literal_1}}",
      },
    },
  ], { variables: { lat: 46.1, literal_1: "{{x}}" } });
  assert.deepEqual(filled(draft, other).map((line) => line.replace(/ \(.*/, "")), [
    'use.json.a="at {{run_id}}, {{secret.PIN}}"',
    'use.json.b="{{steps.make.job}}"',
    "use.json.d=46.1",
  ]);
});

test("fillFrom() does not take over whether a request was answered", () => {
  const path = `${ENGINE}/build-soils`;
  const draft = profile([{ id: "a", path, expect: { status: hole } }]);
  assert.deepEqual(filled(draft, profile([{ id: "a", path, expect: { status: "2xx" } }])), []);
});

test("fillFrom() doubts what was sent about another number, and knows jobs by other ids", () => {
  const run = "/weppcloud/runs/{{run_id}}/{{config}}";
  const step = (id: string, path: string, v: unknown) =>
    profile([{ id, path: `${run}/${path}`, json: { v } }]);
  assert.deepEqual(filled(step("a", "other/22/", hole), step("b", "other/23/", 1)), [
    "a.json.v=1 (step b of other-run; doubtful: path differs)",
  ]);
  const job = (digit: string) => `other/${digit.repeat(8)}-0000-4000-8000-${digit.repeat(12)}`;
  assert.deepEqual(filled(step("a", job("1"), hole), step("b", job("2"), 1)), [
    "a.json.v=1 (step b of other-run)",
  ]);
});
