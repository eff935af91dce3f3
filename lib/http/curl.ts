/** A request as a command line of curl that can be copied into a POSIX shell. Secrets are names of environment variables. */
import type { HttpRequest } from "./client.ts";
import type { Part } from "./multipart.ts";

/** Headers that hold credentials, with what stands in the command. */
const CREDENTIALS: Record<string, string> = {
  authorization: "Authorization: Bearer ${PROFILE_BEARER}",
  cookie: "Cookie: ${PROFILE_COOKIE}",
  "x-csrftoken": "X-CSRFToken: ${PROFILE_CSRF}",
};
/** Longer bodies are read from a file by whoever repeats the request, characters. */
const LONGEST_BODY = 8192;

/**
 * The command.
 *
 * @param secrets value to the name of the variable that holds it: what stands in address or body is replaced
 * @example
 * ```text
 * curl -sS 'https://h/rq-engine/api/runs/x/y/set-outlet' -H "Authorization: Bearer ${PROFILE_BEARER}"
 *   -H 'Content-Type: application/json' --data-raw '{"latitude":46.7}'
 * ```
 */
export function curlLine(request: HttpRequest, secrets: ReadonlyMap<string, string> = new Map()): string {
  const { method, url, headers = {}, body } = request;
  const word = (text: string) => quoted(text, secrets);
  const words = ["curl", "-sS"];
  // A browser does not read brackets and braces as patterns.
  if (/[[\]{}]/.test(url.href)) words.push("-g");
  if (method !== (body === undefined ? "GET" : "POST")) words.push("-X", word(method));
  words.push(word(url.href));
  const names = Object.keys(headers).map((name) => name.toLowerCase());
  for (const [name, value] of Object.entries(headers)) {
    const credential = CREDENTIALS[name.toLowerCase()];
    words.push("-H", credential === undefined ? word(`${name}: ${value}`) : `"${credential}"`);
  }
  if (!names.includes("authorization") && !names.includes("cookie")) words.push("-b", '"${PROFILE_COOKIE}"');
  if (body?.kind === "text") {
    words.push("-H", word(`Content-Type: ${body.contentType}`));
    if (body.text.length > LONGEST_BODY) words.push("--data-binary", "@body.txt");
    else words.push("--data-raw", word(body.text));
  } else if (body !== undefined) {
    for (const part of body.multipart.parts) words.push(...formWords(part, word));
  }
  return words.join(" ");
}

/** `-F` for a file, `--form-string` for a value: curl reads `@` and `<` at the beginning of the former as a file's name. */
function formWords(part: Part, word: (text: string) => string): string[] {
  if ("value" in part) return ["--form-string", word(`${part.name}=${part.value}`)];
  const file = part.path ?? "/dev/null";
  const type = part.type === "" ? "" : `;type=${part.type}`;
  return ["-F", word(`${part.name}=@${inForm(file)};filename=${inForm(part.filename)}${type}`)];
}

/** A file's name inside of `-F`. */
function inForm(name: string): string {
  return `"${name.replaceAll("\\", "\\\\").replaceAll('"', '\\"')}"`;
}

/** The text as one word of a shell: in single quotes, or in double ones where variables stand in it. */
function quoted(text: string, secrets: ReadonlyMap<string, string>): string {
  // What a command line cannot hold at all.
  const whole = text.replaceAll("\0", "");
  const values = [...secrets.keys()].filter((value) => value !== "").sort((a, b) => b.length - a.length);
  const found = values.filter((value) => whole.includes(value));
  if (found.length === 0) {
    return /^[\w./:@%+=,-]+$/.test(whole) ? whole : `'${whole.replaceAll("'", `'\\''`)}'`;
  }
  const pattern = new RegExp(
    `(${found.map((value) => value.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")).join("|")})`,
  );
  const pieces = whole.split(pattern).map((piece) => {
    const name = secrets.get(piece);
    return name === undefined ? piece.replace(/[\\"$`]/g, "\\$&") : `\${${name}}`;
  });
  return `"${pieces.join("")}"`;
}
