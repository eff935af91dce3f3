import assert from "node:assert/strict";
import { test } from "node:test";
import type { FakeReply, Seen } from "../auth/testing/fake_server.ts";
import { ACCOUNT, FakeSite } from "../auth/testing/fake_site.ts";
import { diskRunFiles } from "../files/run_files.ts";
import type { HttpAnswer } from "../http/client.ts";
import { type FakeWatch, inTurn, state, withWatch } from "../jobs/testing/fake_watch.ts";
import { checkWait, runWait } from "./registry.ts";
import type { WaitContext, WaitResult } from "./types.ts";

/** Context of a wait whose step was answered with this JSON. */
function contextOf({ watch, urls }: FakeWatch, json: HttpAnswer["json"]): WaitContext {
  const url = new URL(`${urls.base}/step`);
  const timings = { first_byte: 0, total: 0 };
  return {
    watch,
    answer: { status: 200, url, headers: {}, text: "", json, truncated: false, timings },
    api: "rq-engine",
    timeout: 10_000,
    address: (path) => new URL(urls.base + path),
    files: diskRunFiles("/nowhere"),
    began: watch.now(),
    marks: new Map(),
  };
}

/** Runs a wait against the replies and checks the result. */
async function wait(
  fields: { type: string; [field: string]: unknown },
  answer: (request: Seen, now: number) => FakeReply,
  check: (result: WaitResult, fake: FakeWatch) => void,
  options: { json?: HttpAnswer["json"]; login?: boolean } = {},
): Promise<void> {
  const credentials = options.login === true ? { login: ACCOUNT } : { bearer: "token-of-a-user" };
  await withWatch(answer, async (fake) => {
    check(await runWait(fields, contextOf(fake, options.json ?? { job_id: "j" })), fake);
  }, { credentials });
}

const RESOURCE = { type: "resource", path: "/resources/netful.json" };
const STATUS = { type: "status_poll", endpoint: "/build", success_state: "finished" };
const empty = (status: number): FakeReply => ({ status, json: {} });

test("runWait() job tells all failures and shows the worst job", async () => {
  const states: Record<string, string> = { a: "finished", b: "started", c: "failed", d: "stopped" };
  const answer = ({ path }: Seen) => state(states[path.at(-1) ?? ""] ?? "");
  await wait({ type: "job", timeout: "5s" }, answer, ({ failures, job, waited, unavailable }) => {
    assert.deepEqual(failures, ["job c ended failed", "job d ended stopped"]);
    assert.deepEqual([job?.job_id, waited, unavailable], ["c", 0, undefined]);
  }, { json: { job_ids: ["a", "b", "c", "d"] } });
});

test("runWait() job without a state or a worker is unavailable, an overrun is a failure", async () => {
  await wait({ type: "job" }, inTurn(empty(502)), ({ failures, unavailable }) => {
    assert.deepEqual(failures, ["the state of job j cannot be read: HTTP 502"]);
    assert.equal(unavailable, failures[0]);
  });
  await wait({ type: "job" }, inTurn(state("queued")), ({ failures, unavailable }) => {
    assert.deepEqual(failures, ["no worker took job j within 10.0 s"]);
    assert.equal(unavailable, failures[0]);
  });
  await wait(
    { type: "job", timeout: "1s" },
    inTurn(state("started")),
    ({ failures, unavailable, waited }) => {
      assert.deepEqual(failures, ["job j is still started after its limit of 1.0 s"]);
      assert.deepEqual([unavailable, waited], [undefined, 1000]);
    },
  );
});

test("checkWait() takes no state of the own job but finished: what only started may still fail", () => {
  const own = { type: "status_poll", endpoint: "rq/status", success_state: "started" };
  assert.match(checkWait(own) ?? "", /success_state: must be finished/);
  assert.match(checkWait({ type: "job", success_state: "queued" }) ?? "", /must be finished/);
  assert.equal(checkWait({ ...own, endpoint: "/build" }), undefined);
});

test("runWait() status_poll of rq/status waits for the step's own job", async () => {
  const own = { type: "status_poll", endpoint: "rq/status", success_state: "finished" };
  await wait(own, inTurn(state("finished")), ({ failures, job }, { polls }) => {
    assert.deepEqual([failures, job?.status], [[], "finished"]);
    assert.deepEqual(polls(), ["/rq-engine/api/jobstatus/j"]);
  });
  await wait(own, inTurn(state("failed")), ({ failures }) => {
    assert.deepEqual(failures, ["job j ended failed"]);
  });
});

test("runWait() resource waits through 404, 409, 425, 429 and 5xx until 200", async () => {
  const replies = [404, 409, 425, 429, 500, 502, 503].map(empty);
  const answer = inTurn(...replies, "drop", { html: "<p>" });
  await wait(RESOURCE, answer, ({ failures }, { polls, troubles }) => {
    assert.deepEqual(failures, []);
    assert.equal(polls().length, 9);
    assert.deepEqual(troubles, ["/resources/netful.json: HTTP 500; asking again until the time is up"]);
  });
});

test("runWait() resource and status_poll end at once on other 4xx", async () => {
  for (const [fields, path] of [[RESOURCE, RESOURCE.path], [STATUS, STATUS.endpoint]] as const) {
    for (const status of [400, 410, 422]) {
      await wait(fields, inTurn(empty(status)), ({ failures, unavailable }, { polls }) => {
        assert.deepEqual(failures, [`${path} answers HTTP ${status}`]);
        assert.deepEqual([unavailable, polls().length], [undefined, 1]);
      });
    }
  }
});

test("runWait() resource and status_poll say at the deadline what they saw last", async () => {
  const cases = [
    [RESOURCE, empty(404), "/resources/netful.json still answers HTTP 404, after 10.0 s", false],
    [RESOURCE, empty(500), "/resources/netful.json cannot be read: HTTP 500, after 10.0 s", false],
    [RESOURCE, empty(503), "/resources/netful.json cannot be read: HTTP 503, after 10.0 s", true],
    [STATUS, state("queued"), '/build still is "queued", not "finished", after 10.0 s', false],
    [STATUS, { html: "<p>" }, "/build still names no status, after 10.0 s", false],
  ] as const;
  for (const [fields, reply, failure, away] of cases) {
    await wait(fields, inTurn(reply), ({ failures, unavailable, waited }) => {
      assert.deepEqual([failures, unavailable, waited], [[failure], away ? failure : undefined, 10_000]);
    });
  }
});

test("runWait() status_poll ends at once on a bad end, unless that is what it waits for", async () => {
  for (const bad of ["failed", "stopped", "canceled", "cancelled", "error"]) {
    await wait(STATUS, inTurn(state("started"), state(bad)), ({ failures }, { polls }) => {
      assert.deepEqual(failures, [`/build is "${bad}", not "finished"`]);
      assert.equal(polls().length, 2);
    });
    await wait({ ...STATUS, success_state: bad }, inTurn(state(bad)), ({ failures }) => {
      assert.deepEqual(failures, []);
    });
  }
});

test("runWait() resource renews the session once; refused again it ends and is unavailable", async () => {
  for (
    const refusal of [empty(401), empty(403), { status: 302, headers: { location: "/weppcloud/login" } }]
  ) {
    const site = new FakeSite();
    let renewed = false;
    const answer = (request: Seen) => {
      renewed ||= request.method === "POST";
      return site.answer(request) ?? (renewed ? { html: "<p>" } : refusal);
    };
    await wait(RESOURCE, answer, ({ failures }) => {
      assert.deepEqual(failures, []);
      assert.equal(site.logins, 1);
    }, { login: true });
  }
  const site = new FakeSite();
  const answer = (request: Seen) => site.answer(request) ?? empty(403);
  await wait(RESOURCE, answer, ({ failures, unavailable }, { polls }) => {
    assert.deepEqual(failures, ["/resources/netful.json cannot be read: HTTP 403"]);
    assert.equal(unavailable, failures[0]);
    assert.equal(polls().filter((path) => path.includes("netful")).length, 2);
  }, { login: true });
});

test("runWait() job of an answer that names none is a failure", async () => {
  await wait({ type: "job" }, inTurn(empty(500)), ({ failures }, { seen }) => {
    assert.deepEqual(failures, ["the answer names no job to wait for"]);
    assert.deepEqual(seen, []);
  }, { json: { message: "ok" } });
});

test("runWait() status_poll reads a status of any kind where status_path says", async () => {
  const poll = { type: "status_poll", endpoint: "/x", status_path: "$.state[0].done", success_state: true };
  const json = (done: unknown) => ({ json: { state: [{ done }] } });
  await wait(poll, inTurn(json(false), json(true)), ({ failures }) => assert.deepEqual(failures, []));
  await wait(
    { ...poll, failure_states: ["broken"] },
    inTurn(json(false), json("broken")),
    ({ failures }) => assert.deepEqual(failures, ['/x is "broken", not true']),
  );
  await wait({ ...poll, timeout: "1s" }, inTurn(json({})), ({ failures }) => {
    assert.deepEqual(failures, ["/x still names no status at $.state[0].done, after 1.0 s"]);
  });
  assert.match(checkWait({ ...poll, endpoint: "rq/status", success_state: "finished" }) ?? "", /own job/);
});
