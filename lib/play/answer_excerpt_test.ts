import assert from "node:assert/strict";
import { test } from "node:test";
import { createRedactor } from "../redact/redactor.ts";
import { answerExcerpt, cleanStep } from "./answer_excerpt.ts";
import { failureLines } from "./failure.ts";

test("cleanStep() takes secrets out before anything is cut or wrapped", () => {
  const redactor = createRedactor();
  redactor.learn("correct-horse-9-battery", { declared: true });
  for (let shift = 0; shift < 60; shift++) {
    const text = `${"x".repeat(1950 + shift)}correct-horse-9-battery ${"y".repeat(30_000)}`;
    const answer = answerExcerpt({
      status: 500,
      url: new URL("https://h.example/"),
      headers: { "content-type": "text/plain; charset=utf-8" },
      text,
      json: undefined,
      truncated: false,
      timings: { first_byte: 1, total: 1 },
    });
    const near = `${"z ".repeat(20 + shift)}correct-horse-9-battery`;
    const step = { id: "a", action: "http_get", verdict: "failed" as const, failures: [near], answer };
    const clean = cleanStep(step, redactor);
    assert.equal(clean.answer?.body.length, 2000);
    assert.ok(clean.answer?.cut && clean.answer.type === "text/plain");
    const told = JSON.stringify(clean) + failureLines(clean, 60).join("");
    assert.doesNotMatch(told, /corr|horse|battery/);
  }
});
