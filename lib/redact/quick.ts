/**
 * Redacts lines of JSON fast. A line of a log is cut into the members of its object, as bytes. A member that was
 * seen before, byte for byte, has its verdict already; only new ones are parsed and go through the rules, all of
 * them. So nothing is known here about what the rules look for, and a new rule cannot be forgotten.
 */
import type { JsonValue } from "../model/json.ts";
import { isObject } from "../model/json.ts";
import type { Redactor } from "./redactor.ts";

/** Longer members, in bytes, are not remembered. */
const LONGEST = 4096;
const SLOTS = 1 << 15;
/** Most members and bytes that are remembered; then all are forgotten. */
const MOST_MEMBERS = SLOTS / 2;
const MOST_BYTES = 16 * 1024 * 1024;
const UTF8 = new TextDecoder("utf-8", { fatal: true });
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
  bytes: Uint8Array;
  /** What stands in its place; undefined when it stays. */
  redacted: Uint8Array | undefined;
  /** Its key takes part in a rule over two members (`{"name": "password", "value": …}`). */
  role: 0 | 1 | 2;
}

/** Redacts the lines of one log. */
export class LineRedactor {
  readonly #redactor: Redactor;
  #slots: (Member | undefined)[] = new Array(SLOTS).fill(undefined);
  #members = 0;
  #bytes = 0;
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
    if (this.#learned !== this.#redactor.learned) this.#forget();
    let at = start;
    while (at < end && isBlank(block[at])) at++;
    if (block[at] !== OPEN) return undefined;
    let edits: Edit[] | undefined;
    let roles = 0;
    for (at++;;) {
      const begin = at;
      let hash = 0x811c9dc5;
      let depth = 0;
      let quoted = false;
      // The one loop over all bytes: finds the end of the member and its hash.
      for (; at < end; at++) {
        const byte = block[at] ?? 0;
        if (quoted) {
          if (byte === QUOTE) quoted = false;
          else if (byte === BACKSLASH) hash = Math.imul(hash ^ (block[++at] ?? 0), 0x01000193);
        } else if (byte === QUOTE) quoted = true;
        else if (byte === OPEN || byte === OPEN_LIST) depth++;
        else if (byte === CLOSE || byte === CLOSE_LIST) {
          if (depth-- === 0) break;
        } else if (byte === COMMA && depth === 0) break;
        hash = Math.imul(hash ^ byte, 0x01000193);
      }
      if (at >= end) return undefined;
      const member = this.#find(hash, block, begin, at) ?? this.#judge(hash, block.subarray(begin, at));
      if (member === undefined) return undefined;
      roles |= member.role;
      if (member.redacted !== undefined) {
        const edit = { begin, end: at, bytes: member.redacted };
        if (edits === undefined) edits = [edit];
        else edits.push(edit);
      }
      if (block[at++] !== COMMA) break;
    }
    if (roles === 3 || block[at - 1] !== CLOSE) return undefined;
    for (let rest = at; rest < end; rest++) if (!isBlank(block[rest])) return undefined;
    return edits ?? NONE;
  }

  #find(hash: number, block: Uint8Array, begin: number, end: number): Member | undefined {
    const length = end - begin;
    for (let slot = hash & (SLOTS - 1);; slot = (slot + 1) & (SLOTS - 1)) {
      const member = this.#slots[slot];
      if (member === undefined) return undefined;
      const { bytes } = member;
      if (bytes.length !== length) continue;
      let index = 0;
      while (index < length && bytes[index] === block[begin + index]) index++;
      if (index === length) return member;
    }
  }

  /** Lets the redactor judge a member; undefined when the whole line has to be judged. */
  #judge(hash: number, bytes: Uint8Array): Member | undefined {
    let parsed: unknown;
    try {
      parsed = JSON.parse(`{${UTF8.decode(bytes)}}`);
    } catch {
      return undefined;
    }
    if (!isObject(parsed)) return undefined;
    const [key, ...more] = Object.keys(parsed);
    if (key === undefined || more.length > 0) return undefined;
    const clean = this.#redactor.json(parsed as JsonValue);
    // A secret was learned: it may stand in members that were judged before.
    if (this.#learned !== this.#redactor.learned) return undefined;
    const isClean = clean === parsed;
    // A key that became another one may become equal to a third.
    if (!isClean && (!isObject(clean) || !(key in clean))) return undefined;
    const member: Member = {
      bytes: bytes.slice(),
      redacted: isClean ? undefined : BYTES.encode(JSON.stringify(clean).slice(1, -1)),
      role: NAMES.has(key) ? 1 : VALUES.has(key) ? 2 : 0,
    };
    if (bytes.length <= LONGEST) this.#remember(hash, member);
    return member;
  }

  #remember(hash: number, member: Member): void {
    if (this.#members >= MOST_MEMBERS || this.#bytes >= MOST_BYTES) this.#forget();
    let slot = hash & (SLOTS - 1);
    while (this.#slots[slot] !== undefined) slot = (slot + 1) & (SLOTS - 1);
    this.#slots[slot] = member;
    this.#members++;
    this.#bytes += member.bytes.length;
  }

  #forget(): void {
    this.#slots = new Array(SLOTS).fill(undefined);
    this.#members = 0;
    this.#bytes = 0;
    this.#learned = this.#redactor.learned;
  }
}

const [OPEN, CLOSE, OPEN_LIST, CLOSE_LIST, QUOTE, BACKSLASH, COMMA] = [123, 125, 91, 93, 34, 92, 44];
const NAMES = new Set(["name", "key", "field", "header"]);
const VALUES = new Set(["value", "content"]);

function isBlank(byte: number | undefined): boolean {
  return byte === 32 || byte === 9 || byte === 13;
}
