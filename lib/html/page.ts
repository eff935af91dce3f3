/** A whole web page in one file: it needs no network, and its policy forbids any. */
import { type Html, markup, type Part, raw } from "./markup.ts";
import baseStyle from "./base.css" with { type: "text" };
import baseScript from "./base.js" with { type: "text" };

/** What a page is made of. */
export interface Page {
  title: string;
  /** What stands in `<body>`. */
  body: Part;
  /** Style sheets behind the common one. */
  styles?: readonly string[];
  /** Scripts behind the common one, each in a scope of its own. */
  scripts?: readonly string[];
  /** Documents for the scripts, by id: `JSON.parse(document.getElementById(id).textContent)`. */
  data?: Readonly<Record<string, unknown>>;
}

/** The page as text. */
export function renderPage({ title, body, styles = [], scripts = [], data = {} }: Page): string {
  const policy =
    "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data: 'self' file:";
  const page = markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
<link rel="icon" href="data:,">
${[baseStyle, ...styles].map((style) => markup`<style>${raw(style)}</style>\n`)}</head>
<body>
${body}
${
    Object.entries(data).map(([id, value]) =>
      markup`<script type="application/json" id="${id}">${inScript(value)}</script>\n`
    )
  }${
    [baseScript, ...scripts].map((script) => markup`<script>${raw(`(() => {\n${script}\n})();`)}</script>\n`)
  }</body>
</html>
`;
  return page.text;
}

/** JSON that no script element ends at, whatever it holds. */
function inScript(value: unknown): Html {
  return raw(JSON.stringify(value).replace(/</g, "\\u003c"));
}
