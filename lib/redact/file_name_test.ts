import assert from "node:assert/strict";
import { test } from "node:test";
import { cleanFileName } from "./file_name.ts";
import { createRedactor } from "./redactor.ts";

test("cleanFileName() keeps the ending and what is no secret", () => {
  const cases: [string, RegExp][] = [
    ["dem 10m.tif", /^dem 10m\.tif$/],
    ["ann.leeds@lab.example.org.tif", /^user-[0-9a-f]{8}\.tif$/],
    ["token=ab12-cd34-ef56.csv", /^token-redacted\.csv$/],
    ["eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJ4In0.c2ln.tif", /^redacted\.tif$/],
    ["host 10.4.17.22.log", /^host redacted\.log$/],
  ];
  for (const [name, expected] of cases) {
    const redactor = createRedactor();
    const clean = cleanFileName(name, redactor);
    assert.match(clean, expected);
    assert.equal(cleanFileName(clean, redactor), clean);
    assert.equal(createRedactor().text(clean), clean);
  }
});
