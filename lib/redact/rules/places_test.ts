import assert from "node:assert/strict";
import { test } from "node:test";
import { createRedactor } from "../redactor.ts";

function text(input: string): string {
  return createRedactor().text(input).replace(/user-[0-9a-f]{8}/g, "user-#");
}

test("homes replaces account names in home folders and nothing below them", () => {
  const cases: [string, string][] = [
    ["/home/qhvist/uploads/draft.tif", "/home/user-#/uploads/draft.tif"],
    ['File "/home/qhvist/wepppy/rq.py", line 3', 'File "/home/user-#/wepppy/rq.py", line 3'],
    ["/Users/Ann/dem.tif", "/Users/user-#/dem.tif"],
    ["C:\\Users\\Ann Leeds\\dem.tif", "C:\\Users\\user-#\\dem.tif"],
    ['{"p":"C:\\\\Users\\\\ann\\\\dem"}', '{"p":"C:\\\\Users\\\\user-#\\\\dem"}'],
    ["c:/users/ann/dem", "c:/users/user-#/dem"],
    ["in ~qhvist/runs now", "in ~user-#/runs now"],
    ["browse/%2Fhome%2Fqhvist%2Fuploads", "browse/%2Fhome%2Fuser-#%2Fuploads"],
    ["/var/home/qhvist.", "/var/home/user-#."],
    ["/home/qhvist/a and qhvist alone", "/home/user-#/a and user-# alone"],
    ["/home/abc/a and abc alone", "/home/user-#/a and abc alone"],
  ];
  for (const [input, expected] of cases) assert.equal(text(input), expected);
});

test("homes leaves service accounts, server paths and addresses alone", () => {
  for (
    const input of [
      "/home/weppdev/wepppy/x.py",
      "/home/ubuntu/x",
      "/root/x",
      "/workdir/wepppy/lib/python3.12/site-packages/flask/app.py",
      "~/ample-otter/dem",
      "/weppcloud/home/page",
      "about ~30m/px",
      "https://example.org/home/news",
    ]
  ) assert.equal(text(input), input);
});

test("internalHosts replaces names of hosts inside a network", () => {
  const cases: [string, string][] = [
    ["connect to db-1.internal.example.net failed", "connect to [redacted] failed"],
    ["http://files.internal.example.net:81/x", "http://redacted.invalid:81/x"],
    ["caddy edge-04.internal.", "caddy [redacted]."],
    ["printer.local, nas.lan and git.corp", "[redacted], [redacted] and [redacted]"],
    ["https://u:p@x.intranet.example.org/", "https://[redacted]@redacted.invalid/"],
    ["DB.INTERNAL", "[redacted]"],
  ];
  for (const [input, expected] of cases) assert.equal(text(input), expected);
});

test("internalHosts leaves files, attributes and public hosts alone", () => {
  for (
    const input of [
      "settings.local.yaml",
      "app.internal.json",
      "self.local",
      "threading.local()",
      "internal.example.com",
      "wepp.example.org/local/x",
      "local",
      "soil.local_mode",
      "an internal error",
    ]
  ) assert.equal(text(input), input);
});

test("createRedactor() takes hosts, domains, people and values of the user", () => {
  const redactor = createRedactor({
    extra: {
      hosts: ["dbserver1"],
      domains: ["streamlab.example.com"],
      people: ["Ek Bo"],
      allowValues: ["Support@example.org", "10.1.2.3"],
    },
  });
  assert.equal(
    redactor.text("dbserver1 dbserver12 http://x.streamlab.example.com/y streamlab.example.com.au"),
    "[redacted] dbserver12 http://redacted.invalid/y streamlab.example.com.au",
  );
  assert.equal(redactor.text("mail support@example.org at 10.1.2.3"), "mail support@example.org at 10.1.2.3");
  assert.match(redactor.text("by Bo Ek"), /^by user-[0-9a-f]{8}$/);
});

test("user ids become pseudonyms wherever a key says so", () => {
  const redactor = createRedactor();
  const seen = redactor.json({
    user: { id: 47 },
    user_id: 47,
    owner: { id: "47", name: "x" },
    job: { id: 47 },
  });
  assert.match(
    JSON.stringify(seen),
    /^\{"user":\{"id":"(user-[0-9a-f]{8})"\},"user_id":"\1","owner":\{"id":"\1","name":"x"\},"job":\{"id":47\}\}$/,
  );
  assert.equal(
    JSON.stringify(redactor.json(JSON.parse('{"user":{"id":47}}'))),
    redactor.text('{"user":{"id":47}}'),
  );
  assert.match(redactor.text("/x?user_id=47&id=47"), /^\/x\?user_id=user-[0-9a-f]{8}&id=47$/);
  assert.deepEqual(redactor.json({ user: { id: null }, uid: 0, user_id: "anonymous" }), {
    user: { id: null },
    uid: 0,
    user_id: "anonymous",
  });
});

test("study() makes known what comes later, and counts nothing", () => {
  const redactor = createRedactor();
  redactor.study({ by: "jonas.lindqvist@lab.example.org", path: "/home/qhvist/x" });
  assert.deepEqual(redactor.redactions(), []);
  assert.match(redactor.text("Jonas Lindqvist, qhvist"), /^user-[0-9a-f]{8}, user-[0-9a-f]{8}$/);
  const other = redactor.share();
  assert.doesNotMatch(other.text("qhvist"), /qhvist/);
  assert.equal(redactor.redactions().length, 2);
  assert.equal(other.redactions().length, 1);
});
