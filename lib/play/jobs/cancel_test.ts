import assert from "node:assert/strict";
import { test } from "node:test";
import { HttpClient } from "../../http/client.ts";
import { type Fake, withFake } from "../../auth/testing/fake_server.ts";
import { cancelJobs, cancellationWords } from "./cancel.ts";
import { OwnJobs } from "./own_jobs.ts";

const NEW = { id: "a/1", api: "rq-engine", step: "build" } as const;
const OLD = { id: "b", api: "legacy", step: "run" } as const;

test("cancelJobs() posts to the new API with the bearer, and gets the old one", async () => {
  await withFake(() => ({ json: { Success: true } }), async (fake) => {
    await fake.session.open();
    assert.deepEqual(await cancelJobs([NEW, OLD], fake), [{ job: NEW }, { job: OLD }]);
    const seen = fake.seen.map(({ method, path }) => `${method} ${path}`).sort();
    assert.deepEqual(seen, ["GET /weppcloud/rq/api/canceljob/b", "POST /rq-engine/api/canceljob/a%2F1"]);
    const posted = fake.seen.find(({ method }) => method === "POST");
    assert.equal(posted?.headers["authorization"], "Bearer first-token");
  });
});

test("cancelJobs() still goes out when the play's own signal has stopped everything", async () => {
  await withFake(() => ({ json: {} }), async (fake) => {
    const guard = { recordedRun: "ample-otter", sandboxRun: "sandbox", origins: new Set([fake.urls.origin]) };
    const client = new HttpClient({ guard, signal: AbortSignal.abort("interrupted") });
    assert.deepEqual(await cancelJobs([NEW], { ...fake, client }), [{ job: NEW }]);
    await client.close();
  });
});

test("cancelJobs() says why a job could not be canceled, each by itself, and never waits long", async () => {
  const answers: [Parameters<typeof withFake>[0], RegExp][] = [
    [() => ({ status: 403, json: {} }), /HTTP 403/],
    [() => ({ json: { id: "a", status: "not_found" } }), /does not know it/],
    [() => ({ json: { Success: false } }), /does not know it/],
    [() => "drop", /connection|reset|socket|closed/i],
  ];
  for (const [answer, words] of answers) {
    await withFake(answer, async (fake: Fake) => {
      const [done] = await cancelJobs([NEW], fake);
      assert.match(done === undefined ? "" : cancellationWords(done), words);
    });
  }
  await withFake(() => ({ json: {} }), async (fake) => {
    const never = { ...fake.client, send: () => new Promise<never>(() => {}) } as unknown as HttpClient;
    const send = (request: { signal?: AbortSignal }) =>
      new Promise<never>((_, reject) =>
        request.signal?.addEventListener("abort", () => reject(new Error("x")))
      );
    const client = Object.assign(never, { send });
    const [done] = await cancelJobs([NEW], { ...fake, client }, 20);
    assert.equal(done?.failure, "no answer in time");
  });
});

test("OwnJobs keeps what this play started until its end was seen", () => {
  const jobs = new OwnJobs();
  jobs.started(["a", "b"], "rq-engine", "build");
  jobs.started(["c"], "legacy", "run");
  jobs.seen("stranger", "started");
  jobs.seen("a", "started");
  jobs.seen("b", "finished");
  assert.deepEqual(jobs.open.map(({ id }) => id), ["a", "c"]);
  jobs.seen("a", "failed");
  jobs.seen("c", "cancelled");
  assert.deepEqual(jobs.open, []);
});
