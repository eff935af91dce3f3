import assert from "node:assert/strict";
import { test } from "node:test";
import { HttpError } from "../http/reply.ts";
import { Fields } from "./fields.ts";

const file = (name: string, text: string) => ({ name, type: "x/y", bytes: new TextEncoder().encode(text) });

test("Fields() describes what was sent: repeated values, files by hash, no credential, no run id, no empty file", () => {
  const fields = new Fields({
    kind: "multipart",
    parts: [
      { name: "csrf_token", value: "secret" },
      { name: "opts", value: "a" },
      { name: "opts", value: "run profile;;tmp;;x here" },
      { name: "empty", value: "", file: file("", "") },
      { name: "map", value: "", file: file("a b.tif", "abc") },
    ],
  });
  assert.deepEqual(fields.describe("profile;;tmp;;x"), {
    opts: ["a", "run <runid> here"],
    files: [{
      field: "map",
      name: "a b.tif",
      size: 3,
      sha256: "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
    }],
  });
  const json = new Fields({ kind: "json", text: "", value: { a: { b: ["id-1"] }, n: null, rq_token: "t" } });
  assert.deepEqual(json.describe("id-1"), { a: { b: ["<runid>"] }, n: null });
});

test("Fields() reads numbers, flags and lists from JSON and forms alike, and refuses what is none", () => {
  const json = new Fields({
    kind: "json",
    text: "",
    value: { n: 5, t: true, l: [1, 2.5], bad: "x", none: null },
  });
  const form = new Fields({
    kind: "urlencoded",
    parts: [{ name: "n", value: "5" }, { name: "t", value: "on" }, { name: "l", value: "1, 2.5" }, {
      name: "bad",
      value: "x",
    }],
  });
  for (const fields of [json, form]) {
    assert.deepEqual([fields.number("n", 0), fields.flag("t", false), fields.numbers("l")], [5, true, [
      1,
      2.5,
    ]]);
    assert.deepEqual([fields.number("none", 7), fields.flag("none", true), fields.has("none")], [
      7,
      true,
      false,
    ]);
    assert.throws(() => fields.number("bad", 0), /bad must be a number/);
    assert.throws(() => fields.required("none"), /none is required/);
  }
  assert.throws(() => new Fields({ kind: "json", text: "[]", value: [] }), /JSON object/);
});

test("Fields() takes uploads by extension only, and needs a name that is left after securing it", () => {
  const of = (name: string) =>
    new Fields({ kind: "multipart", parts: [{ name: "f", value: "", file: file(name, "x") }] });
  assert.equal(of("A.TIF").upload("f", ["tif"])?.name, "A.TIF");
  assert.throws(() => of("notes.docx").upload("f", ["tif"]), /Invalid file extension for notes\.docx/);
  assert.throws(() => of("../../x.sh").upload("f", ["tif"]), /Invalid/);
  assert.throws(() => new Fields({ kind: "none" }).requiredUpload("f", ["tif"]), /f is required/);
});

test("Fields() refuses what is larger than the page allows", () => {
  const bytes = new Uint8Array(2 * 1024 * 1024);
  const parts = [{ name: "f", value: "", file: { ...file("a.csv", "x"), bytes } }];
  const fields = new Fields({ kind: "multipart", parts });
  assert.equal(fields.upload("f", ["csv"], 2)?.name, "a.csv");
  assert.throws(
    () => fields.requiredUpload("f", ["csv"], 1),
    (error) => error instanceof HttpError && error.status === 413 && /larger than 1 MB/.test(error.message),
  );
});
