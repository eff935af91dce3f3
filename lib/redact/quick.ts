/**
 * Redacts lines of JSON fast. A line of a log is cut into the members of its object, as bytes. A member that was
 * seen before, byte for byte, has its verdict already; only new ones are parsed and go through the rules, all of
 * them; a number, a moment or an id of a harmless key only where a quick look at it says nothing. So nothing is known here about what the rules look for, and a new rule cannot be forgotten.
 */
import { isObject } from "../model/json.ts";
import { JsonMembers, parseMember } from "../text/json_members.ts";
import type { Redactor } from "./redactor.ts";

const BYTES = new TextEncoder();
const NONE: readonly Edit[] = [];

/** Bytes of a block that others take the place of. */
export interface Edit {
  /** Place of the first byte, and behind the last. */
  begin: number;
  end: number;
  bytes: Uint8Array;
}

/** One member as written. */
interface Member {
  /** What stands in its place; undefined when it stays. */
  redacted: Uint8Array | undefined;
  /** Its key takes part in a rule over two members (`{"name": "password", "value": …}`). */
  role: 0 | 1 | 2;
  /** It stays, and another of its key hangs on its value alone. */
  free: boolean;
}

/** Redacts the lines of one log. */
export class LineRedactor {
  readonly #redactor: Redactor;
  readonly #members = new JsonMembers<Member>(
    (bytes) => this.#judge(bytes),
    ({ free }, value) => free && this.#redactor.isPlain(value),
  );
  #learned: number;

  constructor(redactor: Redactor) {
    this.#redactor = redactor;
    this.#learned = redactor.learned;
  }

  /**
   * Redacts one line.
   *
   * @param block bytes that hold the line
   * @param start place of its first byte
   * @param end place behind its last byte, line end excluded
   * @returns what to replace in the block, in order (nothing in a line without secrets), and undefined when the line
   *   has to be looked at in another way: it is no JSON object, or its members cannot be judged one by one
   */
  line(block: Uint8Array, start: number, end: number): readonly Edit[] | undefined {
    if (this.#learned !== this.#redactor.learned) {
      this.#members.forget();
      this.#learned = this.#redactor.learned;
    }
    const count = this.#members.cut(block, start, end);
    if (count === undefined) return undefined;
    const { findings, begins, ends } = this.#members;
    let edits: Edit[] | undefined;
    let roles = 0;
    for (let index = 0; index < count; index++) {
      const member = findings[index];
      if (member === undefined) return undefined;
      roles |= member.role;
      if (member.redacted === undefined) continue;
      const edit = { begin: begins[index] ?? 0, end: ends[index] ?? 0, bytes: member.redacted };
      if (edits === undefined) edits = [edit];
      else edits.push(edit);
    }
    return roles === 3 ? undefined : edits ?? NONE;
  }

  /** Lets the redactor judge a member; undefined when the whole line has to be judged. */
  #judge(bytes: Uint8Array): Member | undefined {
    const parsed = parseMember(bytes);
    if (parsed === undefined) return undefined;
    const { key, object } = parsed;
    const clean = this.#redactor.json(object);
    // A secret was learned: it may stand in members that were judged before.
    if (this.#learned !== this.#redactor.learned) return undefined;
    const isClean = clean === object;
    // A key that became another one may become equal to a third.
    if (!isClean && (!isObject(clean) || !(key in clean))) return undefined;
    return {
      redacted: isClean ? undefined : BYTES.encode(JSON.stringify(clean).slice(1, -1)),
      role: roleOf(key),
      free: isClean && this.#redactor.isPlainKey(key),
    };
  }
}

const NAMES = new Set(["name", "key", "field", "header"]);
const VALUES = new Set(["value", "content"]);

/** 1 or 2 when a member of that key takes part in a rule over two members; the line of both is judged as a whole. */
export function roleOf(key: string): 0 | 1 | 2 {
  return NAMES.has(key) ? 1 : VALUES.has(key) ? 2 : 0;
}
