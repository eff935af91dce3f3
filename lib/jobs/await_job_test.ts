import assert from "node:assert/strict";
import { test } from "node:test";
import type { Seen } from "../auth/testing/fake_server.ts";
import { ACCOUNT, FakeSite } from "../auth/testing/fake_site.ts";
import { ProfileError } from "../errors.ts";
import { HttpClient } from "../http/client.ts";
import type { Progress } from "../model/progress.ts";
import { awaitJob, awaitJobs } from "./await_job.ts";
import { PollBudget } from "./pacing.ts";
import { inTurn, state, withWatch } from "./testing/fake_watch.ts";

const OPTIONS = { api: "rq-engine", timeout: 10_000 } as const;
const UNKNOWN = { status: 404, json: { error: { message: "Job not found", code: "not_found" } } };
const AWAY = { status: 502, html: "<h1>Bad Gateway</h1>" };

test("awaitJob() polls until the job is finished", async () => {
  const answer = inTurn(state("queued"), state("started"), state("finished"));
  await withWatch(answer, async ({ watch, states, polls, troubles }) => {
    const { outcome, job } = await awaitJob(watch, "j/1", OPTIONS);
    assert.equal(outcome, "finished");
    assert.deepEqual(job, { job_id: "j/1", status: "finished" });
    assert.deepEqual(states, ["queued", "started", "finished"]);
    assert.deepEqual(polls(), Array(3).fill("/rq-engine/api/jobstatus/j%2F1"));
    assert.deepEqual(troubles, []);
  });
});

test("awaitJob() reports the job, its state and its place in the queue, each once, and of which limit", async () => {
  const queued = (jobs_ahead: number) => ({ json: { status: "queued", queue: { jobs_ahead } } });
  const answer = inTurn(
    queued(2),
    queued(2),
    queued(1),
    state("started"),
    state("started"),
    state("finished"),
  );
  await withWatch(answer, async ({ watch }) => {
    const heard: Progress[] = [];
    const onProgress = (progress: Progress) => void heard.push(progress);
    await awaitJob({ ...watch, onProgress }, "j", OPTIONS);
    const told = heard.map((one) =>
      one.kind === "wait" ? [one.for, one.name, one.state, one.ahead, one.limit] : one
    );
    assert.deepEqual(told, [
      ["job", "j", undefined, undefined, 10_000],
      ["job", "j", "queued", 2, 10_000],
      ["job", "j", "queued", 1, 10_000],
      ["job", "j", "started", undefined, 10_000],
    ]);
    const waited = heard.map((one) => one.kind === "wait" ? one.waited : -1);
    assert.deepEqual(waited, waited.toSorted((a, b) => a - b));
    assert.equal(waited[0], 0);
  });
});

test("awaitJob() asks once more when a finished job is told to have no end yet", async () => {
  const torn = { json: { job_id: "j", status: "finished", ended_at: null } };
  await withWatch(inTurn(torn, state("started"), state("finished")), async ({ watch, states, polls }) => {
    assert.equal((await awaitJob(watch, "j", OPTIONS)).outcome, "finished");
    assert.deepEqual(states, ["started", "finished"]);
    assert.equal(polls().length, 3);
  });
  await withWatch(inTurn(torn), async ({ watch, polls }) => {
    assert.equal(
      (await awaitJob(watch, "j", OPTIONS)).outcome,
      "finished",
      "a server that never tells the end",
    );
    assert.equal(polls().length, 2);
  });
});

test("awaitJob() of a failed job ends at once, with the tree and its traceback", async () => {
  const tree = { job_id: "j", status: "failed", exc_info: "Traceback: boom", children: {} };
  const answer = ({ path }: Seen) => path.includes("jobinfo") ? { json: tree } : state("failed");
  await withWatch(answer, async ({ watch, sleeps }) => {
    const { outcome, job } = await awaitJob(watch, "j", OPTIONS);
    assert.equal(outcome, "failed");
    assert.deepEqual(job, {
      job_id: "j",
      status: "failed",
      tree: ["j  failed"],
      traceback: "Traceback: boom",
    });
    assert.deepEqual(sleeps, []);
  });
});

test("awaitJob() of a failed job says so though its tree cannot be had", async () => {
  for (const trouble of [AWAY, "drop"] as const) {
    const answer = ({ path }: Seen) => path.includes("jobinfo") ? trouble : state("canceled");
    await withWatch(answer, async ({ watch }) => {
      const { outcome, job } = await awaitJob(watch, "j", OPTIONS);
      assert.deepEqual([outcome, job], ["failed", { job_id: "j", status: "canceled" }]);
    });
  }
});

test("awaitJob() tells a job that overran from one that no worker took, exactly at the limit", async () => {
  for (const [seen, expected] of [["started", "overrun"], ["queued", "not-started"]] as const) {
    await withWatch(inTurn(state(seen)), async ({ watch, sleeps }) => {
      const { outcome, waited } = await awaitJob(watch, "j", OPTIONS);
      assert.equal(outcome, expected);
      assert.equal(waited, OPTIONS.timeout);
      assert.ok(Math.abs(sleeps.reduce((sum, ms) => sum + ms, 0) - OPTIONS.timeout) < 1e-6);
    });
  }
});

test("awaitJob() asks the other generation once before it calls a job unknown, in both shapes", async () => {
  const old = { json: { id: "j", status: "not_found" } };
  for (const [api, first, second] of [["rq-engine", UNKNOWN, old], ["legacy", old, UNKNOWN]] as const) {
    const answer = ({ path }: Seen) =>
      path.startsWith("/rq-engine/") === (api === "rq-engine") ? first : second;
    await withWatch(answer, async ({ watch, polls }) => {
      const { outcome, job } = await awaitJob(watch, "j", { ...OPTIONS, api });
      assert.equal(outcome, "unknown");
      assert.equal(job.status, "not_found");
      const both = ["/rq-engine/api/jobstatus/j", "/weppcloud/rq/api/jobstatus/j"];
      assert.deepEqual(polls(), api === "legacy" ? both.reverse() : both);
    });
  }
});

test("awaitJob() goes on at the generation that knows the job, tree included", async () => {
  const answer = ({ path }: Seen) => {
    if (path.startsWith("/rq-engine/")) return { status: 404, html: "404 page not found" };
    return path.includes("jobinfo") ? { json: { id: "j", status: "failed" } } : state("failed");
  };
  await withWatch(answer, async ({ watch }) => {
    const { outcome, job } = await awaitJob(watch, "j", OPTIONS);
    assert.deepEqual([outcome, job.tree], ["failed", ["j  failed"]]);
  });
});

test("awaitJob() of a job that was seen and is then not known is unknown; a gateway's bare 404 is not that", async () => {
  await withWatch(inTurn(state("started"), UNKNOWN), async ({ watch, polls }) => {
    assert.equal((await awaitJob(watch, "j", OPTIONS)).outcome, "unknown");
    assert.equal(polls().length, 2);
  });
  const bare = { status: 404, html: "404 page not found" };
  await withWatch(inTurn(state("started"), bare, state("finished")), async ({ watch }) => {
    assert.equal((await awaitJob(watch, "j", OPTIONS)).outcome, "finished");
  });
});

test("awaitJob() waits out a server that is away, and notes it once", async () => {
  const answer = inTurn(state("started"), AWAY, "drop", { status: 503 }, { status: 504 }, state("finished"));
  await withWatch(answer, async ({ watch, troubles, sleeps }) => {
    assert.equal((await awaitJob(watch, "j", OPTIONS)).outcome, "finished");
    assert.deepEqual(troubles, ["j: HTTP 502; asking again until the time is up"]);
    assert.ok(sleeps.every((ms) => ms >= 5));
  });
});

test("awaitJob() notes a network error with its reason, and goes on", async () => {
  await withWatch(inTurn("drop", state("finished")), async ({ watch, troubles }) => {
    assert.equal((await awaitJob(watch, "j", OPTIONS)).outcome, "finished");
    assert.equal(troubles.length, 1);
    assert.match(troubles[0] ?? "", /^j: GET http.*jobstatus\/j: .*; asking again/);
  });
});

test("awaitJob() without any state by the deadline is unreachable, never not-started", async () => {
  const cases = [[AWAY, /HTTP 502/], ["drop", /connection/], [
    { html: "<h1>Soon</h1>" },
    /no state/,
  ]] as const;
  for (const [reply, why] of cases) {
    await withWatch(inTurn(reply), async ({ watch }) => {
      const { outcome, job, waited } = await awaitJob(watch, "j", { ...OPTIONS, timeout: 500 });
      assert.equal(outcome, "unreachable");
      assert.match(job.status, why);
      assert.equal(waited, 500);
    });
  }
});

test("awaitJob() does not say that a job overran when the server was away at the deadline", async () => {
  await withWatch(inTurn(state("started"), AWAY), async ({ watch }) => {
    const { outcome, job } = await awaitJob(watch, "j", { ...OPTIONS, timeout: 500 });
    assert.deepEqual([outcome, job.status], ["unreachable", "started, then HTTP 502"]);
  });
});

test("awaitJob() ends at once on an answer that no patience helps", async () => {
  await withWatch(inTurn({ status: 400, json: {} }), async ({ watch, polls }) => {
    const { outcome, job } = await awaitJob(watch, "j", OPTIONS);
    assert.deepEqual([outcome, job.status], ["unreachable", "HTTP 400"]);
    assert.equal(polls().length, 1);
  });
});

test("awaitJob() stays away as long as Retry-After says: seconds, date, or nothing that can be read", async () => {
  const date = { date: "Mon, 05 Jan 2026 10:00:00 GMT", "retry-after": "Mon, 05 Jan 2026 10:00:07 GMT" };
  const cases = [
    [429, { "retry-after": "3" }, 3000],
    [429, date, 7000],
    [503, date, 7000],
    [429, {}, 250],
    [429, { "retry-after": "soon" }, 250],
    [503, { "retry-after": "NaN" }, 5],
  ] as const;
  for (const [status, headers, pause] of cases) {
    await withWatch(inTurn({ status, headers }, state("finished")), async ({ watch, sleeps }) => {
      assert.equal((await awaitJob(watch, "j", OPTIONS)).outcome, "finished");
      assert.deepEqual(sleeps.map(Math.round), [pause], `${status} ${JSON.stringify(headers)}`);
    });
  }
});

test("awaitJob() never sleeps beyond its deadline: not for Retry-After, not for the poll budget", async () => {
  const busy = { status: 429, headers: { "retry-after": "3600" } };
  await withWatch(inTurn(state("queued"), busy), async ({ watch }) => {
    assert.equal((await awaitJob(watch, "j", OPTIONS)).waited, OPTIONS.timeout);
  });
  const budget = new PollBudget(1);
  await withWatch(inTurn(state("started")), async ({ watch, polls }) => {
    const { outcome, waited } = await awaitJob(watch, "j", OPTIONS);
    assert.deepEqual([outcome, waited], ["overrun", OPTIONS.timeout]);
    assert.equal(polls().filter((path) => path.includes("jobstatus")).length, 2);
  }, { budget });
});

test("awaitJob() polls and reads the tree with the session's token", async () => {
  const answer = ({ path, headers }: Seen) => {
    if (headers["authorization"] !== "Bearer first-token") return { status: 401, json: {} };
    return path.includes("jobinfo") ? { json: { job_id: "j", status: "failed" } } : state("failed");
  };
  await withWatch(answer, async ({ watch, session }) => {
    await session.open();
    const { outcome, job } = await awaitJob(watch, "j", OPTIONS);
    assert.deepEqual([outcome, job.tree], ["failed", ["j  failed"]]);
  });
});

test("awaitJob() renews the session once on 401 and goes on with the new token", async () => {
  const site = new FakeSite();
  const answer = (request: Seen) =>
    site.answer(request) ?? (site.knows(request) ? state("finished") : { status: 401, json: {} });
  await withWatch(answer, async ({ watch, session, troubles }) => {
    await session.open();
    await session.openRun("sandbox", "cfg");
    site.expire();
    assert.equal((await awaitJob(watch, "j", OPTIONS)).outcome, "finished");
    assert.equal(site.logins, 2);
    assert.deepEqual(troubles, ["j: the server no longer takes our session (HTTP 401); logging in again"]);
  }, { credentials: { login: ACCOUNT } });
});

test("awaitJob() that is refused after a renewal, or cannot renew, is unreachable at once", async () => {
  for (const status of [401, 403]) {
    const site = new FakeSite();
    const answer = (request: Seen) => site.answer(request) ?? { status, json: {} };
    await withWatch(answer, async ({ watch, polls }) => {
      const { outcome, job } = await awaitJob(watch, "j", OPTIONS);
      assert.deepEqual([outcome, job.status], ["unreachable", `HTTP ${status}`]);
      assert.equal(site.logins, 1);
      assert.equal(polls().filter((path) => path.includes("jobstatus")).length, 2);
    }, { credentials: { login: ACCOUNT } });
    await withWatch(answer, async ({ watch, polls }) => {
      assert.equal((await awaitJob(watch, "j", OPTIONS)).outcome, "unreachable");
      assert.equal(polls().length, 1);
    });
  }
});

test("awaitJob() tries a renewal again while the login is away, three times at most", async () => {
  const site = new FakeSite();
  let logins = 0;
  const answer = (away: number) => (request: Seen) => {
    if (request.path === "/weppcloud/login" && request.method === "GET" && logins++ < away) return AWAY;
    return site.answer(request) ?? (site.knows(request) ? state("finished") : { status: 401, json: {} });
  };
  await withWatch(answer(2), async ({ watch }) => {
    assert.equal((await awaitJob(watch, "j", { ...OPTIONS, api: "legacy" })).outcome, "finished");
  }, { credentials: { login: ACCOUNT } });
  site.expire();
  logins = 0;
  await withWatch(answer(Infinity), async ({ watch }) => {
    await assert.rejects(awaitJob(watch, "j", OPTIONS), /login: HTTP 502, also after 3 retries/);
    // Each of the three attempts is a read, which is retried by itself.
    assert.equal(logins, 3 * 4);
  }, { credentials: { login: ACCOUNT } });
});

test("awaitJob() lets refusals of the guard and aborts through", async () => {
  await withWatch(inTurn(state("started")), async ({ watch }) => {
    await assert.rejects(awaitJob(watch, "ample-otter", OPTIONS), (error) => {
      assert.ok(error instanceof ProfileError);
      assert.equal(error.verdict, "refused");
      return true;
    });
    const abort = new Error("stopped by the user");
    const stopped = { ...watch, sleep: () => Promise.reject(abort) };
    await assert.rejects(awaitJob(stopped, "j", OPTIONS), abort);
    const guard = { recordedRun: undefined, sandboxRun: "s", origins: new Set([watch.urls.origin]) };
    const client = new HttpClient({ guard, signal: AbortSignal.abort(abort) });
    await assert.rejects(awaitJob({ ...watch, client }, "j", OPTIONS), abort);
    await client.close();
  });
});

test("awaitJob() reaches a state that it waits for also by a later good one, never by a bad one", async () => {
  const cases = [
    ["queued", "started", "finished"],
    ["started", "finished", "finished"],
    ["failed", "failed", "finished"],
    ["cancelled", "canceled", "finished"],
    ["started", "stopped", "failed"],
    ["failed", "finished", "failed"],
    ["complete", "finished", "failed"],
  ] as const;
  for (const [until, seen, expected] of cases) {
    await withWatch(inTurn(state(seen)), async ({ watch }) => {
      const { outcome, job } = await awaitJob(watch, "j", { ...OPTIONS, until });
      assert.deepEqual([outcome, job.status], [expected, seen], `until ${until}`);
    });
  }
});

test("awaitJobs() reads the others once when one fails, and waits for none of them", async () => {
  const status: Record<string, string> = {
    a: "started",
    b: "failed",
    c: "queued",
    d: "finished",
    e: "failed",
  };
  const answer = ({ path }: Seen) => state(status[path.at(-1) ?? ""] ?? "");
  await withWatch(answer, async ({ watch, polls, sleeps }) => {
    const outcomes = await awaitJobs(watch, ["a", "b", "c", "d", "e"], OPTIONS);
    assert.deepEqual(outcomes.map(({ outcome }) => outcome), [
      "pending",
      "failed",
      "pending",
      "finished",
      "failed",
    ]);
    assert.deepEqual(
      polls().filter((path) => path.includes("jobstatus")).map((path) => path.at(-1)),
      ["a", "b", "c", "d", "e"],
    );
    assert.deepEqual(sleeps, []);
  });
});

test("awaitJobs() waits for all of them within one limit", async () => {
  const answer = ({ path }: Seen, now: number) =>
    state(now >= (path.endsWith("a") ? 3000 : 6000) ? "finished" : "started");
  await withWatch(answer, async ({ watch }) => {
    const outcomes = await awaitJobs(watch, ["a", "b"], OPTIONS);
    assert.deepEqual(outcomes.map(({ outcome }) => outcome), ["finished", "finished"]);
    const [a, b] = outcomes.map(({ waited }) => waited);
    assert.ok(a !== undefined && a >= 3000 && a < 3600, `${a}`);
    assert.ok(b !== undefined && b >= 6000 && b < 7000, `${b}`);
  });
});
