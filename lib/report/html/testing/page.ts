/** What tests of the run report read and write: a strict reader of its markup, and a transcript. */
import { stableJson } from "../../../model/json.ts";
import { resultFiles } from "../../result_files.ts";
import type { ResultFiles } from "../../types.ts";

/** What no text may bring into a page; tests write `evil` where they try to. */
const FORBIDDEN = /^(?:script|iframe|object|embed|base|meta|link|evil)$/;
const FORBIDDEN_ATTRIBUTE = /^(?:on.*|evil|srcdoc|formaction)$/i;

/** What the page says, and the ids and links in it. */
export interface ReadPage {
  text: string;
  ids: string[];
  /** Links to places on the page, without `#`. */
  anchors: string[];
}

/** Reads the body of a page as the report writes it; anything else, a script in it for instance, throws. */
export function readPage(page: string): ReadPage {
  const [, body = ""] = /<body>([\s\S]*?)<script>/.exec(page) ?? [];
  const found: ReadPage = { text: "", ids: [], anchors: [] };
  for (const [, tag, text] of body.matchAll(/(<[^>]*>?)|([^<]+)/g)) {
    if (text !== undefined) {
      if (text.includes(">")) throw new Error(`A bare > in ${text}`);
      found.text += unescape(text);
      continue;
    }
    const [, close, name = "", attributes = ""] =
      /^<(\/?)([a-z0-9]+)((?:\s+[a-zA-Z-]+(?:="[^"<>]*")?)*)\s*\/?>$/.exec(tag ?? "") ??
        [];
    if (name === "" || FORBIDDEN.test(name) || (close === "/" && attributes !== "")) {
      throw new Error(`No element of ours: ${tag}`);
    }
    for (const [, key = "", value = ""] of attributes.matchAll(/\s+([a-zA-Z-]+)(?:="([^"]*)")?/g)) {
      if (FORBIDDEN_ATTRIBUTE.test(key)) throw new Error(`No attribute of ours: ${tag}`);
      if (key === "id") found.ids.push(unescape(value));
      if (key !== "href") continue;
      if (/^[a-z]+:/i.test(value)) throw new Error(`A link that leaves the folder: ${tag}`);
      if (value.startsWith("#")) found.anchors.push(decodeURIComponent(unescape(value).slice(1)));
    }
  }
  return found;
}

/** A result folder in memory. */
export function filesOf(contents: Readonly<Record<string, string>>): ResultFiles {
  return {
    read: (name) => {
      const text = contents[name];
      return Promise.resolve(text === undefined ? undefined : new TextEncoder().encode(text));
    },
    href: resultFiles("/result", "/result").href,
  };
}

/** One exchange of a transcript. */
export interface TestExchange {
  step: string;
  url: string;
  body: string;
  /** Ms behind the start of the play. */
  at?: number;
  status?: number;
  correlation?: string;
}

/** `transcript.har` of these exchanges. */
export function testTranscript(exchanges: readonly TestExchange[], startedAt: string): string {
  const timeOf = (ms = 0) => new Date(Date.parse(startedAt) + ms).toISOString();
  const pages = exchanges.filter(({ step }, index) =>
    exchanges.findIndex((one) => one.step === step) === index
  );
  return stableJson({
    log: {
      version: "1.2",
      pages: pages.map(({ step, at }) => ({ id: `page ${step}`, title: step, startedDateTime: timeOf(at) })),
      entries: exchanges.map(({ step, url, body, at, status = 200, correlation = "none" }) => ({
        pageref: `page ${step}`,
        startedDateTime: timeOf(at),
        time: 5,
        request: { method: "GET", url, headers: [{ name: "X-Correlation-ID", value: correlation }] },
        response: {
          status,
          headers: [{ name: "content-type", value: "application/json" }],
          content: { size: body.length, mimeType: "application/json", text: body },
        },
      })),
    },
  });
}

function unescape(text: string): string {
  return text.replace(/&(lt|gt|quot|#39|amp);/g, (_, name: string) => ENTITIES[name] ?? "");
}

const ENTITIES: Readonly<Record<string, string>> = { lt: "<", gt: ">", quot: '"', "#39": "'", amp: "&" };
