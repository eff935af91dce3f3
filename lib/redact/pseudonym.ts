/** Stable names for people: the same address gives the same name, and only the key's owner can check which. */
import { createHmac } from "node:crypto";

/** Used when a data root has no key of its own. */
const DEFAULT_KEY = "profile: pseudonyms without a key of the data root";
const REMEMBERED = 10_000;

/** Makes pseudonyms with one key. */
export class Pseudonyms {
  readonly #key: string | (() => string);
  readonly #known = new Map<string, string>();
  #read: string | undefined;

  /** @param key the key, or what reads it when the first pseudonym is made */
  constructor(key: string | (() => string) = DEFAULT_KEY) {
    this.#key = key;
  }

  /** `user-<8 hex>@redacted.invalid`; upper and lower case give the same. */
  user(address: string): string {
    return `${this.person(address.toLowerCase())}@redacted.invalid`;
  }

  /** `user-<8 hex>`: an account, a person, a numeric id; for an address the same name as {@link user} gives. */
  person(subject: string): string {
    return `user-${this.#hash(subject)}`;
  }

  /** `by-<8 hex>`: who marked or accepted something, told apart from others and no more. */
  starter(name: string): string {
    return `by-${this.#hash(name)}`;
  }

  /** `session-<8 hex>`: page loads can still be told apart. */
  session(id: string): string {
    return `session-${this.#hash(id)}`;
  }

  #hash(value: string): string {
    const known = this.#known.get(value);
    if (known !== undefined) return known;
    this.#read ??= typeof this.#key === "string" ? this.#key : this.#key();
    const hash = createHmac("sha256", this.#read).update(value).digest("hex").slice(0, 8);
    if (this.#known.size >= REMEMBERED) this.#known.clear();
    this.#known.set(value, hash);
    return hash;
  }
}

/** What {@link Pseudonyms} makes: it is not hashed again. */
const MADE = /^(?:by|session)-[0-9a-f]{8}$|^user-[0-9a-f]{8}(?:@redacted\.invalid)?$/;

/**
 * The stored name of who did something.
 *
 * @param who an account, a session, or what was made a pseudonym already
 * @param names those of the redactor that everything else goes through
 */
export function starterName(who: string, names: Pseudonyms): string {
  return MADE.test(who) ? who : names.starter(who);
}
