/**
 * Recorded values made fit for a profile: secrets become `{{secret.NAME}}`, the recorded run id becomes
 * `{{run_id}}`, and text that looks like a template is kept literal through a variable.
 */
import { withoutHoles } from "../drafts/step_suspects.ts";
import { sha256 } from "../files/hash.ts";
import { isObject } from "../model/json.ts";
import { Hole } from "../model/profile.ts";
import { references } from "../profiles/template.ts";
import { cleanFileName } from "../redact/file_name.ts";
import { MARKS } from "../redact/marks.ts";
import { partsOf } from "../redact/parts.ts";
import type { Redactor } from "../redact/redactor.ts";
import type { Anonymous } from "../redact/anonymous.ts";

/** Form and JSON fields that play supplies itself. */
const SUPPLIED =
  /^(_?csrf_?token|csrfmiddlewaretoken|x-csrf-?token|_csrf|cap_?token|rq_?token|authenticity_token)$/i;

/** True for a field such as `csrf_token`. */
export function isSupplied(field: string): boolean {
  return SUPPLIED.test(field);
}

/** Something that was changed in a value, for the ledger. */
export interface ValueNote {
  decision: "redact" | "rewrite";
  field: string;
  reason: string;
  /** Name of the secret that took the value's place. */
  secret?: string;
}

/** Makes the values of one recording fit. One object per assembly: names stay the same throughout. */
export class Values {
  /** Texts that would be taken for templates, by variable name. */
  readonly literals = new Map<string, string>();
  readonly #secrets = new Map<string, string>();
  /** Name of the secret with a hash. */
  readonly #names = new Map<string, string>();
  readonly #redactor: Redactor;
  readonly #runId: string;
  readonly #encodedRunId: string;
  readonly #anonymous: Anonymous;
  /** For names of fields: it counts nothing. */
  readonly #labels: Redactor;
  readonly #renames = new Map<string, string>();
  /** What looks like a mark and is sent as it is: names of uploaded files, and the run's own. */
  readonly #asTheyAre = new Set<string>();

  /**
   * @param anonymous takes out the names of the recorded server
   * @param fileNames names of uploaded files: those that hold a secret are renamed, and so is what refers to them
   */
  constructor(redactor: Redactor, runId: string, anonymous: Anonymous, fileNames: Iterable<string> = []) {
    this.#redactor = redactor;
    this.#labels = redactor.share();
    this.#anonymous = anonymous;
    this.#runId = runId;
    this.#encodedRunId = encodeURIComponent(runId);
    if (hasMark(runId)) this.#asTheyAre.add(runId).add(this.#encodedRunId);
    for (const name of fileNames) {
      const clean = cleanFileName(name, redactor);
      // The file is uploaded under this name.
      if (hasMark(clean)) this.#asTheyAre.add(clean).add(encodeURIComponent(clean.toWellFormed()));
      if (clean === name) continue;
      this.#renames.set(name, clean);
      this.#renames.set(encodeURIComponent(name.toWellFormed()), encodeURIComponent(clean));
    }
  }

  /** Text that goes into the profile beside values (reasons of holes, types of files), without secrets. */
  words(text: string): string {
    return this.#anonymous.text(this.#redactor.text(text));
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
    const raw = this.#prepared(value, field, notes);
    const clean = this.#redactor.json(withoutHoles(raw), where);
    return this.#walk(raw, clean, field, notes) as T;
  }

  /** One value under its key, for queries and path segments. */
  fitNamed(key: string, value: string, field: string, where: string, notes: ValueNote[]): string {
    const raw = this.#prepared(value, this.#labels.text(field), notes);
    const clean = this.#redactor.json({ [key]: raw }, where);
    const [only] = isObject(clean) ? Object.values(clean) : [clean];
    return String(this.#leaf(raw, only, this.#labels.text(field), notes));
  }

  /** The value without the recorded server, which is no secret to supply, and with files under their new names. */
  #prepared<T>(value: T, field: string, notes: ValueNote[]): T {
    if (typeof value === "string") {
      const plain = this.#anonymous.text(value);
      if (plain !== value) notes.push({ decision: "redact", field, reason: "named the recorded server" });
      let text = plain;
      for (const [name, clean] of this.#renames) text = text.replaceAll(name, clean);
      return text as T;
    }
    if (value instanceof Hole) return value;
    if (Array.isArray(value)) return value.map((item) => this.#prepared(item, field, notes)) as T;
    if (!isObject(value)) return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => [key, this.#prepared(item, field, notes)]),
    ) as T;
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
        const name = key === cleanKey
          ? this.#kept(key, field, notes)
          : this.#taken(key, cleanKey, field, notes);
        return [name, this.#walk(item, cleanItem, `${field}.${cleanKey}`, notes)] as const;
      });
      return Object.fromEntries(entries);
    }
    return this.#leaf(raw, clean, field, notes);
  }

  #leaf(raw: unknown, clean: unknown, field: string, notes: ValueNote[]): unknown {
    if (raw !== clean) return this.#taken(raw, String(clean), field, notes);
    return typeof raw === "string" ? this.#kept(raw, field, notes) : raw;
  }

  /** A value of which something was taken out: what was, play gets as secrets; the rest stays. */
  #taken(raw: unknown, clean: string, field: string, notes: ValueNote[]): string {
    const parts = typeof raw === "string" && references(raw).length === 0 ? partsOf(raw, clean) : undefined;
    if (parts === undefined) return this.#secret(field, String(raw), clean, notes);
    return parts.map((part, place) => {
      if ("kept" in part) return this.#kept(part.kept, field, notes);
      if (part.raw === part.mark) return this.#slot(field, part.mark, place, notes);
      return this.#secret(field, part.raw, part.mark, notes);
    }).join("");
  }

  #secret(field: string, raw: string, mark: string, notes: ValueNote[]): string {
    return this.#note(this.#secretName(field, sha256(raw)), field, whatWas(mark), notes);
  }

  /**
   * A mark that the recording holds: its value is not known to anyone but the user, who supplies it as a secret.
   *
   * @param place tells the marks of one text apart, which may have been different values
   */
  #slot(field: string, mark: string, place: number, notes: ValueNote[]): string {
    const plain = mark.toLowerCase().replace("%40", "@").replace("%5b", "[").replace("%5d", "]");
    // A pseudonym stands for one value wherever it comes; the other marks stand for anything.
    const isOne = /^(?:user|session)-/.test(plain);
    const indices = field.split(".").filter((part) => /^\d+$/.test(part)).join(".");
    const hash = sha256(isOne ? plain : `${plain} ${indices} ${place}`);
    const was = `${whatWas(plain)} that was taken out when it was recorded`;
    return this.#note(this.#secretName(field, hash, isOne), field, was, notes);
  }

  #note(name: string, field: string, was: string, notes: ValueNote[]): string {
    const reason = `${was}; play takes it as {{secret.${name}}}`;
    notes.push({ decision: "redact", field, reason, secret: name });
    return `{{secret.${name}}}`;
  }

  #kept(clean: string, field: string, notes: ValueNote[]): string {
    if (hasMark(clean) && references(clean).length > 0) return this.#slot(field, "[redacted]", 0, notes);
    const text = this.#text(clean);
    if (text !== clean) notes.push({ decision: "rewrite", field, reason: "names the recorded run" });
    return this.#withSlots(text, field, notes);
  }

  /** Text with a secret in place of each mark. */
  #withSlots(text: string, field: string, notes: ValueNote[]): string {
    if (!hasMark(text)) return text;
    const name = [...this.#asTheyAre].find((known) => text.includes(known));
    if (name !== undefined) {
      return text.split(name).map((piece) => this.#withSlots(piece, field, notes)).join(name);
    }
    let place = 0;
    return text.replace(MARKS, (mark) => this.#slot(field, mark, place++, notes));
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
  #secretName(field: string, hash: string, isOne = true): string {
    const key = field.split(".").findLast((part) => !/^\d+$/.test(part)) ?? field;
    const base = key.replace(/([a-z0-9])([A-Z])/g, "$1_$2").toUpperCase().replace(/[^A-Z0-9]+/g, "_")
      .replace(/^_+|_+$/g, "") || "VALUE";
    // A key that held a secret itself cannot name one.
    if (base.length > 40 || key.search(MARKS) !== -1) return this.#freeName("VALUE", hash, isOne);
    return this.#freeName(base, hash, isOne);
  }

  /** One value has one name, wherever it stands; what may be different values has one for each field. */
  #freeName(base: string, hash: string, isOne: boolean): string {
    const before = this.#names.get(hash);
    if (before !== undefined && isOne) return before;
    for (let count = 1;; count++) {
      const name = count === 1 ? base : `${base}_${count}`;
      const known = this.#secrets.get(name);
      if (known === undefined) this.#secrets.set(name, hash);
      if (known === undefined || known === hash) {
        this.#names.set(hash, name);
        return name;
      }
    }
  }
}

function hasMark(text: string): boolean {
  return text.search(MARKS) !== -1;
}

/** What stood where a mark stands, in words. */
function whatWas(mark: string): string {
  if (/^user-.*redacted/.test(mark)) return "an e-mail address";
  if (mark.startsWith("user-")) return "a user or a person's name";
  if (mark.startsWith("session-")) return "a session id";
  return mark.startsWith("redacted.") ? "a host" : "a secret value";
}
