/**
 * Recorded values made fit for a profile: secrets become `{{secret.NAME}}`, the recorded run id becomes
 * `{{run_id}}`, and text that looks like a template is kept literal through a variable.
 */
import { sha256 } from "../files/hash.ts";
import { isObject, type JsonValue } from "../model/json.ts";
import { Hole } from "../model/profile.ts";
import { references } from "../profiles/template.ts";
import { createRedactor, type Redactor } from "../redact/redactor.ts";
import type { Anonymous } from "./sanitise_events.ts";

/** Form and JSON fields that play supplies itself. */
const SUPPLIED =
  /^(_?csrf_?token|csrfmiddlewaretoken|x-csrf-?token|_csrf|cap_?token|rq_?token|authenticity_token)$/i;
const PSEUDONYM = /user-[0-9a-f]{8}@redacted\.invalid/g;

/** True for a field such as `csrf_token`. */
export function isSupplied(field: string): boolean {
  return SUPPLIED.test(field);
}

/** Something that was changed in a value, for the ledger. */
export interface ValueNote {
  decision: "redact" | "rewrite";
  field: string;
  reason: string;
}

/** Makes the values of one recording fit. One object per assembly: names stay the same throughout. */
export class Values {
  /** Texts that would be taken for templates, by variable name. */
  readonly literals = new Map<string, string>();
  readonly #secrets = new Map<string, string>();
  readonly #redactor: Redactor;
  readonly #runId: string;
  readonly #encodedRunId: string;
  readonly #anonymous: Anonymous;

  /** @param anonymous takes out the names of the recorded server */
  constructor(redactor: Redactor, runId: string, anonymous: Anonymous) {
    this.#redactor = redactor;
    this.#anonymous = anonymous;
    this.#runId = runId;
    this.#encodedRunId = encodeURIComponent(runId);
  }

  /** Names of the secrets that the draft needs. */
  get secretNames(): string[] {
    return [...this.#secrets.keys()];
  }

  /**
   * The value made fit.
   *
   * @param value JSON, with holes
   * @param field its path in the step: `json`, `form`
   * @param notes gets what was changed
   */
  fit<T>(value: T, field: string, where: string, notes: ValueNote[]): T {
    // Holes go past the redactor; everything else is seen as a whole, because keys decide too.
    const clean = this.#redactor.json(withoutHoles(value), where);
    return this.#walk(value, clean, field, notes) as T;
  }

  /** One value under its key, for queries and path segments. */
  fitNamed(key: string, value: string, field: string, where: string, notes: ValueNote[]): string {
    const fitted = this.fit<Record<string, unknown>>({ [key]: value }, field, where, notes);
    const [only] = Object.values(fitted);
    return String(only);
  }

  #walk(raw: unknown, clean: unknown, field: string, notes: ValueNote[]): unknown {
    if (raw instanceof Hole) return raw;
    if (Array.isArray(raw)) {
      return raw.map((item, index) =>
        this.#walk(item, Array.isArray(clean) ? clean[index] : clean, `${field}.${index}`, notes)
      );
    }
    if (isObject(raw)) {
      const cleanEntries = isObject(clean) ? Object.entries(clean) : undefined;
      const entries = Object.entries(raw).map(([key, item], index) => {
        const [cleanKey, cleanItem] = cleanEntries?.[index] ?? [key, clean];
        return [this.#text(cleanKey), this.#walk(item, cleanItem, `${field}.${key}`, notes)] as const;
      });
      return Object.fromEntries(entries);
    }
    return this.#leaf(raw, clean, field, notes);
  }

  #leaf(raw: unknown, clean: unknown, field: string, notes: ValueNote[]): unknown {
    if (raw === "[redacted]" || (raw !== clean && isSecret(clean))) {
      const name = this.#secretName(field, String(raw));
      notes.push({
        decision: "redact",
        field,
        reason: `the value is secret; play takes it as {{secret.${name}}}`,
      });
      return `{{secret.${name}}}`;
    }
    if (typeof raw !== "string" || typeof clean !== "string") return raw;
    if (raw !== clean) {
      notes.push({ decision: "redact", field, reason: "a part of the value was made anonymous" });
    }
    const plain = this.#anonymous.text(clean);
    if (plain !== clean) notes.push({ decision: "redact", field, reason: "named the recorded server" });
    const text = this.#text(plain);
    if (text !== plain) notes.push({ decision: "rewrite", field, reason: "names the recorded run" });
    return text;
  }

  /** Text with the run id as placeholder, and literal where it looks like a template. */
  #text(text: string): string {
    if (references(text).length > 0) return `{{${this.#literal(text)}}}`;
    if (text === this.#runId) return "{{run_id}}";
    return text.replaceAll(`/runs/${this.#runId}/`, "/runs/{{run_id}}/")
      .replaceAll(`/runs/${this.#encodedRunId}/`, "/runs/{{run_id}}/");
  }

  #literal(text: string): string {
    for (const [name, known] of this.literals) if (known === text) return name;
    const name = `literal_${this.literals.size + 1}`;
    this.literals.set(name, text);
    return name;
  }

  /** `PASSWORD`, or `PASSWORD_2` for another value under the same key. */
  #secretName(field: string, raw: string): string {
    const key = field.split(".").findLast((part) => !/^\d+$/.test(part)) ?? field;
    const base = key.replace(/([a-z0-9])([A-Z])/g, "$1_$2").toUpperCase().replace(/[^A-Z0-9]+/g, "_")
      .replace(/^_+|_+$/g, "") || "VALUE";
    const hash = sha256(raw);
    // A key that holds a secret itself must not name one.
    if (base.length > 40 || createRedactor().text(key) !== key) return this.#freeName("VALUE", hash);
    return this.#freeName(base, hash);
  }

  #freeName(base: string, hash: string): string {
    for (let count = 1;; count++) {
      const name = count === 1 ? base : `${base}_${count}`;
      const known = this.#secrets.get(name);
      if (known === undefined) this.#secrets.set(name, hash);
      if (known === undefined || known === hash) return name;
    }
  }
}

/** A redacted value that cannot be sent as it stands; a pseudonym can. */
function isSecret(clean: unknown): boolean {
  if (typeof clean !== "string") return true;
  return /redacted|^session-[0-9a-f]{8}$/.test(clean.replaceAll(PSEUDONYM, ""));
}

function withoutHoles(value: unknown): JsonValue {
  if (value instanceof Hole) return null;
  if (Array.isArray(value)) return value.map(withoutHoles);
  if (!isObject(value)) return value as JsonValue;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withoutHoles(item)]));
}
