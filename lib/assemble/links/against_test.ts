import assert from "node:assert/strict";
import { test } from "node:test";
import { form, json, type TestRequest } from "../testing/log.ts";
import { type Links, studyLinks } from "./links.ts";
import { linesOf, worldOf } from "./testing/world.ts";
import { fieldOf } from "./types.ts";

const [ID, OTHER] = ["7c1f0c2a-9b41-4d7e-8f00-2a61d3b5c914", "0b2e9d18-11aa-4c3f-9d21-77f0e5a1b2c3"];
const engine = (rest: string) => `/rq-engine/api/runs/ample-otter/dev_unit_1/${rest}`;
const make = (answer: unknown): TestRequest => ({
  to: engine("make"),
  meta: json({ title: "x" }),
  answer: JSON.stringify(answer),
});
const use = (value: unknown): TestRequest => ({ to: engine("use"), meta: json({ value }), answer: "{}" });

function compared(one: TestRequest[], other: TestRequest[]): Links {
  const second = worldOf(other, "brave-heron");
  return studyLinks({ ...worldOf(one), other: second });
}

const doubtsOf = ({ doubts }: Links) =>
  doubts.map(({ kind, consumer, place }) => `${kind} ${consumer.id} ${fieldOf(place)}`);

test("studyLinks() marks links that a second recording shows to vary, and finds short values by it", () => {
  const found = compared([make({ id: ID, nr: 7 }), use(ID), use(7)], [
    make({ id: OTHER, nr: 9 }),
    use(OTHER),
    use(9),
  ]);
  assert.deepEqual(linesOf(found.list), [
    "event-2 json.value <- event-1 $.id",
    "event-3 json.value <- event-1 $.nr",
  ]);
  assert.ok(found.list.every(({ seenToVary }) => seenToVary));
  assert.deepEqual(found.doubts, []);
});

test("studyLinks() withdraws a link when both recordings send the same value although the answers differ", () => {
  const found = compared([make({ date: "2026-01-31" }), use("2026-01-31")], [
    make({ date: "2026-02-11" }),
    use("2026-01-31"),
  ]);
  assert.deepEqual(found.list, []);
  assert.deepEqual(doubtsOf(found), ["withdrawn event-2 json.value"]);
});

test("studyLinks() leaves a link unmarked when nothing differs, or the producer is not in the other one", () => {
  const same = compared([make({ id: ID }), use(ID)], [make({ id: ID }), use(ID)]);
  assert.deepEqual(same.list.map(({ seenToVary }) => seenToVary), [undefined]);
  const alone = compared([make({ id: ID }), use(ID)], [use(OTHER)]);
  assert.deepEqual(alone.list.map(({ seenToVary }) => seenToVary), [undefined]);
  assert.deepEqual(doubtsOf(alone), ["varies event-2 json.value"]);
});

test("studyLinks() names what varies without a producer, and not the run itself", () => {
  const words = (run: string, place: string): TestRequest[] => [
    make({}),
    { to: "tasks/place/", meta: form({ place, run }) },
    { method: "GET", to: `files/${run}/map` },
  ];
  const found = compared(words("ample-otter", "north"), words("ample-otter", "south"));
  assert.deepEqual(found.list, []);
  assert.deepEqual(doubtsOf(found), ["varies event-2 form.place"]);
});

test("studyLinks() links parts of addresses, messages and headers, and checks them in the second recording", () => {
  const started = (id: string): TestRequest => ({
    to: engine("make"),
    meta: json({}),
    answer: JSON.stringify({ url: `/weppcloud/archives/${id}/map` }),
  });
  const moved = (id: string): TestRequest => ({
    to: engine("move"),
    meta: json({}),
    extra: {
      responseMeta: { headers: { location: `/weppcloud/moves/${id}`, "x-correlation-id": "abc-12345-f" } },
    },
  });
  const [first, second] = ["a1b2c3d4e5f6a7", "f0e1d2c3b4a596"];
  const session = (one: string, two: string) => [started(one), use(one), moved(two), use(`see ${two}.`)];
  const found = compared(session(first, second), session(`${first}99`, `${second}77`));
  assert.deepEqual(linesOf(found.list), [
    "event-2 json.value <- event-1 a part of $.url",
    "event-4 json.value <- event-3 a part of the header location",
  ]);
  assert.deepEqual(found.list.map(({ origin }) => origin.kind !== "job" && origin.part), [
    { after: "archives/", before: "/" },
    { after: "moves/", before: "" },
  ]);
  assert.ok(found.list.every(({ seenToVary }) => seenToVary));
});

test("studyLinks() finds what differs inside of a longer text, whatever its length", () => {
  const file = (value: string): TestRequest => ({ method: "GET", to: `download/export-${value}.zip` });
  const found = compared([make({ nr: 7 }), file("7")], [make({ nr: 12 }), file("12")]);
  assert.deepEqual(linesOf(found.list), ["event-2 path <- event-1 $.nr"]);
  assert.equal(found.list[0]?.token, "7");
});

test("studyLinks() aligns recordings of different length", () => {
  const read: TestRequest = { method: "GET", to: "report/outlet/" };
  const found = compared([read, make({ nr: 7 }), read, use(7), read], [
    make({ nr: 8 }),
    read,
    read,
    { to: "tasks/setname/", meta: json({ name: "x" }) },
    use(8),
  ]);
  assert.deepEqual(linesOf(found.list), ["event-4 json.value <- event-2 $.nr"]);
});

test("studyLinks() takes the result of the same job's poll in both recordings", () => {
  const session = (job: string, nr: number, polls: number): TestRequest[] => [
    { to: engine("run-omni"), meta: json({}), answer: JSON.stringify({ job_id: job }) },
    ...Array.from({ length: polls }, (_, at): TestRequest => ({
      method: "GET",
      to: `/rq-engine/api/jobinfo/${job}`,
      answer: JSON.stringify({ job_id: job, result: at === polls - 1 ? { nr } : null }),
    })),
    use(nr),
  ];
  const found = compared(session(ID, 31, 3), session(OTHER, 32, 5));
  assert.deepEqual(linesOf(found.list), [
    "event-4 path <- event-1 the id of its job",
    "event-5 json.value <- event-4 $.result.nr",
  ]);
});
