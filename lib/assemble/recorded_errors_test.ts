import assert from "node:assert/strict";
import { test } from "node:test";
import { errorMessage } from "./recorded_errors.ts";
import { recordedOf } from "./testing/recorded.ts";

function message(error: unknown, answer?: string): string | undefined {
  const [recorded] = recordedOf([{
    to: "tasks/x",
    at: 0,
    status: 500,
    ...(answer === undefined ? {} : { answer }),
  }]);
  if (recorded?.end === undefined) return assert.fail();
  recorded.end.error = error;
  return errorMessage(recorded);
}

test("errorMessage() finds what the server said, in every generation's form", () => {
  const http = { name: "HttpError", message: "HTTP 409 CONFLICT", status: 409 };
  assert.equal(message({ ...http, detail: "A job is already active" }), "A job is already active");
  assert.equal(message({ ...http, detail: { message: "busy", code: "conflict" } }), "busy");
  assert.equal(message({ ...http, detail: { Success: false, Error: "no outlet" } }), "no outlet");
  assert.equal(message({ ...http, detail: '{"error": {"message": "inside"}}' }), "inside");
  assert.equal(message({ ...http }, '{"error": "from the answer"}'), "from the answer");
  assert.equal(
    message({ ...http, detail: { errors: [{ code: "x", message: "mode must be 0" }] } }),
    "mode must be 0",
  );
  assert.equal(message("plain\n  text"), "plain text");
});

test("errorMessage() shows no pages, nothing empty, and not more than a line", () => {
  assert.equal(message({ status: 500, detail: "<html><body>Oops</body></html>" }), undefined);
  assert.equal(message({ status: 500 }), undefined);
  assert.equal(message(null), undefined);
  assert.ok((message("x".repeat(500)) ?? "").length < 130);
  assert.doesNotThrow(() => message("🔥".repeat(200)));
});
