import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { Hole, type Step } from "../model/profile.ts";
import { diffSteps, type StepChange } from "./diff.ts";

const RUN = "/weppcloud/runs/{{run_id}}/{{config}}";

function post(id: string, endpoint: string, json: unknown): Step {
  return { id, action: "http_post", path: `${RUN}/tasks/${endpoint}`, json, expect: { status: "2xx" } };
}

const words = (
  { kind, step, values, behind }: StepChange,
) => [
  kind,
  step,
  ...(behind === undefined ? [] : [behind]),
  ...values.map(({ path, from, to }) => `${path} ${from} ${to}`),
];

function diff(left: Step[], right: Step[]) {
  return diffSteps({ steps: left }, { steps: right });
}

test("diffSteps() tells what is added, removed, changed and moved", () => {
  const left = [post("a", "a", { x: 1 }), post("b", "b", { y: 1 }), post("c", "c", {}), post("d", "d", {})];
  const right = [post("d", "d", {}), post("a", "a", { x: 2 }), post("c", "c", {}), post("e", "e", {})];
  const { changes, same } = diff(left, right);
  assert.deepEqual(changes.map(words), [
    ["moved", "d", null],
    ["changed", "a", "json.x 1 2"],
    ["removed", "b"],
    ["added", "e"],
  ]);
  assert.equal(same, 1);
});

test("diffSteps() takes both generations of the API, and a job by name, for the same step", () => {
  const legacy: Step = {
    id: "run",
    action: "http_post",
    path: `${RUN}/rq/api/run_wepp`,
    urlencoded: { clip: "1" },
  };
  const current: Step = {
    id: "run",
    action: "http_post",
    path: "/rq-engine/api/runs/{{run_id}}/{{config}}/run-wepp",
    json: { clip: 1 },
  };
  const job: Step = { id: "run", action: "enqueue_rq", job: "tasks.run_wepp", payload: { clip: 1 } };
  assert.deepEqual(diff([current], [job]).changes, []);
  assert.deepEqual(diff([legacy], [current]).changes.map(words), [[
    "changed",
    "run",
    "body urlencoded json",
  ]]);
});

test("diffSteps() takes a hole for not recorded, and compares values of variables", () => {
  const left = [
    post("a", "a", { lat: new Hole("withheld"), lon: "{{lon}}" }),
    post("b", "b", { y: { z: 1 } }),
  ];
  const right = [post("a", "a", { lat: 46.1, lon: -116 }), post("b", "b", new Hole("withheld"))];
  const found = diffSteps({ steps: left, variables: { lon: -116 } }, { steps: right });
  assert.deepEqual(found.changes, []);
  assert.deepEqual(found.not_recorded, [
    { step: "a", path: "json.lat", side: "left" },
    { step: "b", path: "json", side: "right" },
  ]);
});

test("diffSteps() compares uploads by name, size and hash", () => {
  const upload = (seed: string): Step => ({
    id: "up",
    action: "file_upload",
    path: `${RUN}/tasks/upload_sbs/`,
    files: { input_upload_sbs: { seed } },
  });
  const found = diffSteps(
    { steps: [upload("1-a/sbs.tif")], seed: () => "1 kB, aa" },
    { steps: [upload("2-b/sbs.tif")], seed: () => "1 kB, bb" },
  );
  assert.deepEqual(found.changes.map(words), [
    ["changed", "up", "files.input_upload_sbs sbs.tif (1 kB, aa) sbs.tif (1 kB, bb)"],
  ]);
  const same = diffSteps(
    { steps: [upload("1-a/sbs.tif")], seed: () => "1 kB, aa" },
    { steps: [upload("2-b/sbs.tif")], seed: () => "1 kB, aa" },
  );
  assert.deepEqual(same.changes, []);
});

const value: fc.Arbitrary<unknown> = fc.oneof(
  fc.integer(),
  fc.string(),
  fc.boolean(),
  fc.constant(null),
  fc.array(fc.integer(), { maxLength: 3 }),
  fc.dictionary(fc.stringMatching(/^[a-z]{1,5}$/), fc.integer(), { maxKeys: 3 }),
);
const body = fc.dictionary(fc.stringMatching(/^[a-z]{1,6}$/), value, { maxKeys: 4 });
const endpoint = fc.constantFrom("set_outlet", "build_soils", "modify", "rare", "other");
/** Any steps; several may be of one endpoint, and equal. */
const anySteps = fc.array(fc.tuple(endpoint, body), { maxLength: 20 })
  .map((list) => list.map(([name, json], index) => post(`${name}-${index}`, name, json)));

test("diffSteps() of a list with itself is empty", () => {
  fc.assert(fc.property(anySteps, (steps) => {
    const { changes, same } = diff(steps, structuredClone(steps));
    assert.deepEqual(changes, []);
    assert.equal(same, steps.length);
  }));
});

test("diffSteps() the other way round has what was added removed", () => {
  fc.assert(fc.property(anySteps, anySteps, (left, right) => {
    const [there, back] = [diff(left, right), diff(right, left)];
    const count = (changes: StepChange[], kind: string) =>
      changes.filter((change) => change.kind === kind).length;
    assert.equal(count(there.changes, "added"), count(back.changes, "removed"));
    assert.equal(count(there.changes, "removed"), count(back.changes, "added"));
    assert.equal(left.length - count(there.changes, "removed"), right.length - count(there.changes, "added"));
  }));
});

test("diffSteps() finds exactly the edits that were planted", () => {
  const plan = fc.record({
    bodies: fc.array(body, { minLength: 6, maxLength: 30 }),
    removed: fc.nat(),
    changed: fc.nat(),
    moved: fc.nat(),
    added: fc.nat(),
  });
  fc.assert(fc.property(plan, ({ bodies, ...picks }) => {
    // Endpoints come twice, so that occurrences must be told apart; what each sends is its own.
    const left = bodies.map((json, index) =>
      post(`s${index}`, `e${index % 2 === 0 ? index : index - 1}`, { ...json, no: index })
    );
    const [removed, changed] = [picks.removed % left.length, picks.changed % left.length];
    if (removed === changed) return;
    const right = left.filter((_, index) => index !== removed).map((step) =>
      step.id === `s${changed}` && "json" in step
        ? { ...step, json: { ...step.json as object, planted: true } }
        : step
    );
    right.splice(picks.added % (right.length + 1), 0, post("new", "brand-new", {}));
    assert.deepEqual(
      diff(left, right).changes.map(words).sort(),
      [
        ["added", "new"],
        ["changed", `s${changed}`, "json.planted undefined true"],
        ["removed", `s${removed}`],
      ].sort(),
    );
  }));
});

test("diffSteps() finds exactly the step that was moved", () => {
  fc.assert(fc.property(fc.integer({ min: 4, max: 40 }), fc.nat(), fc.nat(), (length, from, to) => {
    const left = Array.from({ length }, (_, index) => post(`s${index}`, `e${index}`, { index }));
    const right = [...left];
    const [step] = right.splice(from % length, 1);
    if (step === undefined) return;
    const place = to % length;
    right.splice(place, 0, step);
    const distance = Math.abs(place - from % length);
    // Two neighbours that change places: either of them moved.
    if (distance < 2) return;
    assert.deepEqual(diff(left, right).changes.map(words), [[
      "moved",
      step.id,
      right[place - 1]?.id ?? null,
    ]]);
  }));
});
