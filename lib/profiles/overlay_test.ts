import assert from "node:assert/strict";
import { test } from "node:test";
import type { Overlay, Profile } from "../model/profile.ts";
import { changeLine, changesValues, layOverlays, layTolerances, loginOf, overlayNames } from "./overlay.ts";
import type { LoadedProfile } from "./load.ts";

const CONFIG = "/data/profiles/profile.config.yaml";
const FILE = "/data/profiles/mill/profile.yaml";

function loaded(changes: Partial<Profile>): LoadedProfile {
  const profile = {
    version: 1,
    metadata: { slug: "mill" },
    variables: { lat: 46.1, lng: -117 },
    steps: [],
    comparisons: [
      { target: "a/loss.tif", method: "raster_stats", params: { tolerance: { mean: 0.1, max: 1 } } },
      { target: "a/depth.tif", method: "raster_stats" },
      { target: "a/x.json", method: "json_exact" },
    ],
    ...changes,
  } as Profile;
  return {
    profile,
    file: FILE,
    source: { locate: () => ({ file: FILE, line: 3 }) },
  } as unknown as LoadedProfile;
}

function global(overlays: Record<string, Overlay>) {
  return { file: CONFIG, overlays };
}

test("layOverlays() lays the profile's own over the configuration's, a later name over an earlier one", () => {
  const one = loaded({
    overlays: { staging: { variables: { lat: 3 } }, slow: { base_url: "https://slow.example.org" } },
  });
  const laid = layOverlays(
    one,
    ["staging", "slow"],
    global({
      staging: { base_url: "https://staging.example.org", variables: { lat: 1, lng: 2, foreign: 9 } },
      slow: { variables: { lng: 5 } },
    }),
  );
  assert.equal(laid?.name, "staging,slow");
  assert.equal(laid?.baseUrl, "https://slow.example.org");
  assert.deepEqual(laid?.variables, { lat: 3, lng: 5 });
  assert.deepEqual(laid?.changes.map(changeLine), [
    `base_url  "https://slow.example.org"  (overlay slow, ${FILE})`,
    `variables.lat  46.1 -> 3  (overlay staging, ${FILE})`,
    `variables.lng  -117 -> 5  (overlay slow, ${CONFIG})`,
  ]);
  assert.equal(changesValues(laid ?? assert.fail()), true);
  assert.equal(layOverlays(one, [], global({})), undefined);
});

test("layOverlays() lays tolerances over targets by name and by glob, and says each", () => {
  const tolerances = { "a/*.tif": { mean: { rel: 0.01 } }, "a/loss.tif": { mean: 0.5 } };
  const laid = layOverlays(loaded({}), ["wide"], global({ wide: { tolerances } })) ?? assert.fail();
  assert.deepEqual(laid.comparisons.map(({ params }) => params), [
    { tolerance: { mean: 0.5, max: 1 } },
    { tolerance: { mean: { rel: 0.01 } } },
    undefined,
  ]);
  assert.deepEqual(laid.changes.map(({ field, before, after }) => [field, before, after]), [
    ["tolerances.a/loss.tif.mean", 0.1, 0.5],
    ["tolerances.a/depth.tif.mean", undefined, { rel: 0.01 }],
  ]);
});

test("layOverlays() refuses a name that is nowhere, and a tolerance that a method does not have", () => {
  const some = global({ staging: {}, wide: { tolerances: { "a/*": { mean: 1 } } } });
  assert.throws(() => layOverlays(loaded({}), ["stagin"], some), {
    message: 'Profile mill has no overlay "stagin"',
    remedy: 'Did you mean "staging"?',
  });
  assert.throws(() => layOverlays(loaded({}), ["toString"], global({})), /has no overlay "toString"/);
  assert.throws(() => layOverlays(loaded({}), ["wide"], some), /Overlay wide, comparison of "a\/x.json": /);
  assert.deepEqual(overlayNames(loaded({ overlays: { own: {} } }), some), ["own", "staging", "wide"]);
});

test("changesValues() is false for another server or login alone", () => {
  const overlay = { base_url: "https://b.example.org", credentials: { email_env: "A", password_env: "B" } };
  const laid = layOverlays(loaded({}), ["b"], global({ b: overlay })) ?? assert.fail();
  assert.equal(laid.changes.length, 2);
  assert.deepEqual(loginOf(laid, { A: "a@example.org", B: "b" }), { email: "a@example.org", password: "b" });
  const { credentials: _, ...without } = laid;
  assert.equal(loginOf(without, {}), undefined);
  assert.throws(
    () => loginOf(laid, { A: "a@example.org", ADMIN_PASSWORD: "usual" }),
    /logs in with B, not set here/,
  );
  assert.equal(changesValues(laid), false);
});

test("layTolerances() leaves what no key means as it is", () => {
  const comparison = { target: "b.tif", method: "raster_stats" };
  assert.deepEqual(layTolerances([comparison], { "a/*": { mean: 1 } }), [comparison]);
});

test("layOverlays() names the baseline of overlays that have their own; their values count for no other", () => {
  const some = global({
    dry: { variables: { lat: 1 }, baseline: "own" },
    slow: { variables: { lng: 5 }, baseline: "own" },
    mine: { baseline: "own" },
    lng: { variables: { lng: 6 } },
  });
  const one = loaded({ overlays: { mine: { baseline: "shared" } } });
  const cases: [names: string[], set: string | undefined, changes: boolean][] = [
    [["dry"], "dry", false],
    [["dry", "slow", "dry"], "dry+slow", false],
    [["mine"], undefined, false],
    [["dry", "lng"], "dry", true],
    [["lng"], undefined, true],
  ];
  for (const [names, set, changes] of cases) {
    const laid = layOverlays(one, names, some) ?? assert.fail();
    assert.deepEqual([laid.baseline, changesValues(laid)], [set, changes], names.join());
  }
});
