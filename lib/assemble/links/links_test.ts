import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { stepsOf } from "../testing/draft.ts";
import { form, json, poll, type TestRequest, withRecording } from "../testing/log.ts";
import type { AssembleResult } from "../types.ts";

const ID = "7c1f0c2a-9b41-4d7e-8f00-2a61d3b5c914";
const JOB = "5f0c9b12-0000-4000-8000-00000000a001";
const engine = (rest: string) => `/rq-engine/api/runs/ample-otter/dev_unit_1/${rest}`;
const answer = (value: unknown) => JSON.stringify(value);
const linksOf = ({ links }: AssembleResult) =>
  links.map(({ consumer, field, producer, name, path }) =>
    `${consumer}.${field} <- ${producer}.${name} ${path}`
  );

/** Makes a catalog whose id later requests use. */
const MAKE: TestRequest = {
  to: engine("make-catalog"),
  meta: json({ title: "x" }),
  answer: answer({ catalog: { id: ID, size: 12 } }),
};

async function linked(requests: TestRequest[], expected: string[]): Promise<void> {
  await withRecording(
    requests,
    async ({ assemble }) => assert.deepEqual(linksOf(await assemble()), expected),
  );
}

test("assemble() links a value of an answer with every place that sends it later", async () => {
  const requests: TestRequest[] = [
    MAKE,
    { method: "GET", to: `catalogs/${ID}/items`, answer: "[]" },
    {
      method: "GET",
      to: "show",
      endpoint: `/weppcloud/runs/ample-otter/dev_unit_1/show?id=${ID}`,
      answer: "{}",
    },
    { to: engine("use"), meta: json({ deep: [{ catalog: ID }], note: `about ${ID}` }), answer: "{}" },
    { to: "tasks/form/", meta: form({ catalog: ID, many: ["a", ID] }), answer: "{}" },
    { to: "tasks/text/", meta: { hasBody: true, bodyType: "text", text: ID }, answer: "{}" },
  ];
  await withRecording(requests, async ({ assemble }) => {
    const result = await assemble();
    assert.deepEqual(
      linksOf(result),
      [
        "catalogs-items.path",
        "show.query.id",
        "use.json.deep.0.catalog",
        "use.json.note",
        "form.form.catalog",
        "form.form.many.1",
        "text.text",
      ].map((place) => `${place} <- make-catalog.catalog_id $.catalog.id`),
    );
    const steps = await stepsOf(result);
    const template = "{{steps.make-catalog.catalog_id}}";
    assert.deepEqual(steps[0]?.action !== "wait" && steps[0]?.save, { catalog_id: "$.catalog.id" });
    assert.deepEqual(steps.slice(1).map((step) => "path" in step ? step.path : ""), [
      `/weppcloud/runs/{{run_id}}/{{config}}/catalogs/${template}/items`,
      "/weppcloud/runs/{{run_id}}/{{config}}/show",
      "/rq-engine/api/runs/{{run_id}}/{{config}}/use",
      "/weppcloud/runs/{{run_id}}/{{config}}/tasks/form/",
      "/weppcloud/runs/{{run_id}}/{{config}}/tasks/text/",
    ]);
    assert.deepEqual("json" in (steps[3] ?? {}) && (steps[3] as { json: unknown }).json, {
      deep: [{ catalog: template }],
      note: `about ${template}`,
    });
    assert.doesNotMatch(await readFile(join(result.draftDir, "profile.yaml"), "utf8"), new RegExp(ID));
    assert.match(await readFile(join(result.draftDir, "README.md"), "utf8"), /## Produced values/);
    const status = JSON.parse(await readFile(join(result.draftDir, "status.json"), "utf8"));
    assert.equal(status.links.length, 7);
    const ledger = await readFile(join(result.draftDir, "ledger.jsonl"), "utf8");
    assert.match(
      ledger,
      /"decision":"link","subject":"use\.json\.note","reason":"takes \{\{steps\.make-catalog\.catalog_id\}\}/,
    );
  });
});

test("assemble() links no input: what was sent before, config, words, small numbers", async () => {
  const use = (value: unknown): TestRequest => ({ to: engine("use"), meta: json({ value }), answer: "{}" });
  await linked([{ ...MAKE, meta: json({ id: ID }) }, use(ID)], []);
  await linked([use(ID), MAKE, use(ID)], []);
  for (
    const value of [
      "single_storm",
      "nlcd2019",
      42,
      10_000,
      true,
      "",
      "dev_unit_1",
      "ample-otter",
      "10m",
      46.1,
    ]
  ) {
    await linked([{ ...MAKE, answer: answer({ value }) }, use(value)], []);
  }
  for (const value of [48_213, 46.12345, "2026-01-02T03:04:05Z", "a1b2c3", "2026-01-31"]) {
    await linked([{ ...MAKE, answer: answer({ value }) }, use(value)], [
      "use.json.value <- make-catalog.value $.value",
    ]);
  }
  await linked([{ ...MAKE, answer: answer({ topaz: [10_231, 48_213] }) }, use(48_213)], []);
  // JSON keeps its types.
  await linked([{ ...MAKE, answer: answer({ value: 48_213 }) }, use("48213")], []);
  await linked([{ ...MAKE, answer: answer({ value: 48_213 }) }, {
    to: "tasks/x/",
    meta: form({ n: "48213" }),
  }], [
    "x.form.n <- make-catalog.value $.value",
  ]);
});

test("assemble() takes the nearest answer before the value was sent, outside of lists first", async () => {
  const list: TestRequest = { method: "GET", to: "catalogs", answer: answer([{ id: ID }]) };
  const show: TestRequest = { method: "GET", to: "catalog", answer: answer({ twice: { id: ID }, id: ID }) };
  const use: TestRequest = { to: engine("use"), meta: json({ id: ID }), answer: answer({ id: ID }) };
  await linked([MAKE, list, use], ["use.json.id <- make-catalog.catalog_id $.catalog.id"]);
  await linked([MAKE, show, use, use], [
    "use.json.id <- catalog.twice_id $.twice.id",
    "use-2.json.id <- catalog.twice_id $.twice.id",
  ]);
  await linked([list, use], ["use.json.id <- catalogs.id $[0].id"]);
  // A step goes before a poll that would be folded away.
  const start: TestRequest = { to: engine("run-omni"), meta: json({}), answer: answer({ job_id: JOB }) };
  const info: TestRequest = {
    method: "GET",
    to: `/rq-engine/api/jobinfo/${JOB}`,
    answer: answer({ result: ID }),
  };
  await linked([MAKE, start, info, use], ["use.json.id <- make-catalog.catalog_id $.catalog.id"]);
});

test("assemble() knows the job of a step from its polls, where no answer was recorded", async () => {
  const requests: TestRequest[] = [
    { to: "rq/api/run_wepp", meta: json({}) },
    poll(JOB),
    { method: "GET", to: `/weppcloud/rq/api/canceljob/${JOB}` },
  ];
  await withRecording(requests, async ({ assemble }) => {
    const result = await assemble();
    assert.deepEqual(linksOf(result), ["canceljob.path <- run-wepp.job job"]);
    assert.match(result.warnings.join(), /canceljob canceled the job of run-wepp/);
  });
});

test("assemble() keeps a request that names the job of another step, and unfolds a poll whose result is used", async () => {
  const start: TestRequest = { to: engine("run-omni"), meta: json({}), answer: answer({ job_id: JOB }) };
  const info = (result: unknown): TestRequest => ({
    method: "GET",
    to: `/rq-engine/api/jobinfo/${JOB}`,
    answer: answer({ job_id: JOB, status: "finished", result }),
  });
  const requests: TestRequest[] = [
    start,
    info(null),
    info({ scenario: ID }),
    { to: engine("use"), meta: json({ scenario: ID, job_id: JOB }), answer: "{}" },
    { to: `/rq-engine/api/canceljob/${JOB}`, meta: json({}), answer: "{}" },
    { to: "/rq-engine/api/canceljob/5f0c9b12-0000-4000-8000-00000000ffff", meta: json({}), answer: "{}" },
  ];
  await withRecording(requests, async ({ assemble }) => {
    const result = await assemble();
    assert.deepEqual(linksOf(result), [
      "jobinfo.path <- run-omni.job job",
      "use.json.scenario <- jobinfo.scenario $.result.scenario",
      "use.json.job_id <- run-omni.job job",
      "canceljob.path <- run-omni.job job",
    ]);
    assert.deepEqual(result.leftOut.map(({ reason }) => reason), ["names a job of the recording"]);
    assert.deepEqual((await stepsOf(result)).map(({ id }) => id), [
      "run-omni",
      "jobinfo",
      "use",
      "canceljob",
    ]);
    assert.deepEqual(result.folded.map(({ count }) => count), [1]);
  });
});
