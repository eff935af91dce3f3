import assert from "node:assert/strict";
import { test } from "node:test";
import { eventKey } from "../drafts/event_key.ts";
import type { LedgerEntry } from "../model/ledger.ts";
import { Profile, type Step } from "../model/profile.ts";
import { type DraftState, eventsAfter } from "./events.ts";

const at = "2026-03-02T08:00:00.000Z";

function event(id: string, stage: string, rest: Record<string, unknown> = {}) {
  return { stage, timestamp: at, id, ...rest };
}

const ASKED = event("1", "request", {
  endpoint: "/runs/x/mill9002/setname/?name=Ines%20Okonkwo",
  requestMeta: { jsonPayload: '{"name":"Ines Okonkwo","zip":7,"cfg":"mill9002"}' },
});
const ANSWERED = event("1", "response", { status: 200 });
const OTHER = event("2", "request", { requestMeta: { jsonPayload: '{"zip":7}' } });
const AGAIN = event("3", "request", { requestMeta: { jsonPayload: '{"name":"Ines Okonkwo"}' } });
const EVENTS = [ASKED, ANSWERED, OTHER, AGAIN].map((one) => `${JSON.stringify(one)}\n`).join("");

function entry(decision: string, subject: string, evidence: Record<string, unknown>): LedgerEntry {
  const by = decision === "step" ? "assemble" : "review";
  return { version: 1, at, by, decision, subject, reason: "", evidence };
}

const LEDGER = [
  entry("step", "setname", { events: [ASKED, ANSWERED, AGAIN].map(eventKey) }),
  entry("step", "soils", { events: [eventKey(OTHER)] }),
];

function state(steps: readonly unknown[], ledger: readonly LedgerEntry[] = LEDGER): DraftState {
  const metadata = { slug: "mill", config: "mill9002" };
  return { profile: Profile.parse({ version: 1, metadata, steps }), ledger };
}

function step(id: string, json: unknown): Step {
  return { id, action: "http_post", path: `/${id}`, json } as Step;
}

const SETNAME = step("setname", { name: "Ines Okonkwo", zip: 7, cfg: "mill9002" });
const SOILS = step("soils", { zip: 7 });
const BEFORE = state([SETNAME, SOILS]);

/** Numbers of the lines that are left. */
function ids(events: string): string[] {
  return events.split("\n").flatMap((line) => line === "" ? [] : JSON.parse(line).id);
}

test("eventsAfter() leaves everything when nothing left the profile", () => {
  assert.equal(eventsAfter(EVENTS, BEFORE, BEFORE), EVENTS);
  const renamed = [...LEDGER, entry("rename", "setname", { to: "naming" })];
  assert.equal(eventsAfter(EVENTS, BEFORE, state([{ ...SETNAME, id: "naming" }, SOILS], renamed)), EVENTS);
  // In an editor a step gets another name without a word about it.
  assert.equal(eventsAfter(EVENTS, BEFORE, state([{ ...SETNAME, id: "naming" }, SOILS])), EVENTS);
  // An older draft does not say which events a step came from.
  assert.equal(eventsAfter(EVENTS, state([SETNAME], []), state([], [])), EVENTS);
});

test("eventsAfter() takes out the events of a dropped step with those that repeated it, under its new name, too", () => {
  assert.deepEqual(ids(eventsAfter(EVENTS, BEFORE, state([SOILS]))), ["2"]);
  const renamed = [...LEDGER, entry("rename", "setname", { to: "naming" })];
  const before = state([{ ...SETNAME, id: "naming" }, SOILS], renamed);
  assert.deepEqual(ids(eventsAfter(EVENTS, before, state([SOILS], renamed))), ["2"]);
});

test("eventsAfter() takes a value that was replaced out of the events of its step, in every form", () => {
  const after = state([step("setname", { name: "Test", zip: 8, cfg: "other" }), SOILS]);
  const events = eventsAfter(EVENTS, BEFORE, after);
  assert.doesNotMatch(events, /Okonkwo/);
  const [first] = events.split("\n").map((line) => line === "" ? {} : JSON.parse(line));
  // What the profile still says elsewhere stays: here the config, and the number of another step.
  assert.equal(first.endpoint, "/runs/x/mill9002/setname/?name=[redacted]");
  assert.equal(first.requestMeta.jsonPayload, '{"name":"[redacted]","zip":7,"cfg":"mill9002"}');
  assert.deepEqual(ids(events), ["1", "1", "2", "3"]);
  const both = state([step("setname", { name: "Test", zip: 8 }), step("soils", { zip: 8 })]);
  assert.match(eventsAfter(EVENTS, BEFORE, both), /"jsonPayload":"{\\"zip\\":\\"\[redacted\]\\"}"/);
});
