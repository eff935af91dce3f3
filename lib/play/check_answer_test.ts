import assert from "node:assert/strict";
import { test } from "node:test";
import type { HttpAnswer } from "../http/client.ts";
import type { JsonValue } from "../model/json.ts";
import { checkAnswer } from "./check_answer.ts";

function answer(status: number, json?: JsonValue): HttpAnswer {
  return {
    status,
    url: new URL("http://h/x"),
    headers: {},
    text: JSON.stringify(json) ?? "",
    json,
    truncated: false,
    timings: { first_byte: 1, total: 2 },
  };
}

test("checkAnswer() wants 2xx when nothing is said, else what is said", async () => {
  assert.deepEqual((await checkAnswer(answer(204), undefined)).failures, []);
  assert.deepEqual((await checkAnswer(answer(302), undefined)).failures, ["expected status 2xx, got 302"]);
  assert.deepEqual((await checkAnswer(answer(404), { status: [404, 410] })).failures, []);
  assert.deepEqual((await checkAnswer(answer(200), { status: 404 })).failures, [
    "expected status 404, got 200",
  ]);
  assert.deepEqual((await checkAnswer(answer(302), { status: "3xx" })).failures, []);
});

test("checkAnswer() quotes the server's own words, whatever the shape", async () => {
  const words = async (json: JsonValue) => (await checkAnswer(answer(500, json), undefined)).failures[0];
  assert.match(await words({ error: { message: "job is active" } }) ?? "", /job is active$/);
  assert.match(await words({ error: "bad shape" }) ?? "", /bad shape$/);
  assert.match(await words({ detail: "not here" }) ?? "", /not here$/);
  assert.match(await words({ Success: false, Error: "no dem" }) ?? "", /no dem$/);
});

test("checkAnswer() takes a legacy failure with HTTP 200 as a failure, in both spellings", async () => {
  assert.match(
    (await checkAnswer(answer(200, { Success: false, Error: "x" }), { status: 200 })).failures[0] ?? "",
    /Success/,
  );
  assert.match(
    (await checkAnswer(answer(200, { success: false, message: "x" }), undefined)).failures[0] ?? "",
    /x$/,
  );
});

test("checkAnswer() of an answer that is no JSON fails every expectation on JSON", async () => {
  const expect = { json: { "$.error": { exists: false } } };
  assert.deepEqual((await checkAnswer(answer(200), expect)).failures, ["the answer is no JSON"]);
  assert.deepEqual((await checkAnswer(answer(200, {}), expect)).failures, []);
});

test("checkAnswer() lists every failure of the JSON expectations", async () => {
  const json = { job_id: "j", list: [1, { b: null }] };
  const expect = {
    json: {
      "$.job_id": { exists: true },
      "$.list[1].b": { equals: null },
      "$.gone": { exists: true },
      "$.list[0]": { equals: 2 },
      "$": { exists: false },
    },
  };
  assert.deepEqual((await checkAnswer(answer(200, json), expect)).failures, [
    "$.gone is not in the answer",
    "$.list[0]: expected 2, got 1",
    "$ is there and should not be",
  ]);
});
