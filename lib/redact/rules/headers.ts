/** How far the value of an `Authorization` or `Cookie` header reaches inside text. */

const SCHEME =
  /(?:basic|bearer|digest|token|negotiate|ntlm|apikey|api-key|aws4-hmac-sha256)(?:\s{1,4}|%20|\+)/iy;
const CREDENTIAL = /[^\s"'<>;,\\`)}\]]+/y;
const LINE = /[^\r\n"'<>\\`]+/y;
const COOKIE_PAIR = /[^\s;,="'\\<>]{1,200}=(?:"[^"\r\n]*"|[^\s;"'\\<>]*)/y;
const COOKIE_ATTRIBUTE = /;[ \t]{0,4}[^;\r\n"'\\<>]*/y;

/** End of an `Authorization` value: scheme and credential; for schemes with parameters the rest of the line. */
export function authorizationEnd(text: string, start: number): number {
  const scheme = match(SCHEME, text, start);
  const from = start + scheme.length;
  if (/^(?:digest|aws4)/i.test(scheme)) return from + match(LINE, text, from).length;
  return from + match(CREDENTIAL, text, from).length;
}

/** End of a `Cookie` or `Set-Cookie` value: pairs and attributes; a value without `=` is one word. */
export function cookieEnd(text: string, start: number): number {
  const pair = match(COOKIE_PAIR, text, start);
  if (pair === "") return start + match(CREDENTIAL, text, start).length;
  let end = start + pair.length;
  for (;;) {
    const attribute = match(COOKIE_ATTRIBUTE, text, end);
    if (attribute === "") return end;
    end += attribute.length;
    // A quoted value may follow: name="value"
    if (attribute.endsWith("=") && text[end] === '"') {
      const close = text.indexOf('"', end + 1);
      const line = text.indexOf("\n", end);
      if (close !== -1 && (line === -1 || close < line)) end = close + 1;
    }
  }
}

function match(pattern: RegExp, text: string, at: number): string {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0] ?? "";
}
