import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { sha256 } from "../files/hash.ts";
import { decodeRaster, statistics } from "./model/raster.ts";
import { makeSandbox, TestClient, testRaster, type TestServer, withServer } from "./testing/client.ts";
import { sendAll, stableOutputs } from "./testing/driver.ts";
import { type Step, workflow } from "./testing/steps.ts";

test("startEmbedded() serves the whole workflow in both generations, with the same outputs", async () => {
  await withServer({ pollLimit: null }, async (server) => {
    const old = await play(server, "old", "legacy", await workflow());
    const current = await play(server, "new", "rq-engine", await workflow());
    assert.deepEqual(current, old);
    const wanted = [
      "dem/dem.tif",
      "dem/wbt/netful.tif",
      "dem/wbt/relief.tif",
      "dem/wbt/subwta.tif",
      "watershed/hillslopes.csv",
      "watershed/network.txt",
      "watershed/structure.json",
      "landuse/_lu2021.tif",
      "landuse/landuse.csv",
      "landuse/nlcd.tif",
      "soils/soils.csv",
      "climate/bend.cli",
      "climate/id106388.cli",
      "climate/summary.json",
      "disturbed/Ladder_SBS.tif",
      "disturbed/summary.json",
      "wepp/runs/p1.run",
      "wepp/output/H1.ebe.dat",
      "wepp/output/ebe_pw0.txt",
      "wepp/output/totalwatsed.csv",
      "wepp/output/run/soil_loss.tif",
      "wepp/output/run/summary.json",
      "ash/H1_ash.csv",
      "ash/summary.json",
      "omni/_limbo/1/omni_low.tif",
      "omni/scenarios.out.csv",
      "revegetation/plan.csv",
      "roads/roads.geojson",
      "nodb.version",
    ];
    assert.deepEqual(wanted.filter((path) => old[path] === undefined), []);
    const dir = join(server.root, "playback", "old");
    assert.match(await readFile(join(dir, "wepp.log"), "utf8"), /WEPP watershed run complete/);
    assert.match(
      await readFile(join(dir, "wepp/output/loss_pw0.txt"), "utf8"),
      /WEPP VERSION .* built \d{4}-\d\d-\d\d /,
    );
    const loss = await decodeRaster(await readFile(join(dir, "wepp/output/run/soil_loss.tif")));
    const numbers = statistics(loss.data, loss.nodata);
    assert.ok(
      numbers.count > 100 && numbers.count < loss.data.length && numbers.mean > 0,
      JSON.stringify(numbers),
    );
  });
});

test("startEmbedded() gives the same bytes on another day with other ids", async () => {
  const outputs: Record<string, string>[] = [];
  for (const now of [Date.UTC(2025, 0, 1), Date.UTC(2026, 5, 5)]) {
    let id = now;
    const random = () => `00000000-0000-4000-8000-${String(id++).padStart(12, "0")}`;
    await withServer({ pollLimit: null, now: () => now, random, jobScale: 0 }, async (server) => {
      outputs.push(await play(server, String(now), "rq-engine", await workflow()));
    });
  }
  assert.deepEqual(outputs[0], outputs[1]);
});

test("startEmbedded() keeps every value that was sent in the record of inputs, without credentials", async () => {
  await withServer({ pollLimit: null, jobScale: 0 }, async (server) => {
    const steps = await workflow();
    await play(server, "whole", "rq-engine", steps);
    const text = await readFile(join(server.root, "playback/whole/run_inputs.json"), "utf8");
    const inputs = JSON.parse(text) as Record<string, Record<string, unknown>[]>;
    const kept = Object.values(inputs).flat();
    for (const step of steps) {
      const sent = step.json ?? step.urlencoded ?? {};
      for (const [name, value] of Object.entries(sent)) {
        assert.ok(
          kept.some((entry) => JSON.stringify(entry[name]) === JSON.stringify(value)),
          `${step.flask} ${name}`,
        );
      }
      for (const [name, value] of step.form ?? []) {
        const there = typeof value === "string"
          ? kept.some((entry) => [entry[name]].flat().includes(value))
          : kept.some((entry) => JSON.stringify(entry["files"] ?? []).includes(sha256(value.bytes)));
        assert.ok(there, `${step.flask} ${name}`);
      }
    }
    assert.ok(!text.includes("csrf"));
  });
});

test("startEmbedded() lets the numbers follow fields, not only the record of inputs", async () => {
  const cases: [string, string, unknown, string][] = [
    ["rq/api/fetch_dem_and_build_channels", "csa", 9, "watershed/hillslopes.csv"],
    ["rq/api/fetch_dem_and_build_channels", "map_zoom", 11, "dem/dem.tif"],
    ["rq/api/set_outlet", "latitude", 46.71, "dem/wbt/subwta.tif"],
    [
      "rq/api/build_subcatchments_and_abstract_watershed",
      "mofe_target_length",
      80,
      "wepp/output/run/soil_loss.tif",
    ],
    ["rq/api/build_landuse", "checkbox_burn_shrubs", "false", "landuse/landuse.csv"],
    ["tasks/modify_landuse_coverage/", "value", 0.2, "wepp/output/run/soil_loss.tif"],
    ["rq/api/build_soils", "sol_ver", "7778", "soils/soils.csv"],
    ["rq/api/build_climate", "input_years", 2, "climate/id106388.cli"],
    ["rq/api/run_wepp", "kr", 2, "wepp/output/run/soil_loss.tif"],
    ["rq/api/run_ash", "field_white_bulkdensity", "0.5", "ash/ash.csv"],
  ];
  await withServer({ pollLimit: null, jobScale: 0 }, async (server) => {
    const steps = (await workflow()).slice(0, -4);
    const whole = await play(server, "whole", "rq-engine", steps);
    for (const [index, [flask, field, value, output]] of cases.entries()) {
      const outputs = await play(server, `case-${index}`, "rq-engine", set(steps, flask, field, value));
      assert.ok(
        outputs[output] !== undefined && outputs[output] !== whole[output],
        `${flask} ${field} leaves ${output}`,
      );
    }
  });
});

test("startEmbedded() lets the numbers follow uploads, not only the record of inputs", async () => {
  await withServer({ pollLimit: null, jobScale: 0 }, async (server) => {
    const steps = await workflow();
    const whole = await play(server, "whole", "rq-engine", steps);
    const other = await testRaster((column) => column < 6 ? 71 : 31);
    const swapped = await play(
      server,
      "swapped",
      "rq-engine",
      swap(steps, "rq/api/build_landuse", "input_upload_landuse", other),
    );
    assert.notEqual(swapped["landuse/nlcd.tif"], whole["landuse/nlcd.tif"]);
    assert.notEqual(swapped["wepp/output/run/soil_loss.tif"], whole["wepp/output/run/soil_loss.tif"]);
    assert.equal(swapped["dem/dem.tif"], whole["dem/dem.tif"]);
    const high = await testRaster(() => 3);
    const burned = await play(
      server,
      "burned",
      "rq-engine",
      swap(steps, "tasks/upload_sbs/", "input_upload_sbs", high),
    );
    assert.notEqual(burned["soils/soils.csv"], whole["soils/soils.csv"]);
    assert.notEqual(burned["wepp/output/ebe_pw0.txt"], whole["wepp/output/ebe_pw0.txt"]);
    const dry = new TextEncoder().encode(" da mo year  prcp\n\n 4 1 1 25.5 1.5 .2 3.1 12 2 1 1 1 1\n");
    const weather = await play(
      server,
      "dry",
      "rq-engine",
      swap(steps, "tasks/upload_cli/", "input_upload_cli", dry),
    );
    assert.notEqual(weather["wepp/output/totalwatsed.csv"], whole["wepp/output/totalwatsed.csv"]);
    assert.notEqual(weather["wepp/output/H1.ebe.dat"], whole["wepp/output/H1.ebe.dat"]);
  });
});

test("startEmbedded() with drift moves raster, JSON, CSV and text of the quantity", async () => {
  const outputs: Record<string, string>[] = [];
  const means: number[] = [];
  for (const drift of [{}, { soil_loss: 1.03 }]) {
    await withServer({ pollLimit: null, jobScale: 0, drift }, async (server) => {
      outputs.push(await play(server, "drift", "rq-engine", await workflow()));
      const raster = await decodeRaster(
        await readFile(join(server.root, "playback/drift/wepp/output/run/soil_loss.tif")),
      );
      means.push(statistics(raster.data, raster.nodata).mean);
    });
  }
  const [plain = {}, moved = {}] = outputs;
  const changed = Object.keys(plain).filter((path) => plain[path] !== moved[path]);
  for (const path of ["soil_loss.tif", "summary.json"]) {
    assert.ok(changed.includes(`wepp/output/run/${path}`), path);
  }
  for (const path of ["H1.ebe.dat", "ebe_pw0.txt", "totalwatsed.csv"]) {
    assert.ok(changed.includes(`wepp/output/${path}`), path);
  }
  assert.ok(!changed.includes("dem/dem.tif"));
  assert.ok(Math.abs((means[1] ?? 0) / (means[0] ?? 1) - 1.03) < 0.002, String(means));
});

test("startEmbedded() refuses an unknown drift or fault by name and lists the known ones", async () => {
  const roots = { playbackRunRoot: "/nowhere", runsRoot: "/nowhere" };
  const { startEmbedded } = await import("./mod.ts");
  const lists = (word: string) => (error: Error & { remedy?: string; verdict?: string }) =>
    error.verdict === "usage" && (error.remedy ?? "").includes(word);
  await assert.rejects(() => startEmbedded({ ...roots, drift: { soil_los: 2 } }), lists("soil_loss"));
  await assert.rejects(() => startEmbedded({ ...roots, faults: ["failing-jobs"] }), lists("failing-job"));
});

async function play(server: TestServer, id: string, api: "legacy" | "rq-engine", steps: readonly Step[]) {
  const run = await makeSandbox(server, id);
  await sendAll(await new TestClient(server).start(), steps, api, run);
  return await stableOutputs(join(server.root, "playback", id));
}

function swap(steps: readonly Step[], flask: string, field: string, bytes: Uint8Array): Step[] {
  return steps.map((step) => {
    if (step.flask !== flask || step.form === undefined) return step;
    const form = step.form.map(([name, value]): [string, typeof value] =>
      name === field && typeof value !== "string" ? [name, { ...value, bytes }] : [name, value]
    );
    return { ...step, form };
  });
}

function set(steps: readonly Step[], flask: string, field: string, value: unknown): Step[] {
  return steps.map((step) => {
    if (step.flask !== flask) return step;
    if (step.json !== undefined) return { ...step, json: { ...step.json, [field]: value } };
    const form = (step.form ?? []).map((
      [name, old],
    ): [string, typeof old] => [name, name === field ? String(value) : old]);
    return { ...step, form };
  });
}
