import assert from "node:assert/strict";
import { test } from "node:test";
import { Anonymous } from "./sanitise_events.ts";

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
