import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { isPlainName } from "../../files/safe_path.ts";
import { newRunId, securedName } from "./names.ts";

test("securedName() makes what Werkzeug makes", () => {
  assert.equal(securedName("My cool movie.mov"), "My_cool_movie.mov");
  assert.equal(securedName("../../../etc/passwd"), "etc_passwd");
  assert.equal(securedName("i contain cool \xfcml\xe4uts.txt"), "i_contain_cool_umlauts.txt");
  assert.equal(securedName("Ladder SBS (2).tif"), "Ladder_SBS_2.tif");
});

test("securedName() never leaves its folder", () => {
  fc.assert(fc.property(fc.string({ unit: "binary" }), (name) => {
    const secured = securedName(name);
    return secured === "" || isPlainName(secured);
  }));
});

test("newRunId() is a plain name that depends on the seed", () => {
  const first = newRunId("0f8fad5b-d9cb-469f-a165-70867728950e");
  assert.match(first, /^[a-z]+-[a-z]+-[0-9a-z]{6}$/);
  assert.notEqual(first, newRunId("1b9d6bcd-bbfd-4b2d-9b5d-ab8dfbbd4bed"));
});
