/**
 * Cuts lines of JSON into the members of their object, as bytes, and remembers what was found out about each member:
 * lines of a log repeat most of theirs, byte for byte, so only new ones have to be parsed. Ids and times never come
 * again: who asks may tell by their bytes that they are like an earlier value of their key, and they are not remembered.
 */
import { isObject, type JsonObject } from "../model/json.ts";

const UTF8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
/** Longer members, in bytes, are not remembered. */
const LONGEST = 4096;
const SLOTS = 1 << 15;
/** Most members and bytes that are remembered; then all are forgotten. */
const MOST_MEMBERS = SLOTS / 2;
const MOST_BYTES = 16 * 1024 * 1024;

/** Keys whose last member is remembered for others like it. */
const KEYS = 256;
/** Longer values, in bytes, are no ids or times. */
const LONGEST_LIKE = 48;

interface Known<Finding> {
  bytes: Uint8Array;
  /** Length of the key with its colon. */
  keyLength: number;
  finding: Finding;
  /** What came behind it the last time. */
  next: Known<Finding> | undefined;
}

/** What was found out about the members of many lines. */
export class JsonMembers<Finding> {
  /** Of the line that was cut last: what is known of its members, in order. */
  readonly findings: Finding[] = [];
  /** Of the same members: place of the first byte, and behind the last. */
  readonly begins: number[] = [];
  readonly ends: number[] = [];
  readonly #judge: (bytes: Uint8Array) => Finding | undefined;
  readonly #isLike: ((finding: Finding, value: Uint8Array) => boolean) | undefined;
  #keys: (Known<Finding> | undefined)[] = new Array(KEYS).fill(undefined);
  #slots: (Known<Finding> | undefined)[] = new Array(SLOTS).fill(undefined);
  #members = 0;
  #bytes = 0;
  /** The first member of the last line that was not what was expected. */
  #first: Known<Finding> | undefined;

  /**
   * @param judge finds out about a member that was not seen before (its bytes are good during the call); undefined
   *   when its line has to be looked at as a whole
   * @param isLike true when what was found out about a member holds for another of its key with a short value, too: a
   *   number, or a text of ASCII without its quotes
   */
  constructor(
    judge: (bytes: Uint8Array) => Finding | undefined,
    isLike?: (finding: Finding, value: Uint8Array) => boolean,
  ) {
    this.#judge = judge;
    this.#isLike = isLike;
  }

  /**
   * Cuts one line.
   *
   * @param block bytes that hold the line
   * @param start place of its first byte
   * @param end place behind its last byte, line end excluded
   * @returns number of members; undefined when it is no JSON object, or a member was not judged
   */
  cut(block: Uint8Array, start: number, end: number): number | undefined {
    let at = start;
    while (at < end && isBlank(block[at])) at++;
    if (block[at] !== OPEN) return undefined;
    let count = 0;
    let before: Known<Finding> | undefined;
    let guess = this.#first;
    for (at++;;) {
      const begin = at;
      if (guess !== undefined) {
        const behind = endOf(guess.bytes, block, begin, end);
        if (behind !== -1) {
          this.findings[count] = guess.finding;
          this.begins[count] = begin;
          this.ends[count++] = behind;
          before = guess;
          guess = guess.next;
          at = behind + 1;
          if (block[behind] === COMMA) continue;
          break;
        }
      }
      let hash = 0x811c9dc5;
      let depth = 0;
      let quoted = false;
      let value = begin;
      let keyHash = 0;
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
        else if (byte === COLON && value === begin) {
          value = at + 1;
          keyHash = hash;
        }
        hash = Math.imul(hash ^ byte, 0x01000193);
      }
      if (at >= end) return undefined;
      const known = this.#find(hash, block, begin, at) ?? this.#like(keyHash, block, begin, value, at) ??
        this.#learn(hash, block.subarray(begin, at), keyHash, value - begin);
      if (known === undefined) return undefined;
      // What is not remembered is not expected either: it may be large.
      const expected = known.bytes.length > LONGEST ? undefined : known;
      if (before === undefined) this.#first = expected;
      else before.next = expected;
      before = known;
      guess = known.next;
      this.findings[count] = known.finding;
      this.begins[count] = begin;
      this.ends[count++] = at;
      if (block[at++] !== COMMA) break;
    }
    if (block[at - 1] !== CLOSE) return undefined;
    for (let rest = at; rest < end; rest++) if (!isBlank(block[rest])) return undefined;
    return count;
  }

  /** Forgets everything: what was found out may not be true any more. */
  forget(): void {
    this.#slots = new Array(SLOTS).fill(undefined);
    this.#keys = new Array(KEYS).fill(undefined);
    this.#members = 0;
    this.#bytes = 0;
    this.#first = undefined;
  }

  #find(hash: number, block: Uint8Array, begin: number, end: number): Known<Finding> | undefined {
    const length = end - begin;
    for (let slot = hash & (SLOTS - 1);; slot = (slot + 1) & (SLOTS - 1)) {
      const known = this.#slots[slot];
      if (known === undefined) return undefined;
      const { bytes } = known;
      if (bytes.length !== length) continue;
      let index = 0;
      while (index < length && bytes[index] === block[begin + index]) index++;
      if (index === length) return known;
    }
  }

  /** A member of the same key whose finding holds for this one, too. */
  #like(
    keyHash: number,
    block: Uint8Array,
    begin: number,
    value: number,
    end: number,
  ): Known<Finding> | undefined {
    if (this.#isLike === undefined || end - value > LONGEST_LIKE) return undefined;
    const known = this.#keys[keyHash & (KEYS - 1)];
    if (known === undefined || known.keyLength !== value - begin) return undefined;
    for (let index = 0; index < known.keyLength; index++) {
      if (known.bytes[index] !== block[begin + index]) return undefined;
    }
    const first = block[value] === BLANK ? value + 1 : value;
    const bytes = isNumber(block, first, end)
      ? block.subarray(first, end)
      : isPlainText(block, first, end)
      ? block.subarray(first + 1, end - 1)
      : undefined;
    return bytes !== undefined && this.#isLike(known.finding, bytes) ? known : undefined;
  }

  #learn(
    hash: number,
    bytes: Uint8Array,
    keyHash: number,
    keyLength: number,
  ): Known<Finding> | undefined {
    const finding = this.#judge(bytes);
    if (finding === undefined) return undefined;
    const known = { bytes: bytes.slice(), keyLength, finding, next: undefined };
    if (bytes.length > LONGEST) return known;
    if (this.#members >= MOST_MEMBERS || this.#bytes >= MOST_BYTES) this.forget();
    let slot = hash & (SLOTS - 1);
    while (this.#slots[slot] !== undefined) slot = (slot + 1) & (SLOTS - 1);
    this.#slots[slot] = known;
    this.#keys[keyHash & (KEYS - 1)] = known;
    this.#members++;
    this.#bytes += bytes.length;
    return known;
  }
}

const [OPEN, CLOSE, OPEN_LIST, CLOSE_LIST, QUOTE, BACKSLASH, COMMA, COLON] = [
  123,
  125,
  91,
  93,
  34,
  92,
  44,
  58,
];
const [BLANK, DOT, ZERO, NINE] = [32, 46, 48, 57];

/** `0`, `19.5`: not every number of JSON, but most. */
function isNumber(block: Uint8Array, begin: number, end: number): boolean {
  let dot = end;
  for (let at = begin; at < end; at++) {
    const byte = block[at] ?? 0;
    if (byte === DOT && dot === end) dot = at;
    else if (byte < ZERO || byte > NINE) return false;
  }
  const whole = dot - begin;
  return whole > 0 && dot !== end - 1 && (whole === 1 || block[begin] !== ZERO);
}

/** Text of ASCII in quotes that stands for itself. */
function isPlainText(block: Uint8Array, begin: number, end: number): boolean {
  if (end - begin < 2 || block[begin] !== QUOTE || block[end - 1] !== QUOTE) return false;
  for (let at = begin + 1; at < end - 1; at++) {
    const byte = block[at] ?? 0;
    if (byte < 32 || byte > 126 || byte === QUOTE || byte === BACKSLASH) return false;
  }
  return true;
}

/** Where a member ends when it stands there byte for byte; -1 when it does not. */
function endOf(bytes: Uint8Array, block: Uint8Array, begin: number, end: number): number {
  const behind = begin + bytes.length;
  if (behind >= end || (block[behind] !== COMMA && block[behind] !== CLOSE)) return -1;
  for (let index = 0; index < bytes.length; index++) if (bytes[index] !== block[begin + index]) return -1;
  return behind;
}

function isBlank(byte: number | undefined): boolean {
  return byte === 32 || byte === 9 || byte === 13;
}

/** A member of an object, parsed from its bytes `"key": value`; undefined when they are no single one. */
export function parseMember(bytes: Uint8Array): { key: string; object: JsonObject } | undefined {
  let object: unknown;
  try {
    object = JSON.parse(`{${UTF8.decode(bytes)}}`);
  } catch {
    return undefined;
  }
  if (!isObject(object)) return undefined;
  const [key, ...more] = Object.keys(object);
  return key === undefined || more.length > 0 ? undefined : { key, object: object as JsonObject };
}
