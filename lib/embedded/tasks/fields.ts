/** Values and files of a request for a task, whatever form they came in. */
import { sha256 } from "../../files/hash.ts";
import { isObject, type JsonObject, type JsonValue } from "../../model/json.ts";
import type { Body } from "../http/body.ts";
import { HttpError } from "../http/reply.ts";
import { extensionOf, securedName } from "../runs/names.ts";

/** A file that was sent. */
export interface Upload {
  field: string;
  /** As sent. */
  name: string;
  bytes: Uint8Array;
}

/** Fields that carry credentials; they are no input of a task. */
const CREDENTIALS = new Set(["csrf_token", "cap_token", "rq_token"]);

const MEGABYTE = 1024 * 1024;

/** Values and files by field. */
export class Fields {
  readonly #values = new Map<string, JsonValue[]>();
  /** In the order in which they were sent; file fields that were left empty are not here. */
  readonly uploads: readonly Upload[];

  constructor(body: Body) {
    const uploads: Upload[] = [];
    if (body.kind === "json") {
      if (!isObject(body.value)) throw new HttpError(400, "The request body must be a JSON object");
      for (const [name, value] of Object.entries(body.value)) this.#values.set(name, [value as JsonValue]);
    } else if (body.kind === "text") {
      this.#values.set("text", [body.text]);
    } else if (body.kind === "multipart" || body.kind === "urlencoded") {
      for (const { name, value, file } of body.parts) {
        if (file === undefined) this.#values.set(name, [...this.#values.get(name) ?? [], value]);
        else if (file.name !== "") uploads.push({ field: name, name: file.name, bytes: file.bytes });
      }
    }
    for (const name of CREDENTIALS) this.#values.delete(name);
    this.uploads = uploads;
  }

  /** True when the field was sent with something in it. */
  has(name: string): boolean {
    return this.text(name) !== undefined;
  }

  /** The first value as text; undefined when it is missing, null or empty. */
  text(name: string): string | undefined {
    const value = this.#values.get(name)?.[0];
    if (value === undefined || value === null || value === "") return undefined;
    return typeof value === "object" ? JSON.stringify(value) : String(value);
  }

  /** The first value as a number, or the fallback when there is none. */
  number<T>(name: string, fallback: T): number | T {
    const text = this.text(name);
    if (text === undefined) return fallback;
    const value = Number(text);
    if (Number.isFinite(value)) return value;
    throw new HttpError(400, `${name} must be a number`, { code: "validation_error" });
  }

  /** The first value as a yes or no: `true`, `on`, `1`, `yes`. */
  flag(name: string, fallback: boolean): boolean {
    const text = this.text(name)?.toLowerCase();
    return text === undefined ? fallback : ["true", "on", "1", "yes", "y"].includes(text);
  }

  /** A list of numbers: a JSON array or comma-separated text. */
  numbers(name: string): number[] {
    const value = this.#values.get(name)?.[0];
    const list = Array.isArray(value) ? value : this.text(name)?.split(/[\s,]+/) ?? [];
    const numbers = list.map(Number);
    if (numbers.every(Number.isFinite)) return numbers;
    throw new HttpError(400, `${name} must be a list of numbers`, { code: "validation_error" });
  }

  /**
   * The required text.
   *
   * @throws HttpError 400 when it is missing
   */
  required(name: string): string {
    const text = this.text(name);
    if (text === undefined) throw new HttpError(400, `${name} is required`, { code: "validation_error" });
    return text;
  }

  /**
   * The upload of a field, its extension and size checked.
   *
   * @param megabytes largest size that is taken
   * @throws HttpError 400 for an extension that is not taken, 413 for what is too large
   */
  upload(field: string, extensions: readonly string[], megabytes = 100): Upload | undefined {
    const upload = this.uploads.find((candidate) => candidate.field === field);
    if (upload === undefined) return undefined;
    if (!extensions.includes(extensionOf(upload.name)) || securedName(upload.name) === "") {
      throw new HttpError(400, `Invalid file extension for ${upload.name}`, { code: "validation_error" });
    }
    if (upload.bytes.byteLength <= megabytes * MEGABYTE) return upload;
    throw new HttpError(413, `${upload.name} is larger than ${megabytes} MB`, { code: "validation_error" });
  }

  /** Like {@link upload}, and an error when it is missing. */
  requiredUpload(field: string, extensions: readonly string[], megabytes?: number): Upload {
    const upload = this.upload(field, extensions, megabytes);
    if (upload === undefined) throw new HttpError(400, `${field} is required`, { code: "validation_error" });
    return upload;
  }

  /** Everything that was sent, files by name, size and hash; the run's own id, when it has one, does not show. */
  describe(runId?: string): JsonObject {
    const hide = (value: JsonValue): JsonValue =>
      typeof value === "string"
        ? runId === undefined ? value : value.replaceAll(runId, "<runid>")
        : Array.isArray(value)
        ? value.map(hide)
        : isObject(value)
        ? Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, hide(inner)]))
        : value;
    const values = [...this.#values].map((
      [name, all],
    ) => [name, hide(all.length === 1 ? all[0] ?? null : all)]);
    const files = this.uploads.map(({ field, name, bytes }) => ({
      field,
      name,
      size: bytes.byteLength,
      sha256: sha256(bytes),
    }));
    return { ...Object.fromEntries(values), ...files.length === 0 ? {} : { files } };
  }
}
