import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { ProfileError } from "../errors.ts";
import { allowRun, guardRequest, type GuardRules, namesRun, type OutgoingRequest } from "./guard.ts";

const rules = {
  recordedRun: "ample-otter",
  sandboxRun: "profile;;tmp;;ab12",
  origins: new Set(["http://127.0.0.1:8000"]),
};

function refused(path: string, bodyText = ""): boolean {
  try {
    guardRequest({ method: "POST", url: new URL(path, "http://127.0.0.1:8000"), bodyText }, rules);
    return false;
  } catch (error) {
    assert.ok(error instanceof ProfileError);
    assert.equal(error.verdict, "refused");
    return true;
  }
}

test("guardRequest() refuses the recorded run in path, query and body, raw and encoded", () => {
  assert.equal(refused("/weppcloud/runs/ample-otter/cfg/x"), true);
  assert.equal(refused("/weppcloud/runs/%61mple-otter/cfg/x"), true);
  assert.equal(refused("/weppcloud/runs/ample%252Dotter/cfg/x"), true);
  assert.equal(refused("/weppcloud/runs/ample-otter%3B%3Bomni%3B%3B1/cfg/x"), true);
  assert.equal(refused("/weppcloud/runs/AMPLE-OTTER/cfg/x"), true);
  assert.equal(refused("/x?run=ample-otter"), true);
  assert.equal(refused("/weppcloud/runs/profile;;tmp;;ab12/cfg/download/..%2f..%2fother/ron.nodb"), true);
  assert.equal(refused("/x", '{"a":["ample-otter"]}'), true);
  assert.equal(refused("/x", '{"a":"\\u0061mple-otter"}'), true);
  assert.equal(refused("/x", "name=ample%2Dotter"), true);
});

test("guardRequest() refuses another origin and credentials in the address", () => {
  assert.equal(refused("http://evil.example/weppcloud/"), true);
  assert.equal(refused("https://127.0.0.1:8000/weppcloud/"), true);
  assert.equal(refused("http://127.0.0.1:8001/"), true);
  assert.equal(refused("http://user:pw@127.0.0.1:8000/"), true);
});

test("guardRequest() lets the sandbox and other runs through", () => {
  assert.equal(refused("/weppcloud/runs/profile;;tmp;;ab12/cfg/x"), false);
  assert.equal(refused("/weppcloud/runs/profile%3B%3Btmp%3B%3Bab12/cfg/x"), false);
  assert.equal(refused("/weppcloud/runs/profile;;tmp;;ab12;;omni;;mulch/cfg/x"), false);
  assert.equal(refused("/x", '{"parent":"my-ample-otter, ample-otter-2"}'), false);
  assert.equal(refused("/weppcloud/runs/profile;;tmp;;ab12/cfg/download/wepp/runs/p1.run"), false);
  assert.equal(refused("/x", '{"note":"100% done"}'), false);
});

test("guardRequest() refuses every run but the sandbox, also when the recorded one is not known", () => {
  const unknown = { ...rules, recordedRun: undefined };
  for (
    const run of ["other-run", "profile;;tmp;;ab123", "profile%253B%253Btmp%253B%253Bxx", "ample-otter-2"]
  ) {
    const url = new URL(`/rq-engine/api/runs/${run}/cfg/x`, "http://127.0.0.1:8000");
    assert.throws(() => guardRequest({ method: "POST", url, bodyText: "" }, unknown), /not the sandbox/);
  }
});

test("guardRequest() refuses the parent of a recorded child run too", () => {
  const child = { ...rules, recordedRun: "ample-otter;;omni;;mulch_15" };
  const url = new URL("/x", "http://127.0.0.1:8000");
  assert.throws(
    () => guardRequest({ method: "POST", url, bodyText: '{"name":"ample-otter"}' }, child),
    /recorded run/,
  );
  const sandboxed = { ...rules, recordedRun: "profile;;tmp;;old" };
  guardRequest({ method: "POST", url, bodyText: '{"name":"profile"}' }, sandboxed);
});

test("namesRun() finds a run behind any number of percent-encodings of any of its characters", () => {
  const encodings = fc.array(fc.tuple(fc.nat(10), fc.integer({ min: 1, max: 3 })), { maxLength: 6 });
  fc.assert(fc.property(encodings, (picks) => {
    const letters = [..."ample-otter"];
    for (const [index, depth] of picks) {
      let letter = "ample-otter"[index] ?? "a";
      for (let level = 0; level < depth; level++) {
        letter = [...letter].map((one, at) =>
          level > 0 && at > 0 ? one : `%${one.charCodeAt(0).toString(16)}`
        ).join("");
      }
      letters[index] = letter;
    }
    assert.equal(namesRun(`/weppcloud/runs/${letters.join("")}/cfg/`, "ample-otter"), true);
  }));
});

test("namesRun() takes text without any name as clean", () => {
  const word = fc.stringMatching(/^[a-z0-9/_.=&-]{0,40}$/).filter((text) => !text.includes("ample-otter"));
  fc.assert(fc.property(word, (text) => assert.equal(namesRun(text, "ample-otter"), false)));
});

test("allowRun() lets one more run and its children pass, never the recorded one", () => {
  const mine: GuardRules = { ...rules };
  const passes = (path: string) => {
    try {
      guardRequest({ method: "GET", url: new URL(path, "http://127.0.0.1:8000"), bodyText: "" }, mine);
      return true;
    } catch {
      return false;
    }
  };
  assert.equal(passes("/weppcloud/runs/profile;;fork;;x/cfg/"), false);
  allowRun(mine, "profile;;fork;;x");
  assert.equal(passes("/weppcloud/runs/profile;;fork;;x/cfg/"), true);
  assert.equal(passes("/weppcloud/runs/profile%3B%3Bfork%3B%3Bx;;omni;;a/cfg/"), true);
  assert.equal(passes("/weppcloud/runs/profile;;fork;;xy/cfg/"), false);
  assert.equal(passes("/weppcloud/runs/ample-otter/cfg/"), false);
  for (const id of ["ample-otter", "ample-otter;;omni;;1", "AMPLE-OTTER"]) {
    assert.throws(() => allowRun(mine, id), (error: ProfileError) => error.verdict === "refused");
  }
  assert.equal(refused("/weppcloud/runs/profile;;fork;;x/cfg/"), true);
});

test("guardRequest() lets the allowed fork pass once, and nothing like it", () => {
  const href = "https://wepp.example.org/rq-engine/api/runs/ample-otter/cfg/fork";
  const rules = (): GuardRules => ({
    recordedRun: "ample-otter",
    sandboxRun: "profile;;tmp;;ab",
    origins: new Set(["https://wepp.example.org"]),
    allowOnce: { method: "POST", href, bodyText: "{}" },
  });
  const send = (given: GuardRules, changes: Partial<OutgoingRequest> = {}) =>
    guardRequest({ method: "POST", url: new URL(href), bodyText: "{}", ...changes }, given);
  const once = rules();
  send(once);
  assert.throws(() => send(once), /names/);
  const others: Partial<OutgoingRequest>[] = [
    { method: "GET" },
    { bodyText: '{"x":1}' },
    { url: new URL(`${href}?a=1`) },
    { url: new URL(href.replace("fork", "archive")) },
    { redirectedFrom: new URL(href) },
  ];
  for (const other of others) assert.throws(() => send(rules(), other), /Refused/, JSON.stringify(other));
});
