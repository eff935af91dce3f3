/** Reports: parts of pages, without a head and without a token. */
import { escapeHtml } from "../http/reply.ts";

/** A title and a table. */
export function report(title: string, rows: readonly (readonly (string | number)[])[]): string {
  const lines = rows.map((row) =>
    `<tr>${row.map((value) => `<td>${escapeHtml(String(value))}</td>`).join("")}</tr>`
  );
  return `<h3>${escapeHtml(title)}</h3>\n<table class="table">\n${lines.join("\n")}\n</table>\n`;
}
