import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { flakiness, type Judged } from "./flaky.ts";
import { SLOW, slowness, type Timed, usualDuration } from "./slow.ts";
import { newestServer, oldness, staleness } from "./stale.ts";

const DAY = 86_400_000;
const START = Date.parse("2026-11-01T00:00:00Z");

/** Results a day apart from letters in the order of time: P passed, D differences, U unavailable, S steps only. */
function history(letters: string, more: (index: number) => Partial<Judged> = () => ({})): Judged[] {
  const verdicts = { P: "passed", D: "differences", U: "unavailable", S: "passed" } as const;
  return [...letters].map((letter, index) => ({
    started_at: new Date(START + index * DAY).toISOString(),
    verdict: verdicts[letter as keyof typeof verdicts],
    ...(letter === "S" ? { partial: true as const } : {}),
    target: "embedded",
    overlay: null,
    steps_sha256: "a",
    ...more(index),
  })).reverse();
}

test("flaky: a verdict that stands shortly between two of the other", () => {
  const found = (letters: string) => flakiness(history(letters), []) !== undefined;
  assert.deepEqual(["PDP", "DPD", "PPPDDP", "PDDPPP", "PPPPPPPPPPDP"].map(found), Array(5).fill(true));
  assert.deepEqual(
    ["", "P", "PPPP", "PPDD", "DDPP", "PDDDP", "PDDDPPPP", "DPPPD"].map(found),
    Array(8).fill(false),
  );
  assert.equal(
    flakiness(history("PPDPDP"), []),
    "the verdict changed 4 times in 6 results of the same profile (4 passed)",
  );
});

test("flaky: what was not judged does not count, and what is long ago neither", () => {
  assert.equal(flakiness(history("PUPUPSPS"), []), undefined);
  assert.equal(flakiness(history("DSD"), []), undefined);
  assert.notEqual(flakiness(history("PUDUSP"), []), undefined);
  assert.equal(flakiness(history("PDPPPPPPPPPP"), []), undefined);
});

test("flaky: a change of the profile or its baseline begins anew, and every target and overlay stands alone", () => {
  const accepted = new Date(START + 1.5 * DAY).toISOString();
  assert.equal(flakiness(history("PDP"), [accepted]), undefined);
  assert.notEqual(flakiness(history("PDPDP"), [accepted]), undefined);
  const later = new Date(START + 99 * DAY).toISOString();
  assert.notEqual(flakiness(history("PDP"), [later]), undefined);
  assert.equal(
    flakiness(history("PDP", (index) => ({ steps_sha256: index < 2 ? "a" : "b" })), []),
    undefined,
  );
  assert.equal(flakiness(history("PDPD", (index) => ({ target: index % 2 ? "a" : "b" })), []), undefined);
  assert.equal(
    flakiness(history("PDPD", (index) => ({ overlay: index % 2 ? "staging" : null })), []),
    undefined,
  );
});

test("flaky: which of the two verdicts is which does not matter, and one change alone is never enough", () => {
  const letters = fc.array(fc.constantFrom("P", "D"), { maxLength: 14 }).map((all) => all.join(""));
  fc.assert(fc.property(letters, (text) => {
    const swapped = text.replace(/./g, (letter) => letter === "P" ? "D" : "P");
    const changes = [...text].filter((letter, index) => index > 0 && letter !== text[index - 1]).length;
    const flaky = flakiness(history(text), []) !== undefined;
    assert.equal(flakiness(history(swapped), []) !== undefined, flaky);
    if (changes < 2) assert.equal(flaky, false);
  }));
});

/** Newest first. */
function timed(...durations: number[]): Timed[] {
  return durations.map((duration_ms) => ({ duration_ms, verdict: "passed", target: "t", overlay: null }));
}

test("slow: much longer than the median of those before, by a factor and by seconds", () => {
  assert.equal(slowness(timed(15_000, 10_000, 9000, 11_000)), "took 15.0 s, 1.5 times its usual 10.0 s");
  assert.equal(slowness(timed(14_900, 10_000, 9000, 11_000)), undefined);
  assert.equal(slowness(timed(1500, 100, 100, 100)), undefined);
  assert.equal(slowness(timed(60_000, 10_000, 10_000)), undefined);
  const [last, ...past] = timed(60_000, 10_000, 10_000, 10_000);
  assert.equal(slowness([{ ...last, target: "other" } as Timed, ...past]), undefined);
  assert.equal(slowness([{ ...last, verdict: "unavailable" } as Timed, ...past]), undefined);
  assert.equal(usualDuration(timed(4, 3, 2, 1)), 2);
  assert.equal(usualDuration([]), undefined);
});

test("slow: the order of the past does not matter, and a shorter last play is never slow", () => {
  const past = fc.array(fc.integer({ min: 1, max: 1e7 }), { minLength: SLOW.past, maxLength: 29 });
  fc.assert(fc.property(past, fc.integer({ min: 1, max: 1e8 }), (before, last) => {
    const slow = slowness(timed(last, ...before)) !== undefined;
    assert.equal(slowness(timed(last, ...before.toReversed())) !== undefined, slow);
    if (last <= Math.min(...before)) assert.equal(slow, false);
    if (slow) assert.notEqual(slowness(timed(last + 1000, ...before)), undefined);
  }));
});

test("stale: older than the limit, never what was not played", () => {
  const now = START + 20 * DAY;
  fc.assert(fc.property(fc.integer({ min: 0, max: 40 }), fc.integer({ min: 1, max: 40 }), (age, limit) => {
    const at = new Date(now - age * DAY).toISOString();
    assert.equal(staleness(at, limit * DAY, now) !== undefined, age > limit);
  }));
  assert.equal(staleness(undefined, 1, now), undefined);
  assert.equal(staleness(new Date(0).toISOString(), Infinity, now), undefined);
});

test("old: the legacy form of the API, or another server version than that of the newest baseline", () => {
  const baseline = (server_version: string | undefined, accepted_at: string) => ({
    files: 1,
    bytes: 1,
    target: "server",
    ...(server_version === undefined ? {} : { server_version }),
    accepted_at,
  });
  const library = [
    { baseline: baseline("1.2", "2026-01-01") },
    { baseline: baseline("1.3", "2026-02-01") },
    { baseline: baseline(undefined, "2026-03-01") },
    { baseline: { ...baseline("embedded 9", "2026-04-01"), target: "embedded" } },
    { baseline: null },
  ];
  const newest = newestServer(library, "server");
  assert.equal(newest, "1.3");
  assert.deepEqual(library.map((one) => oldness(one, newest) !== undefined), [
    true,
    false,
    false,
    true,
    false,
  ]);
  assert.match(oldness({ api: "legacy", baseline: null }, newest) ?? "", /legacy form of the API/);
});
