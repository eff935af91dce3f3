/**
 * Content-Security-Policy of a page with the toolbar in it. Two things are let through and nothing else: the one
 * inline script (by its hash) and requests to the toolbar's own address. No style directive is touched, as the
 * toolbar's style is built with the CSS object model, which no policy forbids.
 *
 * Source: Content Security Policy Level 3, sections 2.2 (parsing), 6.7 (matching), 6.8 (fall-back of directives).
 */

/** What the toolbar needs of a policy. */
export interface CspNeeds {
  /** Hash source of the inline script: `'sha256-…'`. */
  script: string;
  /** Source of the toolbar's requests: origin and path, ending with a slash. */
  connect: string;
}

interface Directive {
  name: string;
  sources: string[];
  /** Index of its text in the list of segments. */
  at: number;
}

/** ASCII white space as HTML and CSP know it. */
const SPACE = /[\t\n\f\r ]+/;

/**
 * Adapts a header's value, which may hold several policies with commas between them.
 *
 * @param value of `Content-Security-Policy` or `Content-Security-Policy-Report-Only`
 * @returns the value with as little added as possible; the same text when nothing is needed
 * @example
 * ```ts
 * import { adaptCsp } from "./csp.ts";
 * adaptCsp("script-src 'self'", { script: "'sha256-x'", connect: "http://localhost:1/.profile/" });
 * // "script-src 'self' 'sha256-x'"
 * ```
 */
export function adaptCsp(value: string, needs: CspNeeds): string {
  return value.split(",").map((policy) => adaptPolicy(policy, needs)).join(",");
}

/**
 * True when a policy keeps the toolbar out for good: a sandbox without scripts, or with an origin of its own,
 * from which the toolbar's address cannot be read.
 */
export function sandboxesToolbar(value: string): boolean {
  return value.split(",").some((policy) => {
    const sandbox = parse(policy.split(";")).get("sandbox");
    if (sandbox === undefined) return false;
    const flags = sandbox.sources.map((flag) => flag.toLowerCase());
    return !flags.includes("allow-scripts") || !flags.includes("allow-same-origin");
  });
}

function adaptPolicy(policy: string, needs: CspNeeds): string {
  const segments = policy.split(";");
  const directives = parse(segments);
  const added: string[] = [];
  const defaults = directives.get("default-src");

  const script = directives.get("script-src-elem") ?? directives.get("script-src");
  if (!admitsScript(script ?? defaults, needs.script)) {
    if (script !== undefined) segments[script.at] = extended(segments[script.at], script, needs.script);
    // Only for elements: workers, handlers and eval keep falling back to default-src.
    else added.push(copied("script-src-elem", defaults, isScriptSource, needs.script));
  }

  const connect = directives.get("connect-src");
  if (!admitsConnect(connect ?? defaults, needs.connect)) {
    if (connect !== undefined) segments[connect.at] = extended(segments[connect.at], connect, needs.connect);
    else added.push(copied("connect-src", defaults, isAddressSource, needs.connect));
  }
  if (added.length === 0) return segments.join(";");
  const text = segments.join(";");
  return `${text}${/;\s*$/.test(text) ? " " : "; "}${added.join("; ")}`;
}

/** Directives by lower-case name; of several with one name the first counts. */
function parse(segments: readonly string[]): Map<string, Directive> {
  const found = new Map<string, Directive>();
  for (const [at, segment] of segments.entries()) {
    const [word, ...sources] = segment.split(SPACE).filter((part) => part !== "");
    const name = word?.toLowerCase();
    if (name !== undefined && !found.has(name)) found.set(name, { name, sources, at });
  }
  return found;
}

function admitsScript(directive: Directive | undefined, hash: string): boolean {
  if (directive === undefined || directive.sources.includes(hash)) return true;
  const sources = directive.sources.map((source) => source.toLowerCase());
  // A nonce, a hash or 'strict-dynamic' switches 'unsafe-inline' off; adding a hash here would do so, too.
  return sources.includes("'unsafe-inline'") &&
    !sources.some((source) =>
      source === "'strict-dynamic'" || /^'(?:nonce-|sha(?:256|384|512)-)/.test(source)
    );
}

function admitsConnect(directive: Directive | undefined, own: string): boolean {
  if (directive === undefined) return true;
  return directive.sources.some((source) =>
    source === own || source === "*" || source.toLowerCase() === "'self'"
  );
}

/** The directive's own text with one source more; `'none'` gives way, as it means nothing beside another source. */
function extended(segment = "", directive: Directive, source: string): string {
  if (directive.sources.some(isNone)) {
    const kept = directive.sources.filter((item) => !isNone(item));
    const lead = /^[\t\n\f\r ]*/.exec(segment)?.[0] ?? "";
    return lead + [directive.name, ...kept, source].join(" ");
  }
  return `${segment.replace(/[\t\n\f\r ]+$/, "")} ${source}`;
}

function copied(
  name: string,
  from: Directive | undefined,
  fits: (source: string) => boolean,
  source: string,
): string {
  const kept = (from?.sources ?? []).filter((item) => !isNone(item) && fits(item));
  return [name, ...kept, source].join(" ");
}

function isNone(source: string): boolean {
  return source.toLowerCase() === "'none'";
}

/** What means something for a script element; 'unsafe-inline' is off beside a hash anyway. */
function isScriptSource(source: string): boolean {
  return !/^'(?:unsafe-inline|unsafe-eval|wasm-unsafe-eval|unsafe-hashes)'$/i.test(source);
}

/** What means something for an address: hosts, schemes and 'self'. */
function isAddressSource(source: string): boolean {
  return !source.startsWith("'") || /^'(?:self|report-sample)'$/i.test(source);
}
