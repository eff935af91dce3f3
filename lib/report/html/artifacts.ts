/** What lies in the result folder, as links where they hold. */
import { markup, type Part } from "../../html/markup.ts";
import { heading } from "./parts.ts";
import type { PlayView } from "./view.ts";

const WORDS: Readonly<Record<string, string>> = {
  json: "the report as JSON",
  html: "the page of this play",
  junit: "for CI systems",
  transcript: "what was sent and answered, for a browser's network tab",
  log: "what the play said, line by line",
  server_requests: "what the embedded server saw",
  diff: "pictures and evidence of what differs",
  pending: "outputs that wait for a review",
  bundle: "all there is to look into a failure",
  zip: "the bundle, packed",
};

const PAGE = "report.html";

/** The section; nothing where nothing was written. */
export function artifactsSection({ report: { artifacts }, files, level, prefix }: PlayView): Part {
  const { result, ...others } = artifacts;
  const names = Object.keys(others).sort();
  if (names.length === 0 && result === undefined) return undefined;
  const id = `${prefix}files`;
  const page = files.href(PAGE);
  const isThis = page === PAGE;
  return markup`<section aria-labelledby="${id}">${heading(level + 1, "Files", id)}${
    result !== undefined &&
    markup`<p class="dim">Result folder ${
      page === undefined || isThis || artifacts["html"] === undefined
        ? markup`<code>${result}</code>`
        : markup`<a href="${page}"><code>${result}</code></a>`
    }${isThis && "; links hold where this page lies in it"}</p>`
  }<ul class="plain">${
    names.map((name) => {
      const path = others[name] ?? "";
      const inside = result !== undefined && path.startsWith(`${result}/`)
        ? path.slice(result.length + 1)
        : undefined;
      const href = inside === undefined ? undefined : files.href(inside);
      return markup`<li>${
        href === undefined ? markup`<code>${inside ?? path}</code>` : markup`<a href="${href}">${inside}</a>`
      } <span class="dim">${name === "html" && isThis ? "this page" : WORDS[name]}</span></li>\n`;
    })
  }</ul></section>`;
}
