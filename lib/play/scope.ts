/** Values of templates during a play, and the rewriting of the recorded run id inside bodies. */
import { isObject, type JsonValue } from "../model/json.ts";
import { expand, type Lookup } from "../profiles/template.ts";
import { ProfileError } from "../errors.ts";
import { decodeFully } from "../http/run_names.ts";

const SECRET = /\{\{\s*secret\.\w+\s*\}\}/g;

/** Names and their values; grows with each step. */
export class Scope {
  readonly #values: Map<string, JsonValue>;
  readonly #secret: (name: string) => string | undefined;
  readonly #onSave: (step: string, name: string, value: JsonValue) => void;

  constructor(
    values: Record<string, JsonValue>,
    secret: (name: string) => string | undefined,
    onSave: (step: string, name: string, value: JsonValue) => void = () => {},
  ) {
    this.#values = new Map(Object.entries(values));
    this.#secret = secret;
    this.#onSave = onSave;
  }

  /** Keeps a value of a step as `steps.<id>.<name>`. */
  save(step: string, name: string, value: JsonValue): void {
    this.#values.set(`steps.${step}.${name}`, value);
    this.#onSave(step, name, value);
  }

  /** A value that an earlier play saved: known again, and kept already. */
  restore(step: string, name: string, value: JsonValue): void {
    this.#values.set(`steps.${step}.${name}`, value);
  }

  /**
   * The value with every template replaced.
   *
   * @throws ProfileError unavailable for a secret that is not given, usage for a name without a value
   */
  fill(value: unknown): JsonValue {
    return expand(value, this.#lookup, (name) => {
      if (!name.startsWith("secret.")) {
        throw new ProfileError("usage", `{{${name}}} has no value at this step`);
      }
      const variable = `PROFILE_SECRET_${name.slice("secret.".length)}`;
      throw new ProfileError("unavailable", `The secret "${name.slice("secret.".length)}" is not given`, {
        remedy: `Set the environment variable ${variable}`,
      });
    });
  }

  /** As {@link fill} for the path of an address: a secret is one segment or a part of one, whatever is in it. */
  fillPath(path: string): JsonValue {
    return this.fill(path.replace(SECRET, (template) => encodeURIComponent(String(this.fill(template)))));
  }

  readonly #lookup: Lookup = (name) => {
    if (name.startsWith("secret.")) return this.#secret(name.slice("secret.".length));
    return this.#values.get(name);
  };
}

/**
 * The value with the recorded run id replaced by the sandbox's: where a string is the id or a composite id below it
 * (`<run>;;omni;;<scenario>`), and where such an id stands as the segment behind `/runs/`, encoded or not.
 * Anything else that names the run is left for the guard to refuse.
 */
export function rewriteRun(value: JsonValue, recorded: string | undefined, sandbox: string): JsonValue {
  if (recorded === undefined) return value;
  if (typeof value === "string") return rewriteText(value, recorded, sandbox);
  if (Array.isArray(value)) return value.map((item) => rewriteRun(item, recorded, sandbox));
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, rewriteRun(item as JsonValue, recorded, sandbox)]),
  );
}

function rewriteText(text: string, recorded: string, sandbox: string): string {
  const whole = rewriteId(text, recorded, sandbox);
  if (whole !== undefined) return whole;
  return text.split(/(?<=\/runs\/)([^/?#"'\s]+)/)
    .map((part, at) => at % 2 === 0 ? part : rewriteId(part, recorded, sandbox) ?? part).join("");
}

/** The sandbox's id, or the child run of it, for an id of the recording; undefined for any other text. */
function rewriteId(text: string, recorded: string, sandbox: string): string | undefined {
  if (text === recorded) return sandbox;
  const id = decodeFully(text);
  if (id === recorded) return sandbox;
  if (!id.startsWith(`${recorded};;`) || /[\s/?#]/.test(id)) return undefined;
  return sandbox + id.slice(recorded.length);
}
