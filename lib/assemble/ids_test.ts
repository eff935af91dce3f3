import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { Slug } from "../model/profile.ts";
import { sanitise, slugOf, StepIds } from "./ids.ts";

type Area = "weppcloud" | "rq-engine" | "query-engine";

function idsOf(...rests: string[]): string[] {
  const ids = new StepIds();
  return rests.map((text) => {
    const [, method = "GET", rest = ""] = /^(?:([A-Z]+) )?(.*)$/.exec(text) ?? [];
    const area: Area = rest === "query" ? "query-engine" : "weppcloud";
    return ids.next({ area, rest, method });
  });
}

test("StepIds.next() reads like the endpoint, without endings, dots, ids and words twice in a row", () => {
  assert.deepEqual(
    idsOf(
      "rq/api/build_landuse",
      "tasks/upload_sbs/",
      "resources/netful.json",
      "gdalinfo/dem/dem.tif",
      "",
      "query",
    ),
    ["build-landuse", "upload-sbs", "resources-netful", "gdalinfo-dem", "page", "query-engine-query"],
  );
  assert.deepEqual(
    idsOf(
      "report/returnPeriods",
      "browse/%2Fhome%2F{{secret.PATH}}%2Fuploads%2Fdraft.tif",
      "api/disturbed/has_sbs/",
    ),
    ["report-return-periods", "browse-home-uploads-draft", "disturbed-has-sbs"],
  );
  assert.deepEqual(idsOf("tasks/x/8e2ab0b0-5f2c-4a34-9d0c-c3b7f0a1d2e3/y"), ["x-y"]);
});

test("StepIds.next() counts what comes again, and tells files and methods of one name apart", () => {
  assert.deepEqual(idsOf("report/soils/", "report/soils/", "report/soils/"), [
    "report-soils",
    "report-soils-2",
    "report-soils-3",
  ]);
  assert.deepEqual(idsOf("download/a.csv", "download/a.parquet", "download/a.csv"), [
    "download-a",
    "download-a-parquet",
    "download-a-2",
  ]);
  assert.deepEqual(
    idsOf("PUT tasks/landuse_map/3", "PATCH tasks/landuse_map/3", "DELETE tasks/delete_landuse_map/3"),
    ["put-landuse-map-3", "patch-landuse-map-3", "delete-landuse-map-3"],
  );
  assert.deepEqual(idsOf("tasks/map/3", "tasks/map/3", "tasks/map/3"), [
    "map-3",
    "map-3-again",
    "map-3-again-2",
  ]);
});

test("StepIds.next() is unique, deterministic, short and fit for a profile", () => {
  fc.assert(
    fc.property(
      fc.array(fc.oneof(fc.webPath(), fc.string(), fc.constantFrom("a.b", "a", "a/2", "A"))),
      (rests) => {
        const ids = idsOf(...rests.map((rest) => `GET ${rest.replace(/[\n\r\u2028\u2029]/g, "")}`));
        assert.deepEqual(
          ids,
          idsOf(...rests.map((rest) => `GET ${rest.replace(/[\n\r\u2028\u2029]/g, "")}`)),
        );
        assert.equal(new Set(ids).size, ids.length);
        for (const id of ids) assert.match(id, /^[a-z0-9][a-z0-9-]{0,80}$/);
      },
    ),
  );
});

test("slugOf() gives a slug for every name", () => {
  assert.equal(slugOf("Middle_2.b"), "middle-2-b");
  assert.equal(slugOf("ample-otter"), "ample-otter");
  assert.equal(slugOf("../../evil"), "evil");
  fc.assert(fc.property(fc.string(), (name) => Slug.safeParse(slugOf(sanitise(name))).success));
});
