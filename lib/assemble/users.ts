/**
 * Who did what, as far as the recording tells: the `user` of WEPPcloud's events, the `session.user` of own
 * recordings. Steps name a user only where the recording shows more than one; what came without a login names none.
 */
import type { JsonValue } from "../model/json.ts";
import { isObject } from "../model/json.ts";
import type { Redactor } from "../redact/redactor.ts";
import { counted } from "../text/counted.ts";
import { rawUser, sessionOf } from "./same_request.ts";
import type { StepDraft } from "./step.ts";
import type { Recorded } from "./types.ts";

/** What is known of the people behind a recording. */
export interface Users {
  /** The steps, with `user` where there are several. */
  steps: StepDraft[];
  /** By pseudonym, for `prerequisites.users`; undefined when the recording shows one user at most. */
  about?: Record<string, string>;
  /** One sentence on users and tabs; undefined when there is nothing to say. */
  sentence?: string;
  /** What may be wrong with the order. */
  warnings: string[];
}

/** Name of those who were not logged in. */
const ANONYMOUS = "anonymous";
/** Ms by which the clocks of two users may differ before it is worth a word. */
const CLOCKS_APART = 2000;

/**
 * Tells the users of a recording apart.
 *
 * @param steps what is kept
 * @param requests all requests of the log, in time order
 */
export function tellUsers(
  steps: readonly StepDraft[],
  requests: readonly Recorded[],
  redactor: Redactor,
): Users {
  const names = new Names(redactor);
  const seen = new Map<string, Recorded[]>();
  for (const recorded of requests) {
    if (!recorded.inWindow) continue;
    const name = names.of(recorded);
    if (name === undefined) continue;
    const all = seen.get(name) ?? [];
    all.push(recorded);
    seen.set(name, all);
  }
  // Own recordings do not know of logins: there a request without a user may be anybody's.
  if ([...seen.keys()].every((name) => name === ANONYMOUS)) seen.clear();
  const sentence = sentenceOf(seen, steps, names);
  if (seen.size < 2) {
    return { steps: [...steps], ...(sentence === undefined ? {} : { sentence }), warnings: [] };
  }
  const about = [...seen].map(([name, all]) => [name, wordsOf(name, countOf(steps, name, names), all)]);
  return {
    steps: steps.map((draft) => withUser(draft, names.of(draft.recorded))),
    about: Object.fromEntries(about),
    ...(sentence === undefined ? {} : { sentence }),
    warnings: clockWarnings(seen),
  };
}

/** Pseudonyms, as the sanitised events have them. */
class Names {
  readonly #known = new Map<string, string>();
  readonly #redactor: Redactor;

  constructor(redactor: Redactor) {
    // What is only looked up is no redaction.
    this.#redactor = redactor.share();
  }

  /** `user-cdc100c8`, `anonymous`, or undefined when the recording does not tell. */
  of(recorded: Recorded): string | undefined {
    const raw = rawUser(recorded);
    const event = recorded.request ?? recorded.end;
    if (raw === undefined) return event?.recorder === undefined ? ANONYMOUS : undefined;
    const known = this.#known.get(raw);
    if (known !== undefined) return known;
    const name = this.#pseudonym(event?.["user"], raw);
    this.#known.set(raw, name);
    return name;
  }

  #pseudonym(user: unknown, raw: string): string {
    const clean = isObject(user) ? this.#redactor.json({ user: user as JsonValue }) : undefined;
    const inside = isObject(clean) ? clean["user"] : undefined;
    const shown = isObject(inside) ? inside["id"] ?? inside["email"] : raw;
    const [name] = /^user-[\w]+/.exec(String(shown)) ?? [];
    return name ?? `user-${this.#known.size + 1}`;
  }
}

function withUser(draft: StepDraft, name: string | undefined): StepDraft {
  if (name === undefined || name === ANONYMOUS) return draft;
  const { id, action, ...rest } = draft.step;
  return { ...draft, step: { id, action, user: name, ...rest } as StepDraft["step"] };
}

function countOf(steps: readonly StepDraft[], name: string, names: Names): number {
  return steps.filter(({ recorded }) => names.of(recorded) === name).length;
}

function wordsOf(name: string, steps: number, requests: readonly Recorded[]): string {
  const count = steps === 0 ? `no step, ${counted(requests.length, "request")}` : counted(steps, "step");
  return name === ANONYMOUS ? `${count}, without a login` : `${count}, roles not recorded`;
}

/** Pages that a user had open; 0 when the recording hides them. */
function tabsOf(requests: readonly Recorded[]): number {
  return new Set(requests.map(sessionOf).filter((id) => id !== undefined)).size;
}

function sentenceOf(
  seen: ReadonlyMap<string, Recorded[]>,
  steps: readonly StepDraft[],
  names: Names,
): string | undefined {
  const order = "in the order in which they were sent";
  const [only] = seen;
  if (only !== undefined && seen.size === 1) {
    const tabs = tabsOf(only[1]);
    return tabs < 2 ? undefined : `Recorded in ${tabs} pages of one user; the steps stand ${order}.`;
  }
  if (only === undefined) return undefined;
  const parts = [...seen].map(([name, all]) => {
    const tabs = tabsOf(all);
    const where = tabs < 2 ? "" : ` in ${tabs} pages`;
    return `${name}${where} (${wordsOf(name, countOf(steps, name, names), all)})`;
  });
  return `Several were at work: ${
    parts.join(", ")
  }. Their steps stand ${order}; play replays all of them with the one login that it is given.`;
}

/** Each browser writes its own time: what is certain to the millisecond is only the order within one. */
function clockWarnings(seen: ReadonlyMap<string, Recorded[]>): string[] {
  const clocks = [...seen].map(([name, all]) => ({
    name,
    offset: all.reduce((least, one) => Math.min(least, offsetOf(one)), Infinity),
  }))
    .filter(({ offset }) => Number.isFinite(offset)).sort((a, b) => a.offset - b.offset);
  const [first, last] = [clocks[0], clocks.at(-1)];
  if (first === undefined || last === undefined) return [];
  const apart = last.offset - first.offset;
  if (apart <= CLOCKS_APART) return [];
  return [
    `the clocks of ${first.name} and ${last.name} differ by about ${
      Math.round(apart / 1000)
    } s; their steps stand in the order of the server's clock, and what came within a second may be exchanged`,
  ];
}

/** Ms from the browser's clock to the server's; the least of many has the least delay in it. */
function offsetOf({ request, end }: Recorded): number {
  const event = request ?? end;
  const offset = Date.parse(event?.received_at ?? "") - Date.parse(event?.timestamp ?? "");
  return Number.isNaN(offset) ? Infinity : offset;
}
