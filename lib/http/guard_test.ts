import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { ProfileError } from "../errors.ts";
import { Guard, guardRequest, namesRun } from "./guard.ts";

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

test("guardRequest() refuses other runs where queries and bodies name them: addresses and fields of run ids", () => {
  const bodies = [
    '{"runid":"other-run"}',
    '{"a":[{"source_runid":"other-run"}]}',
    '{"runIds":1,"sourceRunId":"other-run"}',
    '{"run_id":["profile;;tmp;;ab12","other-run"]}',
    '{"payload":"{\\"runid\\":\\"other-run\\"}"}',
    "name=x&run_id=other-run",
    "payload=%7B%22runid%22%3A%22other-run%22%7D",
    '[["runid","other-run"]]',
    '{"link":"/weppcloud/runs/other-run/cfg/"}',
    '{"link":"https://wepp.example.org/weppcloud/runs/other-run/cfg/"}',
    '{"link":"/rq-engine/api/runs/other%2Drun/cfg/build-soils"}',
    '{"\\u0072unid":"other-run"}',
    '{"runid":"profile;;tmp;;ab123"}',
  ];
  for (const body of bodies) assert.equal(refused("/x", body), true, body);
  assert.equal(refused("/x?runid=other-run"), true);
  assert.equal(refused("/x?next=%2Fweppcloud%2Fruns%2Fother-run%2Fcfg%2F"), true);
});

test("guardRequest() lets bodies through that name the sandbox, its children, or no run", () => {
  const bodies = [
    '{"runid":"profile;;tmp;;ab12"}',
    '{"runid":"profile;;tmp;;ab12;;omni;;mulch"}',
    '{"runid":""}',
    "run_id=profile%3B%3Btmp%3B%3Bab12",
    '{"dir":"/wc1/runs/zz/elsewhere/"}',
    '{"file":"download/wepp/runs/p1.run"}',
    '{"link":"/weppcloud/runs/profile;;tmp;;ab12/cfg/"}',
    '{"run_wepp":"yes","runs":"3"}',
  ];
  for (const body of bodies) assert.equal(refused("/x", body), false, body);
});

test("guardRequest() finds the recorded run behind the escapes of JSON and in composite ids", () => {
  const bodies = [
    '{"a":"line\\nample-otter"}',
    '{"a":"\\tample-otter"}',
    '{"a":"\\\\u0061mple-otter"}',
    '{"ample-otter":1}',
    "a=1&ample-otter=2",
    "a=%5Cu0061mple-otter",
    '{"a":"ample-otter;;omni;;mulch"}',
    '{"a":"batch;;x;;ample-otter"}',
  ];
  for (const body of bodies) assert.equal(refused("/x", body), true, body);
});

test("Guard.allowOnce() lets one single POST fork the run, and nothing else", () => {
  const guard = new Guard(rules);
  const url = new URL("http://127.0.0.1:8000/rq-engine/api/runs/ample-otter/cfg/fork");
  const bodyText = '{"target_runid":"profile;;tmp;;ab12"}';
  const send = (method = "POST", to = url) => guard.check({ method, url: to, bodyText });
  assert.throws(() => send(), /ample-otter/);
  guard.allowOnce({ run: "ample-otter", url });
  assert.throws(() => send("GET"), /not the sandbox/);
  assert.throws(() => send("POST", new URL("?x=1", url)), /not the sandbox/);
  assert.throws(() => send("POST", new URL("./archive", url)), /not the sandbox/);
  assert.throws(
    () => guard.check({ method: "POST", url, bodyText, redirectedFrom: url }),
    /not the sandbox/,
  );
  send();
  assert.throws(() => send(), /ample-otter/, "used up");
});

test("Guard.allowRun() allows runs that the play made, never the recorded one", () => {
  const guard = new Guard(rules);
  const url = new URL("http://127.0.0.1:8000/weppcloud/runs/forked-run/cfg/");
  assert.throws(() => guard.check({ method: "GET", url, bodyText: "" }), /not the sandbox/);
  guard.allowRun("forked-run");
  guard.check({ method: "GET", url, bodyText: '{"runid":"forked-run;;omni;;x"}' });
  for (const run of ["ample-otter", "ample%2Dotter", "ample-otter;;omni;;x"]) {
    assert.throws(() => guard.allowRun(run), /recorded one/);
  }
  guard.allowOrigin("https://wepp.example.org");
  guard.check({ method: "GET", url: new URL("https://wepp.example.org/login"), bodyText: "" });
});
