/**
 * A quick look at bytes that proves that no built-in rule over text can take anything out of them: tables of numbers,
 * which are most of what a run writes, and plain words. One pass, nothing is decoded. It errs on one side only: what
 * it does not pass is not said to hold a secret, it has to be looked at in full.
 *
 * Each rule needs something to begin with, and that is looked for: a character (`@` of an address, `=` or `:` of an
 * assignment, `%`, `<`, `~`, a quote or bracket of JSON), a word (`bearer`, `eyJ`), a shape (`10.1.2.3`, a name ending
 * in `.internal`, `('` of a printed pair, `&lt;`). Only base64 has none; its runs are given to the one who asks.
 */
import { Buffer } from "node:buffer";

/** Shortest run that the rule for base64 looks at. */
const RUN = 12;
/** Longer runs are no words: whether they hold a secret is looked at in full. */
const LONGEST_RUN = 200;
/** Most runs to remember. */
const REMEMBERED = 10_000;

/** What a byte may be the end, or the begin, of. */
const [STOP, IN_RUN, BREAK, DOT, SLASH, WORD_END, PAREN, AMPERSAND] = [0, 1, 2, 3, 4, 5, 6, 7];
const KINDS = new Uint8Array(256).fill(STOP);
const setKinds = (chars: string, kind: number) => {
  for (const char of chars) KINDS[char.charCodeAt(0)] = kind;
};
setKinds("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+-_", IN_RUN);
setKinds("\t\n\r !#$')*,;>?]^`|}", BREAK);
setKinds(".", DOT);
setKinds("/", SLASH);
setKinds("(", PAREN);
setKinds("&", AMPERSAND);
setKinds("rRcCJB", WORD_END);

/** Words that give a secret away, by their last letter. */
const WORDS: Record<string, { word: string; anyCase: boolean }> = {
  r: { word: "bearer", anyCase: true },
  c: { word: "basic", anyCase: true },
  J: { word: "eyJ", anyCase: false },
  B: { word: "-----B", anyCase: false },
};
/** Begins of what stands last in the name of an internal host. */
const INTERNAL = ["in", "lo", "la", "co", "ho"];

/** Looks at bytes before they are decoded. */
export class PlainBytes {
  readonly #judge: (run: string) => boolean;
  readonly #runs = new Map<string, boolean>();

  /** @param judge true when a run of base64 characters holds no secret */
  constructor(judge: (run: string) => boolean) {
    this.#judge = judge;
  }

  /** To be called when the judge has learned something. */
  forget(): void {
    this.#runs.clear();
  }

  /** True when no built-in rule changes the text that these bytes are. */
  pass(bytes: Uint8Array): boolean {
    const { length } = bytes;
    let start = 0;
    for (let at = 0; at < length; at++) {
      const kind = KINDS[bytes[at] ?? 0];
      if (kind === IN_RUN) continue;
      if (kind === STOP) return false;
      if (kind === SLASH) {
        if (isHome(bytes, at)) return false;
      } else if (kind === WORD_END) {
        if (endsWord(bytes, at)) return false;
      } else {
        if (at - start >= RUN && !this.#isPlainRun(bytes, start, at)) return false;
        start = at + 1;
        if (kind === PAREN && asText(bytes, at + 1, at + 8).includes("'")) return false;
        if (kind === AMPERSAND && asText(bytes, at + 1, at + 4) === "lt;") return false;
        if (kind === DOT && (isAddress(bytes, at) || isInternal(bytes, at))) return false;
      }
    }
    return length - start < RUN || this.#isPlainRun(bytes, start, length);
  }

  #isPlainRun(bytes: Uint8Array, start: number, end: number): boolean {
    if (end - start > LONGEST_RUN) return false;
    const run = asText(bytes, start, end);
    const known = this.#runs.get(run);
    if (known !== undefined) return known;
    const isPlain = this.#judge(run);
    if (this.#runs.size >= REMEMBERED) this.#runs.clear();
    this.#runs.set(run, isPlain);
    return isPlain;
  }
}

/** `.1.` to `.123.`: two dots of a network address. */
function isAddress(bytes: Uint8Array, at: number): boolean {
  for (let before = at - 1; before >= at - 4; before--) {
    const byte = bytes[before] ?? 0;
    if (byte === 0x2e) return before < at - 1;
    if (byte < 0x30 || byte > 0x39) return false;
  }
  return false;
}

function isInternal(bytes: Uint8Array, at: number): boolean {
  // A digit follows nearly always.
  if ((bytes[at + 1] ?? 0) < 0x41) return false;
  return INTERNAL.includes(asText(bytes, at + 1, at + 3).toLowerCase());
}

/** `/home/` or `/users/` ends here. */
function isHome(bytes: Uint8Array, at: number): boolean {
  const last = (bytes[at - 1] ?? 0) | 0x20;
  if (last !== 0x65 && last !== 0x73) return false;
  const before = asText(bytes, Math.max(0, at - 6), at).toLowerCase();
  return before.endsWith("/home") || before === "/users";
}

function endsWord(bytes: Uint8Array, at: number): boolean {
  const letter = String.fromCharCode(bytes[at] ?? 0);
  const { word, anyCase } = WORDS[letter] ?? WORDS[letter.toLowerCase()] ?? { word: letter, anyCase: false };
  // Most words are told apart by the letter before.
  const beside = (bytes[at - 1] ?? 0) | (anyCase ? 0x20 : 0);
  if (beside !== word.charCodeAt(word.length - 2)) return false;
  const text = asText(bytes, Math.max(0, at + 1 - word.length), at + 1);
  return (anyCase ? text.toLowerCase() : text) === word;
}

function asText(bytes: Uint8Array, start: number, end: number): string {
  const { buffer, byteOffset, length } = bytes.subarray(start, end);
  return Buffer.from(buffer, byteOffset, length).toString("latin1");
}
