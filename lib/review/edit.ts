/** The edits of one review, in memory: the profile's text, new seeds, secrets to take out, and what was decided. */
import { resolve } from "node:path";
import type { BaselineCandidates } from "../baseline/candidates.ts";
import { fillFrom } from "../drafts/fill_from.ts";
import { ProfileError } from "../errors.ts";
import { sha256 } from "../files/hash.ts";
import { isObject, type JsonValue } from "../model/json.ts";
import { Hole, Profile } from "../model/profile.ts";
import type { LedgerEntry } from "../model/ledger.ts";
import { loadProfile } from "../profiles/load.ts";
import type { Redactor } from "../redact/redactor.ts";
import { YamlEditor } from "../yaml/edit.ts";
import {
  type Address,
  fieldOf,
  fieldsOf,
  findStep,
  formatAddress,
  indexed,
  isFile,
  isForm,
  resolveAddress,
  type StepMap,
} from "../drafts/address.ts";
import { chooseCandidates } from "./candidates.ts";
import { valueIn } from "../model/value_in.ts";
import { linksOf, sourceOf } from "./describe.ts";
import type { OpenDraft } from "./open.ts";
import { mapStrings, renamed } from "./rename.ts";
import type { Decider, EditRequest } from "./requests.ts";
import { learnSecret, secretName, type SecretValue, withoutSecret } from "../drafts/secret_value.ts";
import { suspectsMeant } from "../drafts/suspect_remedy.ts";
import { doubtfulWords, suggestionsOf } from "./suggestions.ts";
import { typedValue, wholeForm } from "./typed_value.ts";
import { takeUpload } from "./upload.ts";

/** What an edit needs of its surroundings. */
export interface EditContext extends Decider {
  dataRoot: string;
  /** Folder that paths are taken from. */
  cwd: string;
  redactor: Redactor;
}

/** Collects edits; nothing is written. */
export class DraftEdit {
  readonly entries: LedgerEntry[] = [];
  /** New files below `seed/`. */
  readonly seeds = new Map<string, Uint8Array>();
  /** What is to be taken out of every file. */
  readonly secrets: SecretValue[] = [];
  /** The baseline candidates with new choices; not there when none was made. */
  candidates: BaselineCandidates | undefined;
  /** Words of suspects that name nobody. */
  readonly keptSuspects: string[] = [];
  /** Sentences about what was not done as asked. */
  readonly warnings: string[] = [];
  readonly #draft: OpenDraft;
  readonly #context: EditContext;
  readonly #editor: YamlEditor;

  constructor(draft: OpenDraft, context: EditContext) {
    this.#draft = draft;
    this.#context = context;
    this.#editor = new YamlEditor(draft.text, draft.file);
  }

  /** The profile's text with all edits. */
  get text(): string {
    return this.#editor.text;
  }

  /**
   * Does what was asked for.
   *
   * @throws ProfileError usage for an address or value that is wrong, refused for what may not be done
   */
  async apply(request: EditRequest): Promise<void> {
    switch (request.kind) {
      case "drop":
        return this.#drop(request.step);
      case "redact":
        return this.#redact(request.at);
      case "fill":
        return await this.#fill(request.at, request.value);
      case "set":
        return await this.#setValue(request.at, request.value);
      case "accept":
        return this.#accept(request.at);
      case "approve":
        return this.#decide("accept", findStep(request.step, this.#steps).id, "is right as it is");
      case "fill-from":
        return await this.#fillFrom(request.from);
      case "optional":
        return this.#optional(request.step, request.value);
      case "rename":
        return this.#rename(request.from, request.to);
      case "text":
        return this.#metadata(request.field, request.text);
      case "tag":
        return this.#tag(request.tag);
      case "keep-suspect":
        return this.#keepSuspect(request.which);
      case "candidate":
        return this.#candidate(request.choice, request.targets);
      case "text-edit":
        return this.#replace(request.text, request.base);
    }
  }

  get #steps(): StepMap[] {
    const { content } = this.#editor;
    const steps = isObject(content) ? content["steps"] : undefined;
    return Array.isArray(steps)
      ? steps.filter((step): step is StepMap => isObject(step) && "id" in step)
      : [];
  }

  #indexOf(id: string): number {
    return this.#steps.findIndex((step) => step.id === id);
  }

  #decide(decision: string, subject: string, why: string, evidence?: Record<string, unknown>): void {
    const { now, who, reason } = this.#context;
    this.entries.push({
      version: 1,
      at: now.toISOString(),
      by: "review",
      who,
      decision,
      subject,
      reason: reason ?? why,
      ...(evidence === undefined ? {} : { evidence }),
    });
  }

  #drop(name: string): void {
    const step = findStep(name, this.#steps);
    const needing = this.#steps.filter((other) =>
      other.id !== step.id && linksOf(other).some((link) => sourceOf(link, this.#steps) === step.id)
    );
    if (needing.length > 0) {
      throw new ProfileError("refused", `${step.id} cannot be dropped: later steps use its values`, {
        others: needing.map(({ id }) => ({
          message: `${id} takes ${linksOf(this.#steps[this.#indexOf(id)]).join(", ")}`,
        })),
        remedy: `Drop ${needing.map(({ id }) => id).join(", ")} first, or --set other values there`,
      });
    }
    this.#editor.remove(["steps", this.#indexOf(step.id)]);
    this.#decide("drop", step.id, "dropped by the reviewer");
  }

  #redact(text: string): void {
    const address = resolveAddress(text, this.#steps);
    const value = valueIn(this.#steps[this.#indexOf(address.step)], address.path);
    const isHole = value instanceof Hole;
    if (address.path.length === 0 || (!isHole && typeof value === "object")) {
      throw new ProfileError("usage", `${formatAddress(address)} is no single value`, {
        remedy: address.path[0] === "files"
          ? "Fill that field with another file, or drop the step"
          : "Name one value inside of it",
      });
    }
    if (["id", "action"].includes(String(address.path[0]))) throw this.#notAValue(address);
    const taken = new Set(Object.keys(this.#knownSecrets()));
    const key = String(address.path.findLast((part) => typeof part === "string"));
    const name = secretName(key, taken);
    this.#editor.set(this.#yamlPath(address), `{{secret.${name}}}`);
    const why = `a value that the reviewer took out of ${address.step}, ${fieldOf(address)}`;
    this.#editor.set(["prerequisites", "secrets", name], why, "metadata");
    if (!isHole) this.#takeOut({ key, text: String(value) }, name);
    this.#decide("redact", formatAddress(address), "taken out by the reviewer", {
      instead: `{{secret.${name}}}`,
    });
  }

  #knownSecrets(): Record<string, unknown> {
    const known = valueIn(this.#editor.content, ["prerequisites", "secrets"]);
    return isObject(known) ? known : {};
  }

  /** The same value in other places of the profile. */
  #takeOut(secret: SecretValue, name: string): void {
    this.secrets.push(secret);
    learnSecret(this.#context.redactor, secret);
    const { content } = this.#editor;
    if (!isObject(content)) return;
    for (const path of fieldsOf(content as StepMap)) {
      const value = valueIn(content, path);
      const key = String(path.findLast((part) => typeof part === "string"));
      const own = path[0] === "steps" && path.length === 3 && (path[2] === "id" || path[2] === "action");
      const clean = withoutSecret(value, secret, name, key);
      if (clean !== value && !own && path[0] !== "version") this.#editor.set(path, clean);
    }
  }

  async #fill(text: string, value: string): Promise<void> {
    const address = resolveAddress(text, this.#steps);
    const old = this.#valueAt(address);
    if (!(old instanceof Hole)) {
      throw new ProfileError("usage", `${formatAddress(address)} is no hole`, {
        remedy: `Say --set ${formatAddress(address)}=… to change a value`,
      });
    }
    await this.#put(address, value, "fill", "filled by the reviewer");
  }

  async #setValue(text: string, value: string): Promise<void> {
    const address = resolveAddress(text, this.#steps, "allow");
    const [first] = address.path;
    if (first === undefined || first === "id" || first === "action") throw this.#notAValue(address);
    for (let length = 1; length <= address.path.length; length++) {
      const at = { ...address, path: address.path.slice(0, length) };
      if (!(this.#valueAt(at) instanceof Hole)) continue;
      throw new ProfileError("usage", `${formatAddress(at)} is a hole`, {
        remedy: `Say --fill ${formatAddress(at)}=… to fill it`,
      });
    }
    await this.#put(address, value, "set", "set by the reviewer");
  }

  /** Writes a value that the user typed, or the file that it names. */
  async #put(address: Address, value: string, decision: string, why: string): Promise<void> {
    if (isFile(address)) {
      return await this.#putFile(address, resolve(this.#context.cwd, value), decision, why);
    }
    this.#write(
      address,
      isForm(address) ? wholeForm(formatAddress(address), value) : typedValue(value, address.path[0]),
    );
    this.#decide(decision, formatAddress(address), why);
  }

  /** Writes a value that holds no secret. */
  #write(address: Address, value: unknown): void {
    const key = String(address.path.findLast((part) => typeof part === "string"));
    const counter = this.#context.redactor.share();
    const clean = counter.json({ [key]: value as JsonValue }, formatAddress(address));
    if (JSON.stringify(clean) !== JSON.stringify({ [key]: value })) {
      const rules = [...new Set(counter.redactions().map(({ rule }) => rule))].join(", ");
      throw new ProfileError(
        "refused",
        `The value for ${formatAddress(address)} holds a secret (rule ${rules})`,
        {
          remedy: `Say --redact ${formatAddress(address)}: play then takes it as {{secret.NAME}}`,
        },
      );
    }
    this.#editor.set(this.#yamlPath(address), value);
  }

  /** @param twin the upload of another recording that the file comes from */
  async #putFile(
    address: Address,
    file: string,
    decision: string,
    why: string,
    twin?: unknown,
  ): Promise<void> {
    const { redactor, now } = this.#context;
    const at = this.#draft.profile.metadata.recorded?.from ?? now.toISOString();
    const old = twin ?? this.#valueAt(address);
    const upload = await takeUpload(file, String(address.path[1]), at, old, redactor);
    this.seeds.set(upload.value.seed, upload.bytes);
    this.#editor.set(this.#yamlPath(address), upload.value);
    if (upload.redacted) {
      this.warnings.push(`the file for ${formatAddress(address)} held secrets; they were taken out`);
    }
    this.#decide(decision, formatAddress(address), why, {
      seed: `seed/${upload.value.seed}`,
      sha256: sha256(upload.bytes),
      size: upload.bytes.length,
      ...(upload.redacted ? { redacted: true } : {}),
    });
  }

  #accept(text: string | undefined): void {
    const { taken, doubtful } = suggestionsOf(this.#steps, text);
    for (const { address, suggestion: { value, from } } of taken) {
      this.#write(address, value);
      this.#decide("accept", formatAddress(address), `the suggested value, from ${from}`, { from });
    }
    if (doubtful.length > 0) this.warnings.push(doubtfulWords(doubtful));
  }

  async #fillFrom(name: string): Promise<void> {
    const { dataRoot, cwd } = this.#context;
    const other = await loadProfile(name, dataRoot, cwd).catch(async (error: unknown) => {
      return await loadProfile(`_drafts/${name}`, dataRoot, cwd).catch(() => {
        throw error;
      });
    });
    const current = Profile.parse(this.#editor.content);
    const fillings = fillFrom(current, other.profile, other.seedDir);
    if (fillings.length === 0) {
      throw new ProfileError("usage", `${name} has no value for any hole of this draft`, {
        remedy: "Name a recording of the same workflow whose steps have these values",
      });
    }
    for (const { step, path, value, from, file } of fillings) {
      const address = resolveAddress(
        formatAddress({ step, path: indexed(this.#steps, step, path) }),
        this.#steps,
      );
      if (file !== undefined) await this.#putFile(address, file.source, "fill", `from ${from}`, value);
      else {
        this.#write(address, value);
        this.#decide("fill", formatAddress(address), `from ${from}`, { from });
      }
    }
  }

  #optional(name: string, value: boolean): void {
    const step = findStep(name, this.#steps);
    if ((step["optional"] === true) === value) return;
    const path = ["steps", this.#indexOf(step.id), "optional"];
    if (value) this.#editor.set(path, true);
    else this.#editor.remove(path);
    this.#decide("optional", step.id, value ? "play skips it unless asked for" : "play needs it");
  }

  #rename(from: string, to: string): void {
    const step = findStep(from, this.#steps);
    if (step.id === to) return;
    const id = step.id;
    this.#editor.set(["steps", this.#indexOf(id), "id"], to);
    const change = (text: string) => renamed(text, id, to);
    this.#editor.replaceText(change, mapStrings(this.#editor.content, change));
    this.#decide("rename", id, `is called ${to} from now on`, { to });
  }

  #metadata(field: "title" | "notes", text: string): void {
    const clean = this.#clean(text, field);
    if (field === "title") this.#editor.set(["metadata", "title"], clean, "slug");
    else this.#editor.set(["notes"], clean);
    this.#decide("edit", field, `${field} written by the reviewer`);
  }

  #tag(text: string): void {
    const tag = this.#clean(text, "tag");
    const tags = valueIn(this.#editor.content, ["metadata", "tags"]);
    const known: unknown[] = Array.isArray(tags) ? tags : [];
    if (known.includes(tag)) return;
    this.#editor.set(["metadata", "tags"], [...known, tag], "title");
    this.#decide("edit", "tags", `tagged ${tag}`);
  }

  #candidate(choice: "take" | "drop", targets: string): void {
    const { list, changed } = chooseCandidates(this.candidates ?? this.#draft.candidates, choice, targets);
    for (const target of changed) {
      const why = choice === "take"
        ? "promote makes a comparison of it"
        : "promote compares it only when named";
      this.#decide("candidate", target, why, { choice });
    }
    if (changed.length > 0) this.candidates = list;
  }

  #keepSuspect(which: string): void {
    for (const { where, field, words } of suspectsMeant(this.#draft.status?.suspects ?? [], which)) {
      this.keptSuspects.push(words);
      this.#decide("keep-suspect", `${where}, ${field}`, "names nobody, and stays as it is");
    }
  }

  #replace(text: string, base: string): void {
    if (base !== this.#draft.text) {
      throw new ProfileError("refused", "The draft was changed by somebody else while it was edited", {
        position: { file: this.#draft.file },
        remedy: "Look at it again, then edit it again",
      });
    }
    this.#editor.replaceText(() => text, new YamlEditor(text, this.#draft.file).content);
    this.#decide("edit", "profile.yaml", "edited by the reviewer");
  }

  #clean(text: string, what: string): string {
    const clean = this.#context.redactor.text(text, what);
    if (clean !== text) this.warnings.push(`the ${what} held a secret, which was taken out`);
    return clean;
  }

  #valueAt({ step, path }: Address): unknown {
    return valueIn(this.#steps[this.#indexOf(step)], path);
  }

  #yamlPath({ step, path }: Address): (string | number)[] {
    return ["steps", this.#indexOf(step), ...path];
  }

  #notAValue(address: Address): ProfileError {
    return new ProfileError("usage", `${formatAddress(address)} is no value of the request`, {
      remedy: "Rename a step with --rename OLD=NEW; its action cannot be changed",
    });
  }
}
