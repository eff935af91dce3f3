/**
 * What the redactor has to know before anything of a log is written: a person or a secret may be known only from a
 * later line than the first that names it. The log is read once, and only what teaches something is kept.
 */
import type { LocatedEvent, LogItem } from "../events/types.ts";
import type { JsonObject, JsonValue } from "../model/json.ts";
import type { Redactor } from "../redact/redactor.ts";

/** A moment in a member of its own: it teaches nothing, and is never the same twice. */
const MOMENT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,6})?(?:Z|[+-]\d\d:\d\d)?$/;
/** Most values that are kept; the oldest go first, as the redactor forgets the oldest secrets, too. */
const MOST = 20_000;

/** Finds in a log what teaches the redactor something. */
export class Lessons {
  readonly #redactor: Redactor;
  readonly #apart: Redactor;
  #values: JsonValue[] = [];

  /** @param redactor the one that shall learn, at the end */
  constructor(redactor: Redactor) {
    this.#redactor = redactor;
    this.#apart = redactor.apart();
  }

  /** Members of an event that are new. */
  member(member: JsonObject): void {
    const { timestamp, received_at } = member;
    const moment = timestamp ?? received_at;
    if (typeof moment === "string" && MOMENT.test(moment)) return;
    this.#take(member);
  }

  /** An event that is new as a whole. */
  whole({ event }: Pick<LocatedEvent, "event">): void {
    this.#take(event as JsonValue);
  }

  /** An item of a log. */
  item(item: LogItem): void {
    if (item.kind === "event") this.whole(item.at);
  }

  /**
   * Teaches what was found.
   *
   * @param words what must stay, whoever is called so: run, config, and those of the survey
   */
  teach(words: Iterable<string>): void {
    this.#redactor.keepWords(words);
    for (const value of this.#values) this.#redactor.study(value);
  }

  #take(value: JsonValue): void {
    const { learned } = this.#apart;
    this.#apart.study(value);
    if (this.#apart.learned === learned) return;
    this.#values.push(value);
    if (this.#values.length > 2 * MOST) this.#values = this.#values.slice(-MOST);
  }
}
