/** What a rule may use: it never sees counts, places or other rules. */
import type { KeyKind } from "./keys.ts";

/** Handed to each rule for one text. */
export interface Scope {
  /** Counts one replacement under a rule's name. */
  hit(rule: string): void;
  /** Remembers a secret, so that the same characters are replaced wherever they occur later. */
  learn(secret: string): void;
  /** All rules over a text that was unwrapped from this one (decoded, unescaped). */
  inner(text: string): string;
  /** The pseudonym of an e-mail address; whoever it belongs to is known from then on. */
  pseudonym(address: string): string;
  /** The pseudonym of an account name, which is known from then on. */
  account(name: string): string;
  /** True for a literal that the user declared not to be secret. */
  allowed(value: string): boolean;
  /** The kind of secret that a key announces, the user's own keys included. */
  keyKind(key: string): KeyKind | undefined;
  /** The value that may stand under a secret key: the same one when it is harmless or already a mark. */
  keyed<Value extends string | number>(kind: KeyKind, key: string, value: Value): Value | string;
}

/** One rule over text. It must leave its own output as it is. */
export interface Rule {
  /** Name in the counts. */
  name: string;
  /** Cheap test: false when the text cannot hold what the rule looks for. */
  applies(text: string): boolean;
  /** The text with what the rule looks for replaced. */
  apply(text: string, scope: Scope): string;
}
