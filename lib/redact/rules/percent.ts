/** Percent-encoded text (values of queries and forms, also encoded twice) is decoded, redacted, encoded again. */
import type { Rule } from "../scope.ts";

/** What `encodeURIComponent` leaves alone, with the percent sign and the `+` of forms. */
const OUTSIDE = /([^\w%.~!*'()+-]+)/;
const ENCODED = /%[0-9A-Fa-f]{2}/;

export const percentEncoded: Rule = {
  name: "percent-encoded",
  applies: (text) => text.includes("%"),
  apply: (text, scope) =>
    replaceRuns(text, (run) => {
      const decoded = decodePercent(run);
      const next = scope.inner(decoded);
      return next === decoded ? run : encodeLike(run, next);
    }),
};

/** Calls back for each run that holds a percent sign; splitting keeps it linear. */
function replaceRuns(text: string, replace: (run: string) => string): string {
  return text.split(OUTSIDE).map((part, index) =>
    index % 2 === 1 || !ENCODED.test(part) ? part : replace(part)
  ).join("");
}

/** Decodes what is well encoded and leaves the rest. */
export function decodePercent(text: string): string {
  return text.replace(/(?:%[0-9A-Fa-f]{2})+/g, (bytes) => {
    try {
      return decodeURIComponent(bytes);
    } catch {
      return bytes;
    }
  });
}

/** In a form `+` is a space: what was written so stays so. */
function encodeLike(run: string, text: string): string {
  const encoded = encodeURIComponent(text.toWellFormed());
  return run.includes("+") ? encoded.replaceAll("%2B", "+") : encoded;
}
