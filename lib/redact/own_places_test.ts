import assert from "node:assert/strict";
import { test } from "node:test";
import { homeOf, OwnPlaces } from "./own_places.ts";
import { createRedactor } from "./redactor.ts";

function shown(...folders: string[]): OwnPlaces {
  const redactor = createRedactor();
  const places = new OwnPlaces(() => redactor);
  for (const folder of folders) places.add(folder, "/home/qhvist/work");
  return places;
}

test("OwnPlaces shows paths of the homes that its folders lie in, and redacts all else as ever", () => {
  const places = shown("/home/qhvist/work/repo");
  for (
    const line of [
      "bundle  /home/qhvist/work/repo/profiles/results",
      "profile compare x --run-dir=/home/qhvist/runs/1",
      "in '/home/qhvist/work/repo', or repo/a",
      "/srv/x",
    ]
  ) assert.equal(places.text(line), line);
  const clean = places.text("/home/qhvist/a token=s3cr3t-Zq9x7 /home/jdoerner/b qhvist");
  assert.match(clean, /^\/home\/qhvist\/a token=\[redacted\] \/home\/user-[0-9a-f]{8}\/b /);
  assert.match(places.text("/data/home/qhvist/a /home/qhvist2/b"), /^\/data\/home\/\S+ \/home\/user-\S+\/b$/);
});

test("OwnPlaces keeps a folder whose owner becomes known only later, also as it is told from the current one", () => {
  const redactor = createRedactor();
  const places = new OwnPlaces(() => redactor);
  places.add("/srv/jlindqvist/repo", "/srv");
  redactor.text("jonas.lindqvist@lab.example.org");
  assert.equal(places.text("/srv/jlindqvist/repo/x"), "/srv/jlindqvist/repo/x");
  assert.equal(places.text("jlindqvist/repo/x"), "jlindqvist/repo/x");
  assert.match(places.text("by jlindqvist"), /^by user-/);
  assert.doesNotMatch(redactor.text("/srv/jlindqvist/repo/x"), /jlindqvist/);
});

test("OwnPlaces.json() redacts by key, and shows own paths in values and keys", () => {
  const places = shown("/home/qhvist");
  const seen = places.json({
    password: "/home/qhvist",
    "/home/qhvist/a": ["/home/qhvist/b", "/home/jdoerner/c"],
  });
  assert.match(
    JSON.stringify(seen),
    /^\{"password":"\[redacted\]","\/home\/qhvist\/a":\["\/home\/qhvist\/b","\/home\/user-[0-9a-f]{8}\/c"\]\}$/,
  );
});

test("homeOf() is the folder of the account, and none for one that tells of nobody", () => {
  const redactor = createRedactor();
  assert.equal(homeOf("/home/qhvist/work/repo", redactor), "/home/qhvist");
  assert.equal(homeOf("/home/qhvist", redactor), "/home/qhvist");
  assert.equal(homeOf("/home/runner/work", redactor), undefined);
  assert.equal(homeOf("/srv/repo", redactor), undefined);
  assert.equal(homeOf("/", redactor), undefined);
});
