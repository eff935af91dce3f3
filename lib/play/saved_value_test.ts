import assert from "node:assert/strict";
import { test } from "node:test";
import type { HttpAnswer } from "../http/client.ts";
import { savedValue } from "./saved_value.ts";

const ASKED = new URL("http://127.0.0.1/weppcloud/make");
const answer = (change: Partial<HttpAnswer>): HttpAnswer => ({
  status: 200,
  url: ASKED,
  headers: {},
  text: "",
  json: undefined,
  truncated: false,
  timings: { first_byte: 1, total: 1 },
  ...change,
});

test("savedValue() reads a path and keeps its type", () => {
  assert.deepEqual(savedValue("$.a", answer({ json: { a: 1 } }), ASKED), { value: 1 });
  assert.deepEqual(savedValue({ path: "$.a" }, answer({ json: { a: [1] } }), ASKED), { value: [1] });
  assert.deepEqual(savedValue("$.b", answer({ json: { a: 1 } }), ASKED), {
    missing: "$.b is not in the answer",
  });
});

test("savedValue() reads headers, and parts of texts", () => {
  const location = answer({ headers: { location: "/archives/a1b2/" } });
  assert.deepEqual(savedValue({ header: "Location" }, location, ASKED), { value: "/archives/a1b2/" });
  assert.deepEqual(savedValue({ header: "location", after: "archives/", before: "/" }, location, ASKED), {
    value: "a1b2",
  });
  assert.deepEqual(savedValue({ header: "location", after: "other/" }, location, ASKED), {
    missing: 'the header location has nothing between "other/" and ""',
  });
  assert.deepEqual(savedValue({ path: "$.url", after: "id=" }, answer({ json: { url: "/x?id=7" } }), ASKED), {
    value: "7",
  });
});

test("savedValue() takes the address that a redirect led to for its location", () => {
  const followed = answer({ url: new URL("http://127.0.0.1/weppcloud/archives/a1b2?x=1") });
  assert.deepEqual(savedValue({ header: "location" }, followed, ASKED), {
    value: "/weppcloud/archives/a1b2?x=1",
  });
  assert.deepEqual(savedValue({ header: "location" }, answer({}), ASKED), {
    missing: "the header location is not in the answer",
  });
});
