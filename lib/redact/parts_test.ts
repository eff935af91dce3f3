import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { partsOf } from "./parts.ts";
import { createRedactor } from "./redactor.ts";

test("partsOf() tells what was taken out of a text", () => {
  assert.deepEqual(partsOf("mail a@b.example, x", "mail user-01234567@redacted.invalid, x"), [
    { kept: "mail " },
    { mark: "user-01234567@redacted.invalid", raw: "a@b.example" },
    { kept: ", x" },
  ]);
  assert.deepEqual(partsOf("secret", "[redacted]"), [{ mark: "[redacted]", raw: "secret" }]);
  assert.deepEqual(partsOf("%2Fhome%2Fann%2Fx", "%2Fhome%2Fuser-01234567%2Fx"), [
    { kept: "%2Fhome%2F" },
    { mark: "user-01234567", raw: "ann" },
    { kept: "%2Fx" },
  ]);
});

test("partsOf() gives up where the texts do not lie beside each other", () => {
  assert.equal(partsOf("abc", "abc"), undefined);
  assert.equal(partsOf("x a y", "z [redacted] y"), undefined);
  assert.equal(partsOf("x a", "x [redacted] y"), undefined);
  assert.equal(partsOf("ab", "[redacted]user-01234567"), undefined);
});

test("partsOf() put together gives the raw text, and its kept pieces are the redactor's", () => {
  const piece = fc.constantFrom(
    "mail ann.leeds@lab.example.org ",
    "token=ab12-cd34-ef56&",
    "/home/qhvist/x ",
    "http://db.internal.example.net/ ",
    "plain ",
    "46.12 ",
    "Authorization: Bearer abc.def-123\n",
    "[redacted] ",
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 6 }), (pieces) => {
      const raw = pieces.join("");
      const clean = createRedactor().text(raw);
      const parts = partsOf(raw, clean);
      if (parts === undefined) return;
      assert.equal(parts.map((part) => "kept" in part ? part.kept : part.raw).join(""), raw);
      assert.equal(parts.map((part) => "kept" in part ? part.kept : part.mark).join(""), clean);
    }),
  );
});
