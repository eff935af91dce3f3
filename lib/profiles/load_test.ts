import assert from "node:assert/strict";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { formatPosition, ProfileError } from "../errors.ts";
import { loadProfile } from "./load.ts";

/** The sample of the specification, as it stands there. */
const SAMPLE = `metadata:
  slug: us-small-watershed
  rq_required: true
  data_repo: ../wepppy-test-engine-data
  seed_dir: profiles/us-small-watershed/seed
  baseline_dir: profiles/us-small-watershed/baseline

steps:
  - id: run-wepp
    action: enqueue_rq
    job: tasks.run_wepp
    payload:
      runid: "{{run_id}}"
    wait:
      type: status_poll
      endpoint: rq/status
      success_state: finished

comparisons:
  - target: wepp/output/run/summary.json
    method: json_exact
  - target: wepp/output/run/soil_loss.tif
    method: raster_stats
    params:
      tolerance:
        mean: 0.05
        max: 0.10
`;

async function withRoot(files: Record<string, string>, use: (root: string) => Promise<void>): Promise<void> {
  const root = await mkdtemp(join(tmpdir(), "load-"));
  try {
    for (const [path, text] of Object.entries(files)) {
      await mkdir(join(root, path, ".."), { recursive: true });
      await writeFile(join(root, path), text);
    }
    await use(root);
  } finally {
    await rm(root, { recursive: true });
  }
}

/** Places and messages of every fault. */
async function faultsOf(yaml: string): Promise<string[]> {
  let faults: string[] = [];
  await withRoot({ "p.yaml": yaml }, async (root) => {
    await assert.rejects(loadProfile("p.yaml", root, root), (error) => {
      assert.ok(error instanceof ProfileError);
      assert.equal(error.verdict, "usage");
      faults = [error, ...error.others].map(({ message, position }) =>
        `${position === undefined ? "" : formatPosition({ ...position, file: "p.yaml" })} ${message}`
      );
      return true;
    });
  });
  return faults;
}

test("loadProfile() takes the sample of the specification unchanged, missing seed folder as a warning", async () => {
  await withRoot({ "sample.yaml": SAMPLE }, async (root) => {
    const { profile, warnings, holes } = await loadProfile("sample.yaml", root, root);
    assert.equal(profile.version, 1);
    assert.equal(profile.steps.length, 1);
    assert.equal(profile.comparisons?.length, 2);
    assert.deepEqual(holes, []);
    assert.equal(warnings.length, 1);
    assert.match(warnings[0] ?? "", /seed folder .* is not there/);
  });
});

test("loadProfile() says every fault with line and column", async () => {
  assert.deepEqual(
    await faultsOf(`metadata: { slug: x }
steps:
  - id: a
    action: http_pots
    path: /x
  - id: b
    action: http_get
    path: /x
    exepct: { status: 200 }
`),
    [
      'p.yaml:4:13 The profile is not valid: steps[0].action: "http_pots" is not known; did you mean "http_post"?',
      'p.yaml:9:5 steps[1]: unknown key "exepct"; did you mean "expect"?',
    ],
  );
});

test("loadProfile() refuses unknown names in templates, a later step's value, unknown waits and comparisons", async () => {
  assert.deepEqual(
    await faultsOf(`metadata: { slug: x }
variables: { outlet_lat: 1 }
steps:
  - id: a
    action: http_post
    path: /x
    json: { lat: "{{outlet_lot}}", job: "{{steps.b.job}}" }
    wait: { type: jb }
  - id: b
    action: http_get
    path: /x
comparisons:
  - { target: ../secret, method: hash_exact }
  - { target: a.tif, method: raster_stat }
`).then((faults) => faults.map((fault) => fault.replace(/; .*/, ""))),
    [
      "p.yaml:7:18 The profile is not valid: steps 0: {{outlet_lot}} has no value here",
      "p.yaml:7:41 steps 0: {{steps.b.job}} has no value here",
      'p.yaml:8:11 wait type "jb" is not known',
      'p.yaml:13:15 target "../secret" leaves the run',
      'p.yaml:14:30 method: unknown "raster_stat" (did you mean "raster_stats"?)',
    ],
  );
});

test("loadProfile() refuses an unknown version, duplicate ids and broken YAML", async () => {
  assert.match(
    (await faultsOf("version: 2\nmetadata: {slug: x}\nsteps: []\n"))[0] ?? "",
    /^p\.yaml:1:10 .*version/,
  );
  const twice =
    "metadata: {slug: x}\nsteps:\n - {id: a, action: http_get, path: /}\n - {id: a, action: http_get, path: /}\n";
  assert.match((await faultsOf(twice))[0] ?? "", /^p\.yaml:4:9 .*"a" is used twice/);
  assert.match(
    (await faultsOf("metadata: {slug: x\nsteps: []\n"))[0] ?? "",
    /^p\.yaml:\d+:\d+ .*not valid YAML/,
  );
});

test("loadProfile() finds holes with their places", async () => {
  const yaml = `metadata: { slug: x }
steps:
  - id: set-outlet
    action: http_post
    path: /x
    json:
      latitude: !hole "withheld by the server"
`;
  await withRoot({ "profiles/x/profile.yaml": yaml }, async (root) => {
    const { holes } = await loadProfile("x", root, root);
    assert.deepEqual(holes.map(({ place, ...rest }) => ({ ...rest, place: place.replace(root, "") })), [{
      step: "set-outlet",
      field: "json.latitude",
      reason: "withheld by the server",
      place: "/profiles/x/profile.yaml:7:23",
    }]);
  });
});

test("loadProfile() names the nearest profile for one that is not there", async () => {
  await withRoot(
    { "profiles/us-small/profile.yaml": "metadata: {slug: us-small}\nsteps: []\n" },
    async (root) => {
      await assert.rejects(loadProfile("us-smal", root, root), { remedy: 'Did you mean "us-small"?' });
    },
  );
});

test("a title above 200 characters is worth a warning, one below is not", async () => {
  for (
    const [length, expected] of [[200, []], [201, [
      /^metadata\.title has 201 characters; 200 are enough/,
    ]]] as const
  ) {
    const yaml = SAMPLE.replace("metadata:\n", `metadata:\n  title: ${"ö".repeat(length)}\n`);
    await withRoot({ "p.yaml": yaml }, async (root) => {
      const { warnings } = await loadProfile("p.yaml", root, root);
      const found = warnings.filter((line) => line.includes("title"));
      assert.equal(found.length, expected.length);
      expected.forEach((pattern, index) => assert.match(found[index] ?? "", pattern));
    });
  }
});
