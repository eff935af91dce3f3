/**
 * Made-up workflows with values that answers make and later requests send, beside what only looks like that. One
 * workflow can be recorded twice: another run, other produced values, the same inputs.
 */
import fc from "fast-check";
import type { RequestMeta } from "../../../model/event.ts";
import { formMeta } from "../../../model/request_meta.ts";
import { form, json, type TestRequest } from "../../testing/log.ts";

/** Kinds of produced values; the last two are known again only by a second recording. */
export const TELLING = ["uuid", "hex", "number", "moment", "decimal", "name"] as const;
export const SHORT = ["small", "word"] as const;
type Kind = (typeof TELLING)[number] | (typeof SHORT)[number];
const BODIES = ["none", "json", "form", "urlencoded", "text"] as const;
const PLACES = ["path", "query", "body", "deep", "part"] as const;

/** What fast-check makes. */
export interface Chain {
  bodies: (typeof BODIES)[number][];
  planted: {
    from: number;
    kind: Kind;
    nested: 0 | 1 | 2;
    uses: { to: number; place: (typeof PLACES)[number] }[];
  }[];
  decoys: { kind: (typeof DECOYS)[number]; at: number; later: number; seed: number }[];
}

/** What looks like a produced value and is none. */
const DECOYS = ["echo", "before", "small", "word", "unused", "again", "flag"] as const;

/** Workflows of 2 to 10 requests. */
export function chains(kinds: readonly Kind[]): fc.Arbitrary<Chain> {
  const step = fc.nat({ max: 99 });
  return fc.record({
    bodies: fc.array(fc.constantFrom(...BODIES), { minLength: 2, maxLength: 10 }),
    planted: fc.array(
      fc.record({
        from: step,
        kind: fc.constantFrom(...kinds),
        nested: fc.constantFrom<0 | 1 | 2>(0, 1, 2),
        uses: fc.array(fc.record({ to: step, place: fc.constantFrom(...PLACES) }), {
          minLength: 1,
          maxLength: 3,
        }),
      }),
      { maxLength: 6 },
    ),
    decoys: fc.array(
      fc.record({ kind: fc.constantFrom(...DECOYS), at: step, later: step, seed: fc.nat({ max: 9999 }) }),
      { maxLength: 6 },
    ),
  });
}

interface Draft {
  name: string;
  body: (typeof BODIES)[number];
  segments: string[];
  query: [string, string][];
  fields: Record<string, unknown>;
  lines: string[];
  answer: Record<string, unknown>;
}

/**
 * One recording of a workflow, and its links as `event-<n> <field> <- event-<n> <path>`.
 *
 * @param isAlone no second recording will be there
 */
export function record(
  chain: Chain,
  run: 0 | 1,
  isAlone = false,
): { requests: TestRequest[]; links: string[] } {
  const drafts = chain.bodies.map((body, index): Draft => ({
    name: `${"abcdefghij"[index]}-step`,
    body,
    segments: [],
    query: [],
    fields: {},
    lines: [],
    answer: {},
  }));
  const links: string[] = [];
  chain.planted.forEach((plant, slot) => {
    const from = plant.from % (drafts.length - 1);
    const value = produced(plant.kind, slot, run);
    const key = `made_${"abcdef"[slot]}`;
    // A number out of a list is a choice, unless a second recording shows that it varies.
    const nested = typeof value === "number" && plant.nested === 2 && isAlone ? 1 : plant.nested;
    const path = put(drafts[from], key, value, nested);
    plant.uses.forEach((use, nth) => {
      const to = from + 1 + use.to % (drafts.length - 1 - from);
      const field = send(drafts[to], `${key}_${"xyz"[nth]}`, value, use.place, plant.kind);
      links.push(`event-${to + 1} ${field} <- event-${from + 1} ${path}`);
    });
  });
  chain.decoys.forEach((decoy, slot) => deceive(drafts, decoy, slot, run));
  return { requests: drafts.map(requestOf), links: [...new Set(links)].sort() };
}

function produced(kind: Kind, slot: number, run: 0 | 1): string | number {
  const n = slot * 2 + run;
  switch (kind) {
    case "uuid":
      return `${(0xa1b2c3d0 + n).toString(16)}-0000-4000-8000-0000000000${10 + n}`;
    case "hex":
      return `${(0xabcdef00 + n).toString(16)}9f${n}e77c`;
    case "number":
      return 481_203 + n;
    case "moment":
      return `2026-03-0${1 + slot}T10:1${run}:00Z`;
    case "decimal":
      return 46.12345 + n / 10;
    case "name":
      return `map_${slot}_f${n}e81c2.tif`;
    case "small":
      return 20 + n;
    case "word":
      return `${["amber", "brisk"][run]}-${["otter", "heron", "finch", "lynx", "mole", "newt"][slot]}`;
  }
}

function put(draft: Draft | undefined, key: string, value: unknown, nested: 0 | 1 | 2): string {
  if (draft === undefined) return "";
  if (nested === 0) draft.answer[key] = value;
  else if (nested === 1) draft.answer[`in_${key}`] = { [key]: value, n: 3 };
  else draft.answer[`in_${key}`] = [{ n: 1 }, { [key]: value }];
  return nested === 0 ? `$.${key}` : nested === 1 ? `$.in_${key}.${key}` : `$.in_${key}[1].${key}`;
}

/** Sends a value at a place that the request has; gives the field. */
function send(
  draft: Draft | undefined,
  key: string,
  value: unknown,
  place: (typeof PLACES)[number],
  kind: Kind,
): string {
  if (draft === undefined) return "";
  const isId = kind === "uuid" || kind === "hex" || kind === "moment";
  if (place === "path" && kind !== "moment") {
    draft.segments.push(String(value));
    return "path";
  }
  if (draft.body === "text" && isId) {
    draft.lines.push(`${key} is ${value}`);
    return "text";
  }
  if (place === "query" || draft.body === "none" || draft.body === "text") {
    draft.query.push([key, String(value)]);
    return `query.${key}`;
  }
  const isPart = place === "part" && isId;
  if (draft.body === "json") {
    if (place === "deep") draft.fields[`deep_${key}`] = { list: [0, { [key]: value }] };
    else draft.fields[key] = isPart ? `about ${value}, please` : value;
    return place === "deep" ? `json.deep_${key}.list.1.${key}` : `json.${key}`;
  }
  draft.fields[key] = isPart ? `about ${value}, please` : String(value);
  return `${draft.body}.${key}`;
}

function deceive(
  drafts: Draft[],
  { kind, at, later, seed }: Chain["decoys"][number],
  slot: number,
  run: 0 | 1,
): void {
  const first = at % (drafts.length - 1);
  const second = first + 1 + later % (drafts.length - 1 - first);
  const [one, two] = [drafts[first], drafts[second]];
  if (one === undefined || two === undefined) return;
  const key = `decoy_${"ghijkl"[slot]}`;
  const input = `1f${seed.toString(16).padStart(6, "0")}-c0ffee${slot}`;
  const both = (value: string | number | boolean, answered: unknown = value) => {
    one.answer[key] = answered;
    if (typeof value !== "boolean" || two.body === "json") send(two, `${key}_u`, value, "body", "small");
  };
  switch (kind) {
    case "echo":
      send(one, key, input, "body", "small");
      return both(input);
    case "before":
      // Sent, then answered by a later request, then sent again.
      send(drafts[0], `${key}_b`, input, "query", "small");
      return both(input);
    case "small":
      return both(seed);
    case "word":
      return both(["single_storm", "nlcd2019", "disturbed", "map-2.tif", "v2"][seed % 5] ?? "");
    case "flag":
      return both(seed % 2 === 0);
    case "unused":
      one.answer[key] = `${input}-${run}`;
      return;
    case "again": {
      // What a request sent comes back from the next ones: they did not make it.
      const sent = Object.values(one.fields)[0] ?? one.query[0]?.[1];
      if (sent !== undefined) two.answer[key] = sent;
    }
  }
}

function requestOf(draft: Draft): TestRequest {
  const path = ["/rq-engine/api/runs/ample-otter/dev_unit_1", draft.name, ...draft.segments].join("/");
  const query = draft.query.length === 0 ? "" : `?${new URLSearchParams(draft.query)}`;
  return {
    method: draft.body === "none" ? "GET" : "POST",
    to: path,
    endpoint: path + query,
    ...(draft.body === "none" ? {} : { meta: metaOf(draft) }),
    answer: JSON.stringify(draft.answer),
  };
}

function metaOf({ body, fields, lines }: Draft): RequestMeta {
  const texts = fields as Record<string, string>;
  if (body === "json") return json(fields);
  if (body === "form") return form(texts);
  if (body === "urlencoded") {
    return formMeta("urlencoded", Object.entries(texts).map(([name, value]) => ({ name, value })));
  }
  return { hasBody: true, bodyType: "text", text: lines.join("\n") };
}
