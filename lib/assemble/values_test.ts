import assert from "node:assert/strict";
import { test } from "node:test";
import { Hole } from "../model/profile.ts";
import { createRedactor } from "../redact/redactor.ts";
import { Anonymous } from "../redact/anonymous.ts";
import { isSupplied, type ValueNote, Values } from "./values.ts";

function make(runId = "ample-otter") {
  const anonymous = new Anonymous(["https://wepp.example.org"], ["/wc1/runs/am/ample-otter"]);
  const values = new Values(createRedactor(), runId, anonymous);
  const notes: ValueNote[] = [];
  return { values, notes, fit: <T>(value: T) => values.fit(value, "json", "line 1", notes) };
}

test("Values.fit() leaves ordinary values and their types alone", () => {
  const { fit, notes } = make();
  const value = { a: 1, b: "0", c: null, d: [true, { e: "x" }], hole: new Hole("x") };
  assert.deepEqual(fit(value), value);
  assert.deepEqual(notes, []);
});

test("Values.fit() makes secrets of redacted values, one name for each value", () => {
  const { fit, notes } = make();
  assert.deepEqual(fit({ password: "Hunter-2-xyz", apiKey: "[redacted]" }), {
    password: "{{secret.PASSWORD}}",
    apiKey: "{{secret.API_KEY}}",
  });
  assert.deepEqual(fit({ password: "Hunter-2-xyz" }), { password: "{{secret.PASSWORD}}" });
  assert.deepEqual(fit({ password: "Another-3-abc" }), { password: "{{secret.PASSWORD_2}}" });
  assert.deepEqual([...new Set(notes.map(({ secret }) => secret))], ["PASSWORD", "API_KEY", "PASSWORD_2"]);
  assert.equal(notes.every(({ reason }) => !reason.includes("Hunter")), true);
});

test("Values.fit() makes named secrets of addresses, users and parts of longer strings", () => {
  const { fit, notes } = make();
  assert.deepEqual(
    fit({
      notify: "t.okafor@lab.example.com",
      user_id: 47,
      note: "mail t.okafor@lab.example.com, or see /home/jlindqvist/dem",
      callback: "https://u:Hunter-2-xyz@files.internal.example.net/x?mode=1",
      list: ["plain", "t.okafor@lab.example.com"],
    }),
    {
      notify: "{{secret.NOTIFY}}",
      user_id: "{{secret.USER_ID}}",
      note: "mail {{secret.NOTIFY}}, or see /home/{{secret.NOTE}}/dem",
      callback: "https://{{secret.CALLBACK}}@{{secret.CALLBACK_2}}/x?mode=1",
      list: ["plain", "{{secret.NOTIFY}}"],
    },
  );
  assert.deepEqual(notes.map(({ secret, reason }) => [secret, reason.split(";")[0]]), [
    ["NOTIFY", "an e-mail address"],
    ["USER_ID", "a user or a person's name"],
    ["NOTIFY", "an e-mail address"],
    ["NOTE", "a user or a person's name"],
    ["CALLBACK", "a secret value"],
    ["CALLBACK_2", "a host"],
    ["NOTIFY", "an e-mail address"],
  ]);
});

test("Values.fit() makes named secrets of the marks that a recording holds", () => {
  const { fit, values, notes } = make();
  assert.deepEqual(
    fit({
      name: "Mail user-419746fc@redacted.invalid from [redacted]",
      nested: '{"token":"[redacted]","other":"[redacted]"}',
      to: "mailto:user-419746fc%40redacted.invalid",
      by: "user-419746fc, session-0011aabb",
      server: "https://redacted.invalid/x",
      list: ["[redacted]", "%5Bredacted%5D"],
      template: "{{x}} [redacted]",
      "[redacted]": 1,
    }),
    {
      name: "Mail {{secret.NAME}} from {{secret.NAME_2}}",
      nested: '{"token":"{{secret.NESTED}}","other":"{{secret.NESTED_2}}"}',
      to: "mailto:{{secret.NAME}}",
      by: "{{secret.BY}}, {{secret.BY_2}}",
      server: "https://{{secret.SERVER}}/x",
      list: ["{{secret.LIST}}", "{{secret.LIST_2}}"],
      template: "{{secret.TEMPLATE}}",
      "{{secret.JSON}}": 1,
    },
  );
  assert.equal(values.fitNamed("q", "a [redacted]", "query.q", "", []), "a {{secret.Q}}");
  assert.deepEqual(fit({ name: "[redacted]", list: ["[redacted]"] }), {
    name: "{{secret.NAME_3}}",
    list: ["{{secret.LIST}}"],
  });
  assert.ok(notes.every(({ reason }) => reason.includes("that was taken out when it was recorded; play ")));
});

test("Values.fit() leaves the names of uploaded files and of the run as they were recorded", () => {
  const values = new Values(createRedactor(), "user-0011aabb-mill", new Anonymous([], []), [
    "user-419746fc.tif",
  ]);
  const notes: ValueNote[] = [];
  assert.deepEqual(
    values.fit(
      { file: "up/user-419746fc.tif", by: "user-419746fc", run: "user-0011aabb-mill" },
      "json",
      "",
      notes,
    ),
    { file: "up/user-419746fc.tif", by: "{{secret.BY}}", run: "{{run_id}}" },
  );
});

test("Values.fit() makes a secret of a key that holds one, and of what cannot be told apart", () => {
  const { fit } = make();
  assert.deepEqual(fit({ "a@lab.example.org": 1 }), { "{{secret.JSON}}": 1 });
  assert.deepEqual(fit({ q: "use {{x}} a@lab.example.org" }), { q: "{{secret.Q}}" });
});

test("Values.fit() sends references to an uploaded file under its new name", () => {
  const anonymous = new Anonymous([], []);
  const values = new Values(createRedactor(), "r", anonymous, ["ann.lee@lab.example.org.tif", "dem.tif"]);
  const fitted = values.fit({ file: "ann.lee@lab.example.org.tif", other: "dem.tif" }, "json", "", []);
  assert.match(fitted.file, /^user-[0-9a-f]{8}\.tif$/);
  assert.equal(fitted.other, "dem.tif");
});

test("Values.fit() puts the sandbox's run id where the recorded one stood", () => {
  const { fit } = make("profile;;tmp;;ab");
  assert.deepEqual(
    fit({
      id: "profile;;tmp;;ab",
      url: "/weppcloud/runs/profile%3B%3Btmp%3B%3Bab/cfg/",
      like: "profile;;tmp;;abc",
    }),
    { id: "{{run_id}}", url: "/weppcloud/runs/{{run_id}}/cfg/", like: "profile;;tmp;;abc" },
  );
});

test("Values.fit() keeps text that looks like a template literal", () => {
  const { fit, values } = make();
  assert.deepEqual(fit({ note: "use {{run_id}} here" }), { note: "{{literal_1}}" });
  assert.deepEqual([...values.literals], [["literal_1", "use {{run_id}} here"]]);
});

test("Values.fit() says nothing of the recorded server", () => {
  const { fit } = make();
  const text = JSON.stringify(
    fit({ a: "https://wepp.example.org/weppcloud/x", b: "at /wc1/runs/am/ample-otter/dem" }),
  );
  assert.doesNotMatch(text, /wepp\.example|wc1/);
});

test("Values.fit() asks for no secret where an internal server was recorded", () => {
  const anonymous = new Anonymous(["http://wepp.internal.example.org:8080"], [
    "/home/qhvist/runs/am/ample-otter",
  ]);
  const values = new Values(createRedactor(), "ample-otter", anonymous);
  const notes: ValueNote[] = [];
  assert.deepEqual(
    values.fit(
      {
        url: "http://wepp.internal.example.org:8080/weppcloud/x",
        dir: "/home/qhvist/runs/am/ample-otter/dem",
      },
      "json",
      "",
      notes,
    ),
    { url: "/weppcloud/x", dir: "~/dem" },
  );
  assert.deepEqual(notes.map(({ reason }) => reason), [
    "named the recorded server",
    "named the recorded server",
  ]);
});

test("isSupplied() knows the tokens that play sends itself", () => {
  for (const name of ["csrf_token", "cap_token", "rq_token", "csrfToken", "_csrf"]) {
    assert.ok(isSupplied(name), name);
  }
  for (const name of ["token_count", "name", "cap"]) assert.ok(!isSupplied(name), name);
});
