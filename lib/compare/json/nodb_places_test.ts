import assert from "node:assert/strict";
import { test } from "node:test";
import { compareFiles, found } from "../test_fixtures.ts";
import { withoutPlaces } from "./nodb_places.ts";

/** State of a controller as WEPPcloud writes it. */
function state(wd: string, id: string, group: [string, string] | [null, null], rest: object = {}) {
  return {
    "py/object": "wepppy.nodb.core.Watershed",
    "py/state": {
      wd,
      _run_group: group[0],
      _group_name: group[1],
      _runid: id,
      dem: `${wd}/dem/dem.tif`,
      command: `wbt --wd=${wd} --dem=${wd}/dem/dem.tif`,
      url: `https://h/weppcloud/runs/${encodeURIComponent(id)}/cfg/`,
      [`${wd}/x.json`]: 1,
      ...rest,
    },
  };
}
const OWN = "/wc1/runs/am/ample-otter";
const SANDBOX = "/srv/playback/runs/952e1d596e79423f8ddea3bcb1923f21";
const first = (rest?: object) => state(OWN, "ample-otter", [null, null], rest);
const second = (rest?: object) =>
  state(SANDBOX, "profile;;tmp;;952e1d596e79423f8ddea3bcb1923f21", ["profile", "tmp"], rest);

test("withoutPlaces() makes the state of one work in two runs the same", () => {
  assert.deepEqual(withoutPlaces(second()), withoutPlaces(first()));
  assert.deepEqual(withoutPlaces(first()), {
    "py/object": "wepppy.nodb.core.Watershed",
    "py/state": {
      wd: "<run>",
      _runid: "<run id>",
      dem: "<run>/dem/dem.tif",
      command: "wbt --wd=<run> --dem=<run>/dem/dem.tif",
      url: "https://h/weppcloud/runs/<run id>/cfg/",
      "<run>/x.json": 1,
    },
  });
});

test("withoutPlaces() leaves what only looks like the run", () => {
  const rest = {
    other: `${OWN}-2/dem.tif`,
    above: "/wc1/runs/am",
    word: "ample-otters",
    list: [1, null, true],
  };
  const cleaned = withoutPlaces(first(rest)) as { "py/state": Record<string, unknown> };
  for (const [key, value] of Object.entries(rest)) assert.deepEqual(cleaned["py/state"][key], value);
  const short = withoutPlaces({
    "py/state": { wd: "/runs/ab", text: "ab ov ab", id: "ab", x: "/runs/ab/x" },
  });
  assert.deepEqual(short, { "py/state": { wd: "<run>", text: "ab ov ab", id: "<run id>", x: "<run>/x" } });
  for (const plain of [{ a: OWN }, [OWN], OWN, null, { "py/state": { wd: "/" } }]) {
    assert.deepEqual(withoutPlaces(plain), plain);
  }
});

test("withoutPlaces() takes the directory of a child run from the run above", () => {
  const child = (root: string) => ({
    "py/state": { wd: `${root}/_pups/omni/scenarios/mulch`, dem: `${root}/dem/dem.tif` },
  });
  assert.deepEqual(withoutPlaces(child(OWN)), withoutPlaces(child(SANDBOX)));
});

test("json_exact and json_close compare NoDb files, also those that a glob names", async () => {
  for (const method of ["json_exact", "json_close"]) {
    const run = async (rest: object, params = {}) => {
      const [report] = await compareFiles(
        { "watershed.nodb": JSON.stringify(first()) },
        { "watershed.nodb": JSON.stringify(second(rest)) },
        [{ target: "*.nodb", method, params }],
      );
      return report && found(report);
    };
    assert.deepEqual(await run({}), []);
    assert.deepEqual(await run({ dem: `${SANDBOX}/dem/other.tif` }), ['changed $["py/state"].dem']);
    assert.ok((await run({}, { nodb: false }))?.includes('changed $["py/state"].wd'));
  }
});
