/** Secrets that were seen under a key are replaced wherever the same characters occur, also as base64. */
import { Buffer } from "node:buffer";
import { REDACTED } from "./marks.ts";

/** Shorter secrets occur inside other words. */
export const KEY_LENGTH = 6;
const BUCKETS = 1 << 16;

/** A bounded set of known secrets with a fast search: cost grows with the text, not with the set. */
export class KnownSecrets {
  readonly #limit: number;
  readonly #forms = new Map<string, string[]>();
  #starts = new Map<string, string[]>();
  #filter = new Uint8Array(BUCKETS);

  /** @param limit most secrets to remember; the oldest is forgotten first */
  constructor(limit = 1000) {
    this.#limit = limit;
  }

  /** Number of secrets known. */
  get size(): number {
    return this.#forms.size;
  }

  /** Remembers a secret; false when it was known. */
  add(secret: string): boolean {
    if (secret.length < KEY_LENGTH || this.#forms.has(secret)) return false;
    if (REDACTED.includes(secret) || secret.includes(REDACTED)) return false;
    this.#forms.set(secret, formsOf(secret));
    if (this.#forms.size > this.#limit) {
      for (const oldest of this.#forms.keys()) {
        this.#forms.delete(oldest);
        break;
      }
      this.#starts = new Map();
      this.#filter = new Uint8Array(BUCKETS);
      for (const forms of this.#forms.values()) forms.forEach((form) => this.#index(form));
    } else this.#forms.get(secret)?.forEach((form) => this.#index(form));
    return true;
  }

  /** The text with every known secret replaced. */
  replace(text: string, hit: () => void): string {
    if (this.#forms.size === 0 || text.length < KEY_LENGTH) return text;
    let out = "";
    let copied = 0;
    const last = text.length - KEY_LENGTH;
    for (let at = 0; at <= last; at++) {
      if (this.#filter[bucket(text, at)] === 0) continue;
      const found = this.#starts.get(text.slice(at, at + KEY_LENGTH))?.find((form) =>
        text.startsWith(form, at)
      );
      if (found === undefined) continue;
      out += text.slice(copied, at) + REDACTED;
      copied = at + found.length;
      at = copied - 1;
      hit();
    }
    return copied === 0 ? text : out + text.slice(copied);
  }

  #index(form: string): void {
    this.#filter[bucket(form, 0)] = 1;
    const start = form.slice(0, KEY_LENGTH);
    const forms = this.#starts.get(start) ?? [];
    forms.push(form);
    this.#starts.set(start, forms.sort((a, b) => b.length - a.length));
  }
}

function bucket(text: string, at: number): number {
  return (text.charCodeAt(at) * 31 ** 3 + text.charCodeAt(at + 1) * 31 ** 2 + text.charCodeAt(at + 2) * 31 +
    text.charCodeAt(at + 3)) & (BUCKETS - 1);
}

/** The written forms of a secret that no rule unwraps: plain, escaped for JSON and HTML, inside base64. */
function formsOf(secret: string): string[] {
  const forms = new Set([...plainForms(secret), ...insideBase64(secret)]);
  return [...forms].filter((form) => form.length >= KEY_LENGTH);
}

/** A secret as it is, and escaped for JSON, HTML, addresses and forms. */
export function plainForms(secret: string): string[] {
  const html = secret.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");
  return [
    secret,
    JSON.stringify(secret).slice(1, -1),
    html.replace(/"/g, "&quot;").replace(/'/g, "&#39;"),
    html.replace(/"/g, "&#34;").replace(/'/g, "&#x27;"),
    encodeURIComponent(secret.toWellFormed()),
    new URLSearchParams({ "": secret }).toString().slice(1),
  ];
}

/** What of a secret is certain to show inside base64 of a longer text, at each of the three alignments. */
function insideBase64(secret: string): string[] {
  const bytes = new TextEncoder().encode(secret);
  const whole = Buffer.from(bytes).toString("base64");
  const parts = [0, 1, 2].map((shift) => {
    const text = Buffer.concat([new Uint8Array(shift), bytes]).toString("base64url");
    return text.slice(Math.ceil(shift * 8 / 6), Math.floor((shift + bytes.length) * 8 / 6));
  }).filter((part) => part.length >= 10);
  return [whole, ...parts.flatMap((part) => [part, part.replaceAll("-", "+").replaceAll("_", "/")])];
}
