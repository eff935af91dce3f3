/** The toolbar of a proxy under way, used as its script does: by a client that opened the start link. */
import assert from "node:assert/strict";

/** Starts, ends and confirms captures. */
export interface Marks {
  post(action: string, body?: object): Promise<Response>;
}

/**
 * Opens the start link and reads the toolbar's address from a page.
 *
 * @param page path of an HTML page of the target
 */
export async function openMarks(url: string, page: string): Promise<Marks> {
  const { origin } = new URL(url);
  const start = await fetch(url, { redirect: "manual" });
  await start.body?.cancel();
  const cookie = start.headers.getSetCookie()[0]?.split(";")[0] ?? "";
  const html = await (await fetch(origin + page, { headers: { cookie, accept: "text/html" } })).text();
  const base = /\/\.profile\/[\w-]{20,}/.exec(html)?.[0];
  const token = /"token":"([\w-]+)"/.exec(html)?.[1];
  assert.ok(base !== undefined && token !== undefined, `no toolbar in ${html.slice(0, 500)}`);
  return {
    post: (action, body = {}) =>
      fetch(`${origin}${base}/${action}`, {
        method: "POST",
        headers: { cookie, "x-profile-toolbar": token, "content-type": "application/json", origin },
        body: JSON.stringify(body),
      }),
  };
}
