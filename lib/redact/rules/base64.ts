/** Base64 of text that holds a secret. */
import { Buffer } from "node:buffer";
import { REDACTED } from "../marks.ts";
import type { Rule, Scope } from "../scope.ts";

const RUN = /[A-Za-z0-9+/_-]{12,}={0,2}/g;
const LONGEST = 1_000_000;

export const base64: Rule = {
  name: "base64",
  applies: (text) => text.length >= 12,
  apply: (text, scope) => text.replace(RUN, (run) => redactRun(run, scope)),
};

/** A run may be base64 with slashes in it, or a path with base64 as one part. */
function redactRun(run: string, scope: Scope): string {
  if (holdsSecret(run, scope)) return mark(scope);
  for (const separator of ["/", "-", "_"]) {
    if (!run.includes(separator)) continue;
    const parts = run.split(separator);
    const next = parts.map((part) => part.length >= 12 && holdsSecret(part, scope) ? mark(scope) : part);
    if (next.some((part, index) => part !== parts[index])) return next.join(separator);
  }
  return run;
}

function holdsSecret(run: string, scope: Scope): boolean {
  if (run.length > LONGEST || !startsLikeText(run)) return false;
  const bytes = Buffer.from(run, "base64");
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    // deno-lint-ignore no-control-regex
    return !/[\x00-\x08\x0e-\x1f\x7f]/.test(text) && scope.inner(text) !== text;
  } catch {
    return false;
  }
}

function startsLikeText(run: string): boolean {
  return Buffer.from(run.slice(0, 8), "base64").every((byte) =>
    byte >= 0x80 || (byte >= 0x20 && byte < 0x7f) || byte === 0x09 || byte === 0x0a || byte === 0x0d
  );
}

function mark(scope: Scope): string {
  scope.hit("base64");
  return REDACTED;
}
