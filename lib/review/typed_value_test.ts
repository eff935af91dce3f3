import assert from "node:assert/strict";
import { test } from "node:test";
import { typedValue, wholeForm } from "./typed_value.ts";

test("typedValue() reads JSON, and keeps numbers of forms as they are written", () => {
  assert.equal(typedValue("46.1", "json"), 46.1);
  assert.equal(typedValue("1.50", "form"), "1.50");
  assert.equal(typedValue("a=b", "urlencoded"), "a=b");
});

test("wholeForm() takes a form as it is sent, or as JSON", () => {
  assert.deepEqual(wholeForm("x.urlencoded", "landuse_db=nlcd%2F2021&opt=a&opt=b&none="), {
    landuse_db: "nlcd/2021",
    opt: ["a", "b"],
    none: "",
  });
  assert.deepEqual(wholeForm("x.urlencoded", '{"a":"b=c"}'), { a: "b=c" });
  assert.throws(() => wholeForm("x.urlencoded", "nothing of the kind"), /is no form for x\.urlencoded/);
});
