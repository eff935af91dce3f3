/** What the browser shows when the proxy itself has to answer. */
import type { ServerResponse } from "node:http";

/**
 * Answers with a plain page and closes the connection.
 *
 * @param title one sentence
 * @param detail what exactly, with what to do
 */
export function problemPage(response: ServerResponse, status: number, title: string, detail: string): void {
  const body = `<!doctype html>
<meta charset="utf-8">
<title>${escapeHtml(title)}</title>
<h1>${escapeHtml(title)}</h1>
<p>${escapeHtml(detail)}</p>
<p>This page is from the recording proxy (profile record proxy), not from WEPPcloud.</p>
`;
  response.writeHead(status, {
    "content-type": "text/html; charset=utf-8",
    "cache-control": "no-store",
    "content-security-policy": "default-src 'none'",
    "x-content-type-options": "nosniff",
    connection: "close",
  });
  response.end(body);
}

/** Text for HTML content and quoted attributes. */
export function escapeHtml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll(
    '"',
    "&quot;",
  );
}
