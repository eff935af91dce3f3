import assert from "node:assert/strict";
import { test } from "node:test";
import type { JsonValue } from "../model/json.ts";
import { Suspects } from "./suspects.ts";

function found(value: JsonValue, free = false): string[] {
  const suspects = new Suspects();
  suspects.look(value, "step x", { free });
  return suspects.list().map(({ field, words }) => `${field}: ${words}`);
}

test("Suspects.look() lists pairs of capitalised words that are no vocabulary", () => {
  assert.deepEqual(
    found({ detail: "asked Ines Okonkwo-Reyes about it", b: "Bad Gateway", c: "Small River" }),
    [
      "detail: Ines Okonkwo-Reyes",
    ],
  );
  assert.deepEqual(found({ body: JSON.stringify({ author: "Ines Okonkwo" }) }), [
    "body.author: Ines Okonkwo",
  ]);
  assert.deepEqual(found({ a: "Ines_Okonkwo.tif", b: "by user-01234567" }), ["a: Ines_Okonkwo"]);
});

test("Suspects.look() lists free text that a user sent, and no choices, numbers or secrets", () => {
  assert.deepEqual(found({ name: "the basin of my aunt", landuse_mode: "a b", comment: "vanilla" }, true), [
    "name: the basin of my aunt",
  ]);
  assert.deepEqual(found({ name: "the basin of my aunt" }), []);
  assert.deepEqual(found({ notes: "{{secret.NOTES}} 12 3", message: "[redacted]" }, true), []);
});

test("Suspects tells the same words once, with a count, and looks at file names", () => {
  const suspects = new Suspects();
  for (const where of ["events.jsonl:1", "events.jsonl:2"]) suspects.look({ by: "Ines Okonkwo" }, where);
  suspects.fileName("Okonkwo_dem.tif", "step up");
  suspects.fileName("soil_map.tif", "step up");
  assert.deepEqual(suspects.list().map(({ where, words, count }) => [where, words, count]), [
    ["events.jsonl:1", "Ines Okonkwo", 2],
    ["step up", "Okonkwo", 1],
  ]);
});
