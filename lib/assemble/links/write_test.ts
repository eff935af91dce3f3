import assert from "node:assert/strict";
import { test } from "node:test";
import { Hole, type Step } from "../../model/profile.ts";
import { Ledger } from "../ledger.ts";
import type { StepDraft } from "../step.ts";
import { json } from "../testing/log.ts";
import { Links, studyLinks } from "./links.ts";
import { worldOf } from "./testing/world.ts";
import type { Link } from "./types.ts";
import { writeLinks } from "./write.ts";

const ID = "7c1f0c2a-9b41-4d7e-8f00-2a61d3b5c914";
const engine = (rest: string) => `/rq-engine/api/runs/ample-otter/dev_unit_1/${rest}`;

/** A read that gives an id, and a change that sends it. */
async function pair(): Promise<{ link: Link; drafts(read: object, change: object): StepDraft[] }> {
  const world = await worldOf([
    { method: "GET", to: engine("look"), answer: JSON.stringify({ mark: ID }) },
    { to: engine("use"), meta: json({ mark: ID }), answer: "{}" },
  ]);
  const [link] = studyLinks(world).list;
  assert.ok(link !== undefined);
  const draft = (id: string, recorded: Link["producer"], step: object): StepDraft => ({
    id,
    step: { id, action: "http_post", path: "/x", ...step } as Step,
    recorded,
    needs: [],
    notes: [{ decision: "redact", field: "json.mark", reason: "a secret value", secret: "MARK" }],
  });
  return {
    link,
    drafts: (read, change) => [draft("look", link.producer, read), draft("use", link.consumer, change)],
  };
}

test("writeLinks() makes the producer a step that is always played, and saves before it waits", async () => {
  const { link, drafts } = await pair();
  const steps = drafts({ optional: true, save: { own: "$.own" }, wait: { type: "job" } }, {
    json: { mark: ID },
  });
  const before = structuredClone(steps);
  const written = writeLinks(steps, new Links([link]), () => true, new Ledger(new Date(0)));
  const [look, use] = written.steps;
  assert.deepEqual(look?.step, {
    id: "look",
    action: "http_post",
    path: "/x",
    save: { own: "$.own", mark: "$.mark" },
    wait: { type: "job" },
  });
  assert.deepEqual(Object.keys(look?.step ?? {}).slice(-2), ["save", "wait"]);
  assert.deepEqual(use?.step, {
    id: "use",
    action: "http_post",
    path: "/x",
    json: { mark: "{{steps.look.mark}}" },
  });
  assert.deepEqual(use?.notes, [], "the secret is not needed any more");
  assert.deepEqual(steps, before, "what was given stays as it is");
});

test("writeLinks() leaves a step alone whose value is not there any more, or a hole", async () => {
  const { link, drafts } = await pair();
  for (const json of [{}, new Hole("lost"), { mark: new Hole("lost") }, ["x"]]) {
    const written = writeLinks(
      drafts({ optional: true }, { json }),
      new Links([link]),
      () => true,
      new Ledger(new Date(0)),
    );
    assert.deepEqual(written.links, []);
    assert.equal("optional" in (written.steps[0]?.step ?? {}), true);
  }
});

test("writeLinks() writes no path that is not clean", async () => {
  const { link, drafts } = await pair();
  const ledger = new Ledger(new Date(0));
  const written = writeLinks(drafts({}, { json: { mark: ID } }), new Links([link]), () => false, ledger);
  assert.deepEqual([written.links, ledger.entries], [[], []]);
});
