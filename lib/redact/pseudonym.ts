/** Stable names for people: the same address gives the same name, and only the key's owner can check which. */
import { createHmac } from "node:crypto";

/** Used when a data root has no key of its own. */
const DEFAULT_KEY = "profile: pseudonyms without a key of the data root";
const REMEMBERED = 10_000;

/** Makes pseudonyms with one key. */
export class Pseudonyms {
  readonly #key: string;
  readonly #known = new Map<string, string>();

  constructor(key: string = DEFAULT_KEY) {
    this.#key = key;
  }

  /** `user-<8 hex>@redacted.invalid`; upper and lower case give the same. */
  user(address: string): string {
    return `user-${this.#hash(address.toLowerCase())}@redacted.invalid`;
  }

  /** `session-<8 hex>`: page loads can still be told apart. */
  session(id: string): string {
    return `session-${this.#hash(id)}`;
  }

  #hash(value: string): string {
    const known = this.#known.get(value);
    if (known !== undefined) return known;
    const hash = createHmac("sha256", this.#key).update(value).digest("hex").slice(0, 8);
    if (this.#known.size >= REMEMBERED) this.#known.clear();
    this.#known.set(value, hash);
    return hash;
  }
}
