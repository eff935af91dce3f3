import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { stepsOf } from "../testing/draft.ts";
import { form, json, logText, type TestRequest, withRecording } from "../testing/log.ts";
import type { AssembleResult } from "../types.ts";

const ID = "7c1f0c2a-9b41-4d7e-8f00-2a61d3b5c914";
const OTHER = "0b2e9d18-11aa-4c3f-9d21-77f0e5a1b2c3";
const engine = (rest: string) => `/rq-engine/api/runs/ample-otter/dev_unit_1/${rest}`;
const make = (answer: unknown, meta = json({})): TestRequest => ({
  to: engine("make"),
  meta,
  answer: JSON.stringify(answer),
});
const use = (value: unknown): TestRequest => ({ to: engine("use"), meta: json({ value }), answer: "{}" });
const linksOf = ({ links }: AssembleResult) =>
  links.map(({ consumer, field, producer, name, path }) =>
    `${consumer}.${field} <- ${producer}.${name} ${path}`
  );
const draftText = async ({ draftDir }: AssembleResult) =>
  (await Promise.all(
    ["profile.yaml", "README.md", "status.json", "ledger.jsonl"].map((name) =>
      readFile(join(draftDir, name), "utf8")
    ),
  )).join("\n");

test("assemble() links a secret, so that no one has to supply it and it is written nowhere", async () => {
  const secret = "sk-9f3a7c1e5b2d4f60";
  const requests = [
    make({ catalog: { api_key: secret } }),
    { to: engine("use"), meta: json({ api_key: secret }), answer: "{}" },
  ];
  await withRecording(requests, async ({ assemble }) => {
    const result = await assemble();
    assert.deepEqual(linksOf(result), ["use.json.api_key <- make.api_key $.catalog.api_key"]);
    const text = await draftText(result);
    assert.doesNotMatch(text, new RegExp(secret));
    assert.doesNotMatch(text, /secret\.|prerequisites/);
  });
});

test("assemble() makes no link through a key that names somebody, the run, or another id", async () => {
  for (const key of ["someone@lab.example.com", "ample-otter", OTHER]) {
    await withRecording([make({ [key]: { mark: ID } }), use(ID)], async ({ assemble }) => {
      const result = await assemble();
      assert.deepEqual(linksOf(result), []);
      if (key.includes("@")) assert.doesNotMatch(await draftText(result), /someone@/);
    });
  }
});

test("assemble() takes no credential of a header for a value of the workflow", async () => {
  const value = "9f3a7c1e5b2d4f60";
  const headers = { "set-cookie": value, "x-api-key": value, "x-correlation-id": value };
  const answered: TestRequest = { to: engine("make"), meta: json({}), extra: { responseMeta: { headers } } };
  await withRecording([answered, use(value)], async ({ assemble }) => {
    assert.deepEqual(linksOf(await assemble()), []);
  });
});

test("assemble() writes odd keys as save takes them", async () => {
  await withRecording([make({ 'größe "x"': [{ "a b": ID }] }), use(ID)], async ({ assemble }) => {
    const result = await assemble();
    assert.deepEqual(linksOf(result), ['use.json.value <- make.a_b $["größe \\"x\\""][0]["a b"]']);
    await assert.doesNotReject(stepsOf(result));
  });
});

test("assemble() links the stored name of an upload, unless the user chose that very name", async () => {
  const upload = (stored: string): TestRequest => ({
    to: "tasks/upload_sbs/",
    meta: {
      hasBody: true,
      bodyType: "form-data",
      parts: [{
        name: "input_upload_sbs",
        filename: "my map.tif",
        type: "image/tiff",
        size: 3,
        sha256: "0".repeat(64),
      }],
    },
    answer: JSON.stringify({ result: { disturbed_fn: stored } }),
  });
  await withRecording([upload("my_map.tif"), use("my_map.tif")], async ({ assemble }) => {
    assert.deepEqual(linksOf(await assemble()), [
      "use.json.value <- upload-sbs.disturbed_fn $.result.disturbed_fn",
    ]);
  });
  await withRecording([upload("my map.tif"), use("my map.tif")], async ({ assemble }) => {
    assert.deepEqual(linksOf(await assemble()), []);
  });
  await withRecording([make({ file: "my_map.tif" }), use("my_map.tif")], async ({ assemble }) => {
    assert.deepEqual(linksOf(await assemble()), []);
  });
});

test("assemble() takes what was sent before the window for an input", async () => {
  await withRecording([use(ID), make({ mark: ID }), use(ID)], async ({ assemble }) => {
    assert.deepEqual(linksOf(await assemble({ from: "2026-01-02T03:04:05.500Z" })), []);
  });
  await withRecording([use(OTHER), make({ mark: ID }), use(ID)], async ({ assemble }) => {
    const result = await assemble({ from: "2026-01-02T03:04:05.500Z" });
    assert.deepEqual(linksOf(result), ["use.json.value <- make.mark $.mark"]);
  });
});

test("assemble() links no answer that came after the value was sent, of two requests at once", async () => {
  const requests = [make({ mark: ID }), use(ID)];
  const text = logText(requests);
  // The answer of the first comes two seconds late.
  const late = text.split("\n").map((line) =>
    line.includes('"stage":"response"') && line.includes("event-1")
      ? line.replace("2026-01-02T03:04:05.100Z", "2026-01-02T03:04:07.500Z")
      : line
  ).join("\n");
  assert.notEqual(text, late);
  await withRecording(requests, async ({ assemble, put }) => {
    await put("_logs/profile.events.jsonl", late);
    assert.deepEqual(linksOf(await assemble()), []);
  });
});

test("assemble() gives several values of one answer names of their own, and keeps words of the config", async () => {
  const requests = [
    make({ a: { id: ID }, b: [{ id: OTHER }], job: "f3a9c1e5b2d47", origin: "usgs-3dep-10m-v9x2q" }),
    use([ID, OTHER, "f3a9c1e5b2d47", "usgs-3dep-10m-v9x2q"]),
    { to: "tasks/form/", meta: form({ [`list[${ID}]`]: "1" }) },
  ];
  await withRecording(requests, async ({ assemble, put }) => {
    await put("dev_unit_1.cfg", '[general]\nsource = "usgs-3dep-10m-v9x2q"\n');
    assert.deepEqual(linksOf(await assemble()), [
      "use.json.value.0 <- make.a_id $.a.id",
      "use.json.value.1 <- make.b_id $.b[0].id",
      "use.json.value.2 <- make.job_2 $.job",
    ]);
  });
});

test("assemble() --holes drop refuses to drop a step whose answer others use", async () => {
  const withheld = {
    hasBody: true,
    bodyType: "json",
    jsonType: "object",
    jsonKeys: ["a"],
    bodyCaptured: false,
  };
  await withRecording([make({ mark: ID }, withheld), use(ID)], async ({ assemble }) => {
    await assert.rejects(assemble({ holes: "drop" }), /decide the outcome of use/);
  });
});

test("assemble() --against names what it compared, and what it took back", async () => {
  const other = logText([make({ date: "2026-02-11", mark: OTHER }), use("2026-01-31"), use(OTHER)]);
  await withRecording(
    [make({ date: "2026-01-31", mark: ID }), use("2026-01-31"), use(ID)],
    async ({ assemble, put, runDir }) => {
      await put("other/_logs/profile.events.jsonl", other.replaceAll("ample-otter", "brave-heron"));
      const result = await assemble({ againstRecording: join(runDir, "other") });
      assert.deepEqual(result.links.map(({ field, seen_to_vary }) => [field, seen_to_vary]), [[
        "json.value",
        true,
      ]]);
      assert.deepEqual(result.withdrawn.map(({ step, field }) => `${step}.${field}`), ["use.json.value"]);
      assert.deepEqual(result.compared, { requests: 3, found: 3 });
      const text = await draftText(result);
      assert.match(text, /3 of 3 requests are in both\./);
      assert.match(text, /## Not linked after all/);
      assert.match(text, /"decision":"unlink"/);
      assert.match(text, /"seen_to_vary": true/);
      await assert.rejects(
        assemble({ againstRecording: join(runDir, "nothing") }),
        /no audit log|There is no/,
      );
    },
  );
});
