/** What had to hold when the steps were done, and checks that followed them. */
import { markup, type Part } from "../../html/markup.ts";
import { formatBytes } from "../../text/bytes.ts";
import { counted } from "../../text/counted.ts";
import { heading } from "./parts.ts";
import { badge, isBad } from "./verdict.ts";
import type { PlayView } from "./view.ts";

/** The section; nothing where nothing was expected. */
export function expectationsSection({ report: { expectations, then = [] }, level, prefix }: PlayView): Part {
  if (expectations.length === 0 && then.length === 0) return undefined;
  const id = `${prefix}expectations`;
  return markup`<section aria-labelledby="${id}">${heading(level + 1, "Expectations", id)}<ul class="plain">${
    expectations.map(({ what, verdict, message }) =>
      markup`<li class="${isBad(verdict) && "item bad"}">${badge(verdict)} ${what}${
        message !== "" && markup`<br><span class="dim">${message}</span>`
      }</li>\n`
    )
  }${
    then.map(({ check, run_id, dir, removed, archive, bytes, files }) =>
      markup`<li>${check}: ${
        [
          ...run_id === undefined ? [] : [`run ${run_id}`],
          ...dir === undefined || dir === null ? [] : [`in ${dir}`],
          ...removed === true ? ["removed again"] : [],
          ...archive === undefined ? [] : [archive],
          ...bytes === undefined ? [] : [formatBytes(bytes)],
          ...files === undefined ? [] : [counted(files, "file")],
        ].join(", ")
      }</li>\n`
    )
  }</ul></section>`;
}
