/** Where a text names a run: as a whole word behind any encoding, in an address, or in a field that holds run ids. */
import { Buffer } from "node:buffer";
import { isObject, parseJson } from "../model/json.ts";

/** Encoded deeper than any client does: taken for an attempt to hide. */
const DEEPEST = 12;

/**
 * The text as it stands and after each round of decoding (percent-encoding, JSON escapes), until nothing changes.
 *
 * @returns all forms, the text itself first; `hidden` when there was still something to decode after many rounds
 */
export function decodings(text: string): { forms: string[]; hidden: boolean } {
  const forms = [text];
  for (let depth = 0; depth < DEEPEST; depth++) {
    const current = forms[forms.length - 1] ?? "";
    const decoded = decodeOnce(current);
    if (decoded === current) return { forms, hidden: false };
    forms.push(decoded);
  }
  return { forms, hidden: true };
}

/** The text decoded as far as it goes. */
export function decodeFully(text: string): string {
  return decodings(text).forms.at(-1) ?? text;
}

/**
 * True when the text names the run, as it stands or behind any number of encodings. A name is a whole word: `abc`
 * does not occur in `abcdef`.
 *
 * @param allowed runs that may stand there even where they contain the name
 */
export function namesRun(text: string, run: string, ...allowed: string[]): boolean {
  const word = new RegExp(`(?<![\\w-])${escape(run)}(?![\\w-])`, "i");
  const { forms, hidden } = decodings(text);
  return hidden || forms.some((form) => word.test(without(form, allowed)));
}

function without(text: string, allowed: readonly string[]): string {
  return allowed.filter(Boolean).reduce((left, one) => left.replaceAll(one, "\0"), text);
}

/** The address of a run as pages and services have it, at the begin of a text or of a quoted part of it. */
const ADDRESS =
  /(?:^|["'\s=,;(<>]|https?:\/\/[^/\s"'<>]+)(?:\/weppcloud|\/rq-engine\/api|\/query-engine)?\/runs\/+([^/?#"'\s<>]+)\//gi;
/** Fields that hold the id of a run: `runid`, `run_id`, `source_runid`, `targetRunId`. */
const FIELD = /^(?:\w*_)?run_?id$|^\w*Run_?Id$/i;

/**
 * The runs that a query or body names, as far as they are recognisable.
 *
 * @param text JSON, fields (`a=b&c=d`), or plain text
 */
export function runsIn(text: string): string[] {
  if (text === "") return [];
  const found = new Set<string>();
  for (const form of decodings(text).forms) {
    for (const [, run = ""] of form.matchAll(ADDRESS)) found.add(decodeFully(run));
  }
  for (const [name, value] of fieldsIn(text)) {
    if (FIELD.test(decodeFully(name).trim()) && value.trim() !== "") found.add(decodeFully(value).trim());
  }
  return [...found];
}

/** Names and values of a JSON document, a list of pairs, or a form. */
function fieldsIn(text: string): [string, string][] {
  const json = parseJson(text);
  if (json !== undefined) return pairsOf(json);
  if (!text.includes("=")) return [];
  return [...new URLSearchParams(text)].flatMap(([name, value]): [string, string][] => {
    const inner = parseJson(value);
    return [[name, value], ...(inner === undefined || typeof inner !== "object" ? [] : pairsOf(inner))];
  });
}

function pairsOf(value: unknown): [string, string][] {
  if (typeof value === "string") {
    const inner = /^\s*[[{]/.test(value) ? parseJson(value) : undefined;
    return inner === undefined ? [] : pairsOf(inner);
  }
  if (Array.isArray(value)) {
    const [name, held] = value;
    const pair: [string, string][] =
      value.length === 2 && typeof name === "string" && typeof held === "string" ? [[name, held]] : [];
    return [...pair, ...value.flatMap(pairsOf)];
  }
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([name, held]): [string, string][] => {
    const texts = [held].flat().filter((one): one is string => typeof one === "string");
    return [...texts.map((one): [string, string] => [name, one]), ...pairsOf(held)];
  });
}

/** One round: percent-encodings, then the escapes of JSON strings. */
export function decodeOnce(text: string): string {
  return text
    .replace(/(?:%[0-9a-f]{2})+/gi, (encoded) => {
      try {
        return decodeURIComponent(encoded);
      } catch {
        return Buffer.from(encoded.replaceAll("%", ""), "hex").toString("latin1");
      }
    })
    .replace(/\\(?:u([0-9a-f]{4})|([bfnrt"\\/]))/gi, (_, hex: string | undefined, letter = "") => {
      if (hex !== undefined) return String.fromCharCode(parseInt(hex, 16));
      return /["\\/]/.test(letter) ? letter : " ";
    });
}

function escape(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\/]/g, "\\$&");
}
