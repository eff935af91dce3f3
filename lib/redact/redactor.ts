/** placeholder until the rules land */
import type { JsonValue } from "../model/json.ts";

/** One kind of thing that was taken out of one place, without its value. */
export interface Redaction {
  /** `email`, `jwt`, `bearer`, `key:password`, … */
  rule: string;
  /** Where: a step, an event's line, a file. */
  where: string;
  count: number;
}

/** The one way to disk and terminal. */
export interface Redactor {
  /** Text with every secret replaced. */
  text(input: string, where?: string): string;
  /** A JSON value with secrets replaced, by key and inside strings (nested JSON text, forms, URLs). */
  json(value: JsonValue, where?: string): JsonValue;
  /** What was taken so far. */
  redactions(): Redaction[];
}
