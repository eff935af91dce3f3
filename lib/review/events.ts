/**
 * `events.jsonl` after an edit. It holds the events that the steps came from: those of a step that is gone go with
 * it, and a value that the profile does not hold any more is taken out of the events of its step.
 */
import { basename } from "node:path";
import { fieldsOf, type StepMap } from "../drafts/address.ts";
import { eventKey } from "../drafts/event_key.ts";
import { cleanLine, type SecretValue } from "../drafts/secret_value.ts";
import { assembledNames } from "../drafts/step_names.ts";
import { AuditEvent } from "../model/event.ts";
import { parseJson } from "../model/json.ts";
import type { LedgerEntry } from "../model/ledger.ts";
import type { Profile, Step } from "../model/profile.ts";
import { valueIn } from "../model/value_in.ts";

/** A draft's steps at one time, with what was decided until then. */
export interface DraftState {
  profile: Profile;
  ledger: readonly LedgerEntry[];
}

/** What of a step is sent. */
const SENT = ["query", "json", "form", "urlencoded", "text", "files"];

/** The text of `events.jsonl` without what is in the steps of a draft no more. */
export function eventsAfter(events: string, before: DraftState, after: DraftState): string {
  const gone = new Set<string>();
  const taken = new Map<string, SecretValue[]>();
  const left = textsOf(after.profile);
  const keys = eventsOfSteps(before.ledger);
  for (const { step, now } of pairs(before, after)) {
    const values = now === undefined ? [] : sentBy(step).filter(({ text }) => !left.has(text));
    for (const key of keys.get(assembledNames(before.ledger)(step.id)) ?? []) {
      if (now === undefined) gone.add(key);
      else if (values.length > 0) taken.set(key, values);
    }
  }
  if (gone.size + taken.size === 0) return events;
  return events.split("\n").flatMap((line) => {
    const event = AuditEvent.safeParse(parseJson(line)).data;
    const key = event === undefined ? "" : eventKey(event);
    return gone.has(key) ? [] : (taken.get(key) ?? []).reduce(cleanLine, line);
  }).join("\n");
}

/** Each step with what became of it; a step that was renamed in an editor is still the one of its address. */
function pairs(before: DraftState, after: DraftState): { step: Step; now: Step | undefined }[] {
  const oldName = assembledNames(before.ledger);
  const newName = assembledNames(after.ledger);
  const known = new Set(before.profile.steps.map(({ id }) => oldName(id)));
  const strangers = after.profile.steps.filter(({ id }) => !known.has(newName(id)));
  return before.profile.steps.map((step) => {
    const own = after.profile.steps.find(({ id }) => newName(id) === oldName(step.id));
    if (own !== undefined) return { step, now: own };
    const at = strangers.findIndex((other) => addressOf(other) === addressOf(step));
    return { step, now: at === -1 ? undefined : strangers.splice(at, 1)[0] };
  });
}

function addressOf(step: Step): string {
  return `${step.action} ${"path" in step ? step.path : ""}`;
}

/** Keys of the events that each step was assembled from. */
function eventsOfSteps(ledger: readonly LedgerEntry[]): Map<string, string[]> {
  const keys = new Map<string, string[]>();
  for (const { by, decision, subject, evidence } of ledger) {
    if (by !== "assemble" || decision !== "step" || !Array.isArray(evidence?.["events"])) continue;
    keys.set(subject, [...keys.get(subject) ?? [], ...evidence["events"].map(String)]);
  }
  return keys;
}

/** Texts and numbers that a step sends, and the names of its files. */
function sentBy(step: Step): SecretValue[] {
  return fieldsOf(step).flatMap((path) => {
    const [part] = path;
    const value = valueIn(step, path);
    const isText = typeof value === "number" || (typeof value === "string" && !value.includes("{{"));
    if (!SENT.includes(String(part)) || !isText || value === "") return [];
    if (part !== "files") {
      return { key: String(path.findLast((key) => typeof key === "string")), text: String(value) };
    }
    return path.at(-1) === "type" ? [] : { key: "filename", text: basename(String(value)) };
  });
}

/** Everything that the profile still says. */
function textsOf(profile: Profile): Set<string> {
  const all = { ...profile, id: "" } as unknown as StepMap;
  return new Set(
    fieldsOf(all).flatMap((path) => {
      const text = String(valueIn(all, path));
      return path.includes("files") ? [text, basename(text)] : [text];
    }),
  );
}
