import assert from "node:assert/strict";
import { test } from "node:test";
import { createRedactor } from "./redactor.ts";
import { Anonymous } from "./anonymous.ts";

test("Anonymous takes the server's names and places out of every string, keys included", () => {
  const anonymous = new Anonymous(["https://wepp.example.org"], ["/home/me/runs/ample-otter"]);
  const clean = anonymous.value({
    endpoint: "https://wepp.example.org/weppcloud/runs/a/b/?x=1",
    rootUrl: "https://wepp.example.org",
    next: "/x?next=https%3A%2F%2Fwepp.example.org%2Fy",
    host: "from wepp.example.org, at",
    "https://wepp.example.org/k": [{ dir: "/home/me/runs/ample-otter/dem/dem.tif" }, 1, null],
    elsewhere: "/wc1/runs/am/ample-otter/x and /geodata/weppcloud_runs/ample-otter",
  });
  assert.deepEqual(clean, {
    endpoint: "/weppcloud/runs/a/b/?x=1",
    rootUrl: "",
    next: "/x?next=%2Fy",
    host: "from server.invalid, at",
    "/k": [{ dir: "~/dem/dem.tif" }, 1, null],
    elsewhere: "~/ample-otter/x and ~/ample-otter",
  });
});

test("Anonymous takes the host as a whole name only", () => {
  const word = new Anonymous(["http://wepp"], []);
  const same = [
    "wepp/output weppy",
    "wepp",
    "run wepp: done",
    "http://weppy.example.org/x",
    "a.wepp",
    "//weppy",
    "wepp:8123",
  ];
  for (const text of same) assert.equal(word.text(text), text);
  assert.equal(word.text("at http://wepp/x, //wepp/y, wepp:80"), "at /x, //server.invalid/y, server.invalid");
  assert.equal(word.text("https%3A%2F%2Fwepp%2Fx"), "https%3A%2F%2Fserver.invalid%2Fx");
  assert.equal(word.text("https:\\/\\/wepp\\/x"), "https:\\/\\/server.invalid\\/x");

  const dotted = new Anonymous(["https://wepp.cloud"], []);
  for (
    const text of [
      "mywepp.cloud",
      "wepp.cloudy",
      "wepp.cloud-2",
      "wepp-cloud",
      "https://wepp.cloud.example.org/",
    ]
  ) {
    assert.equal(dotted.text(text), text);
  }
  assert.equal(
    dotted.text(
      "See WEPP.cloud. Or api.wepp.cloud:443/x, (wepp.cloud), https://u@wepp.cloud/y?u=%2F%2Fwepp.cloud",
    ),
    "See server.invalid. Or server.invalid/x, (server.invalid), https://u@server.invalid/y?u=%2F%2Fserver.invalid",
  );
  const port = new Anonymous(["http://wepp.cloud:8080"], []);
  assert.equal(
    port.text("wepp.cloud, wepp.cloud:8080, http://wepp.cloud:80800/"),
    "server.invalid, server.invalid, http://server.invalid:80800/",
  );
});

test("Anonymous leaves addresses on the server to the redactor", () => {
  const redactor = createRedactor({ pseudonymKey: "k".repeat(40) });
  for (const address of ["jane.roe@wepp.cloud", "jane.roe@mail.wepp.cloud", "jane.roe%40wepp.cloud"]) {
    const plain = new Anonymous(["https://wepp.cloud"], []).text(`to ${address}`);
    assert.equal(plain, `to ${address}`);
    assert.equal(
      redactor.text(plain),
      createRedactor({ pseudonymKey: "k".repeat(40) }).text(`to ${address}`),
    );
    assert.doesNotMatch(redactor.text(plain), /wepp|roe/);
  }
});
