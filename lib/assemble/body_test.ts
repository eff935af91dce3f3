import assert from "node:assert/strict";
import { test } from "node:test";
import { taskByName } from "../endpoints/table.ts";
import { parseEndpoint } from "../endpoints/parse_endpoint.ts";
import type { RequestMeta } from "../model/event.ts";
import { Hole } from "../model/profile.ts";
import { bodyOf } from "./body.ts";
import type { Recorded } from "./types.ts";

function recorded(requestMeta: RequestMeta | undefined, method = "POST"): Recorded {
  const target = parseEndpoint("/weppcloud/runs/a/b/rq/api/build_landuse");
  assert.ok(target);
  const request = { stage: "request", ...(requestMeta === undefined ? {} : { requestMeta }) };
  return {
    method,
    target,
    at: "",
    time: NaN,
    lines: [1],
    line: 1,
    id: "x",
    request,
    outcome: "ok",
    inWindow: true,
  };
}
const LANDUSE = taskByName("build_landuse");
const reasonOf = (value: unknown) =>
  value instanceof Hole ? value.reason : `no hole: ${JSON.stringify(value)}`;

test("bodyOf() takes whole JSON, and V1 previews that are whole", () => {
  const text = '{"a":[1,null,"0"]}';
  const v2 = bodyOf(recorded({ hasBody: true, bodyType: "json", jsonPayload: text }), undefined, true);
  assert.deepEqual(v2.json, { a: [1, null, "0"] });
  const v1 = bodyOf(recorded({ hasBody: true, bodyType: "json", bodyPreview: text }), undefined, false);
  assert.deepEqual(v1.json, { a: [1, null, "0"] });
});

test("bodyOf() never takes a preview of 256 characters for whole, even when it parses", () => {
  const cut = `"${"x".repeat(254)}"`;
  assert.equal(cut.length, 256);
  const { json } = bodyOf(recorded({ hasBody: true, bodyType: "json", bodyPreview: cut }), undefined, false);
  assert.match(reasonOf(json), /only the first 256/);
});

test("bodyOf() makes a hole of each key that the server withheld", () => {
  const meta = {
    hasBody: true,
    bodyType: "json",
    jsonType: "object",
    jsonKeys: ["latitude", ""],
    bodyCaptured: false,
  };
  const { json } = bodyOf(recorded(meta), undefined, false);
  assert.deepEqual(json, {
    latitude: new Hole("withheld by the server"),
    "": new Hole("withheld by the server"),
  });
  const list = bodyOf(
    recorded({ hasBody: true, bodyType: "json", jsonType: "array", jsonLength: 3 }),
    undefined,
    false,
  );
  assert.match(reasonOf(list.json), /list of 3 values/);
});

test("bodyOf() knows files by the table, else by the missing value", () => {
  const keys = ["landuse_mode", "input_upload_landuse", "other"];
  const withheld = { hasBody: true, bodyType: "form-data", formKeys: keys, bodyCaptured: false };
  const closed = bodyOf(recorded(withheld), LANDUSE, false);
  assert.deepEqual(closed.files, [{ field: "input_upload_landuse" }]);
  assert.deepEqual(Object.keys(closed.form ?? {}), ["landuse_mode", "other"]);
  const open = bodyOf(
    recorded({ ...withheld, bodyCaptured: true, formValues: { landuse_mode: "4" } }),
    LANDUSE,
    true,
  );
  assert.deepEqual(open.files.map(({ field }) => field), ["input_upload_landuse", "other"]);
  assert.deepEqual(open.form, { landuse_mode: "4" });
});

test("bodyOf() reads own recordings part by part", () => {
  const sha = "a".repeat(64);
  const parts = [
    { name: "mofe_opts", value: "a" },
    { name: "mofe_opts", value: "b" },
    { name: "f", filename: "x.tif", type: "image/tiff", size: 3, sha256: sha },
    { name: "g", filename: "", size: 0 },
    { name: "two", filename: "1", sha256: sha },
    { name: "two", filename: "2", sha256: sha },
  ];
  const body = bodyOf(recorded({ hasBody: true, bodyType: "form-data", parts }), undefined, true);
  assert.deepEqual(body.form, { mofe_opts: ["a", "b"] });
  assert.deepEqual(body.files, [
    { field: "f", filename: "x.tif", type: "image/tiff", sha256: sha },
    { field: "g", filename: "", empty: true },
    { field: "two", filename: "1", sha256: sha },
    { field: "two", filename: "2", sha256: sha },
  ]);
  assert.equal(body.order, undefined);
  const encoded = bodyOf(
    recorded({ hasBody: true, bodyType: "urlencoded", parts: parts.slice(0, 1) }),
    undefined,
    true,
  );
  assert.deepEqual(encoded.urlencoded, { mofe_opts: "a" });
});

test("bodyOf() keeps text only when it is whole", () => {
  const text = (bodyLength: number, bodyPreview?: string) =>
    bodyOf(
      recorded({
        hasBody: true,
        bodyType: "text",
        bodyLength,
        ...(bodyPreview === undefined ? {} : { bodyPreview }),
      }),
      undefined,
      false,
    ).text;
  assert.equal(text(5, "hello"), "hello");
  assert.equal(text(0), "");
  assert.match(reasonOf(text(300, "x".repeat(256))), /text of 300 characters/);
  assert.match(reasonOf(text(300)), /withheld/);
});

test("bodyOf() names a lost URL-encoded body and leaves bodyless requests alone", () => {
  const lost = bodyOf(recorded({ hasBody: true, bodyType: "object" }), undefined, true);
  assert.equal(reasonOf(lost.urlencoded), "URL-encoded body not recorded");
  assert.deepEqual(bodyOf(recorded({ hasBody: false }), undefined, true), { files: [] });
  assert.deepEqual(bodyOf(recorded({ hasBody: true, bodyType: "json" }, "GET"), undefined, true), {
    files: [],
  });
});

test("bodyOf() survives keys such as __proto__", () => {
  const formValues = JSON.parse('{"__proto__":"x"}') as Record<string, string>;
  const meta = { hasBody: true, bodyType: "form-data", formKeys: ["__proto__"], formValues };
  const { form } = bodyOf(recorded(meta), undefined, true);
  assert.deepEqual(Object.entries(form ?? {}), [["__proto__", "x"]]);
});

test("bodyOf() makes a hole of each field whose value is lost", () => {
  const parts = [{ name: "a", value: "1" }, { name: "n", lost: "no text" }, { name: "n", value: "2" }];
  for (const bodyType of ["form-data", "urlencoded"]) {
    const { form, urlencoded } = bodyOf(recorded({ hasBody: true, bodyType, parts }), undefined, true);
    assert.deepEqual(form ?? urlencoded, { a: "1", n: new Hole("no text") });
  }
});

test("bodyOf() keeps the order of fields that a map would lose", () => {
  const order = (bodyType: string, parts: NonNullable<RequestMeta["parts"]>) =>
    bodyOf(recorded({ hasBody: true, bodyType, parts }), undefined, true).order;
  const [a, b] = [{ name: "a", value: "1" }, { name: "b", value: "2" }];
  const file = { name: "f", filename: "x", sha256: "a".repeat(64) };
  assert.equal(order("form-data", [a, a, b, file]), undefined);
  assert.deepEqual(order("form-data", [a, b, a]), ["a", "b", "a"]);
  assert.deepEqual(order("urlencoded", [a, b, a]), ["a", "b", "a"]);
  assert.deepEqual(order("form-data", [file, a]), ["f", "a"]);
  // Objects put names that are numbers first.
  assert.deepEqual(order("urlencoded", [b, { name: "1", value: "" }]), ["b", "1"]);
});

test("bodyOf() keeps JSON as text where its numbers would not come back", () => {
  const body = (jsonPayload: string) =>
    bodyOf(recorded({ hasBody: true, bodyType: "json", jsonPayload }), undefined, true);
  const long = '{"id":12345678901234567890,"n":1}';
  assert.deepEqual(body(long), { text: long, contentType: "application/json", files: [] });
  assert.deepEqual(body('{"id":"12345678901234567890","x":1e30}').json, {
    id: "12345678901234567890",
    x: 1e30,
  });
  assert.deepEqual(body('{"id":1000000000000000000}').json, { id: 1e18 });
});
