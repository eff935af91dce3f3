import assert from "node:assert/strict";
import { test } from "node:test";
import { typedValue } from "./typed_value.ts";

test("typedValue() reads JSON, keeps numbers of forms as they are written, and takes a whole form as one sends it", () => {
  assert.equal(typedValue("46.1", "json"), 46.1);
  assert.equal(typedValue("1.50", "form"), "1.50");
  assert.deepEqual(typedValue("landuse_db=nlcd%2F2021&opt=a&opt=b&none=", "urlencoded", true), {
    landuse_db: "nlcd/2021",
    opt: ["a", "b"],
    none: "",
  });
  assert.deepEqual(typedValue('{"a":"b=c"}', "urlencoded", true), { a: "b=c" });
  assert.equal(typedValue("a=b", "urlencoded"), "a=b");
  assert.equal(typedValue("nothing of the kind", "urlencoded", true), "nothing of the kind");
});
