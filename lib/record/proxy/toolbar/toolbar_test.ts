import assert from "node:assert/strict";
import { request as httpRequest } from "node:http";
import { test } from "node:test";
import { ProfileError } from "../../../errors.ts";
import { createGate, withoutToolbarCookie } from "./gate.ts";
import { createToolbar } from "./mod.ts";
import { fakeControl } from "./testing/fake_control.ts";
import { startSite } from "./testing/site.ts";

interface Answer {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  text: string;
}

/** A request with exactly these headers, as a browser or somebody else would send it. */
function ask(
  url: string,
  headers: Record<string, string> = {},
  body?: string,
  method = body === undefined ? "GET" : "POST",
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const asked = httpRequest(url, { method, headers, agent: false }, (response) => {
      let text = "";
      response.setEncoding("utf8").on("data", (piece: string) => text += piece);
      response.on(
        "end",
        () => resolve({ status: response.statusCode ?? 0, headers: response.headers, text }),
      );
    });
    asked.on("error", reject);
    asked.end(body);
  });
}

const NAVIGATION = { "Sec-Fetch-Dest": "document", "Sec-Fetch-Mode": "navigate", Accept: "text/html" };

/** A site with a browser that has used the start link, and the address and token that its page holds. */
async function openSite() {
  const control = fakeControl();
  const site = await startSite(
    control,
    (url) =>
      url.startsWith("/json") ? { body: "{}", headers: [["Content-Type", "application/json"]] } : {
        body: "<!doctype html><head></head><p>Hi",
        headers: [["ETag", '"1"'], ["Cache-Control", "max-age=60"]],
      },
  );
  const link = site.toolbar.startPath();
  const started = await ask(site.origin + link, NAVIGATION);
  const cookie = String(started.headers["set-cookie"]).split(";")[0] ?? "";
  const page = await ask(`${site.origin}/`, { ...NAVIGATION, Cookie: cookie });
  const config = /\{"base":"([^"]+)","token":"([^"]+)"/.exec(page.text);
  const [base, token] = [config?.[1] ?? "", config?.[2] ?? ""];
  const own = { Cookie: cookie, "X-Profile-Toolbar": token };
  return {
    control,
    site,
    link,
    started,
    cookie,
    page,
    base,
    token,
    own,
    api: (name: string, body?: unknown, more: Record<string, string> = {}) =>
      ask(
        `${site.origin}${base}/${name}`,
        { ...own, ...(body === undefined ? {} : { "Content-Type": "application/json" }), ...more },
        body === undefined ? undefined : typeof body === "string" ? body : JSON.stringify(body),
      ),
  };
}

test("the start link binds one browser, once, and is not used up by a fetch ahead of the user", async () => {
  const { site, link, started, cookie } = await openSite();
  try {
    assert.equal(started.status, 200);
    assert.match(String(started.headers["set-cookie"]), /; Path=\/; HttpOnly; SameSite=Strict$/);
    assert.equal(started.headers["refresh"], "0; url=/");
    assert.equal(started.headers["cache-control"], "no-store");
    assert.equal((await ask(site.origin + link, NAVIGATION)).status, 410);
    assert.equal((await ask(site.origin + link, { ...NAVIGATION, Cookie: cookie })).status, 200);
    const fresh = site.origin + site.toolbar.startPath();
    assert.equal((await ask(fresh, { ...NAVIGATION, "Sec-Purpose": "prefetch;prerender" })).status, 503);
    assert.equal((await ask(fresh, { "Sec-Fetch-Dest": "image" })).status, 403);
    assert.equal((await ask(fresh, NAVIGATION, undefined, "HEAD")).status, 405);
    assert.equal((await ask(fresh, NAVIGATION)).status, 200);
    assert.equal((await ask(`${site.origin}/.profile/start?key=guess`, NAVIGATION)).status, 410);
  } finally {
    await site.stop();
  }
});

test("a page shows the toolbar to the bound browser only, and only as a page", async () => {
  const { site, page, base, token, cookie } = await openSite();
  try {
    assert.match(page.text, /^<!doctype html><head><script>"use strict";/);
    assert.equal(page.headers["cache-control"], "no-store");
    assert.equal(page.headers["etag"], undefined);
    assert.ok(!base.includes(token) && !token.includes(base.slice(10)));
    const plain = "<!doctype html><head></head><p>Hi";
    const others: Record<string, string>[] = [
      NAVIGATION,
      { ...NAVIGATION, Cookie: cookie.slice(0, -1) },
      { ...NAVIGATION, Cookie: cookie, "Sec-Fetch-Dest": "iframe" },
      { Cookie: cookie, "Sec-Fetch-Dest": "empty", Accept: "text/html" },
      { Cookie: cookie, Accept: "text/html", "X-Requested-With": "XMLHttpRequest" },
      { Cookie: cookie, Accept: "*/*" },
    ];
    for (const headers of others) {
      const other = await ask(`${site.origin}/`, headers);
      assert.equal(other.text, plain, JSON.stringify(headers));
      assert.equal(other.headers["etag"], '"1"');
    }
    assert.match((await ask(`${site.origin}/`, { Cookie: cookie, Accept: "text/html" })).text, /<script>/);
    assert.equal((await ask(`${site.origin}/json`, { ...NAVIGATION, Cookie: cookie })).text, "{}");
  } finally {
    await site.stop();
  }
});

test("toolbarFor() leaves alone what is no page, and a page in a sandbox", () => {
  const toolbar = createToolbar({ random: () => "r" });
  const cookie = createGate(() => "r").setCookie().split(";")[0] ?? "";
  const shows = (status: number, headers: [string, string][], method = "GET") =>
    toolbar.toolbarFor({
      status,
      headers,
      request: { method, headers: { cookie, host: "localhost:1", "sec-fetch-dest": "document" } },
    }) !== undefined;
  const html: [string, string] = ["content-type", "text/html; charset=utf-8"];
  assert.equal(shows(200, [html]), true);
  assert.equal(shows(404, [html]), true);
  assert.equal(shows(200, [html], "POST"), true);
  assert.equal(shows(200, [html], "HEAD"), false);
  assert.equal(shows(302, [html]), false);
  assert.equal(shows(206, [html]), false);
  assert.equal(shows(200, [["Content-Type", "text/html;charset=UTF-16LE"]]), false);
  assert.equal(shows(200, [["Content-Type", "application/xhtml+xml"]]), false);
  assert.equal(shows(200, [html, ["Content-Disposition", "attachment; filename=a.html"]]), false);
  assert.equal(shows(200, [html, ["Content-Security-Policy", "sandbox allow-scripts"]]), false);
  assert.equal(shows(200, [html, ["Content-Security-Policy-Report-Only", "sandbox"]]), true);
  assert.equal(toolbar.toolbarFor({ status: 200, headers: [html] }), undefined);
});

test("the interface answers nobody but the page's own script in the bound browser", async () => {
  const { site, base, own, cookie, token, api } = await openSite();
  try {
    assert.equal((await api("status")).status, 200);
    const url = `${site.origin}${base}/status`;
    const strangers: Record<string, string>[] = [
      {},
      { Cookie: cookie },
      { "X-Profile-Toolbar": token },
      { ...own, "X-Profile-Toolbar": `${token}x` },
      { ...own, Origin: "http://localhost:9999" },
      { ...own, Origin: "null" },
      { ...own, "Sec-Fetch-Site": "same-site" },
      { ...own, "Sec-Fetch-Site": "cross-site" },
    ];
    for (const headers of strangers) {
      const answer = await ask(url, headers);
      assert.equal(answer.status, 404, JSON.stringify(headers));
      assert.equal(answer.text, '{"error":"There is nothing here"}');
    }
    assert.equal((await ask(`${site.origin}/.profile/guess/status`, own)).status, 404);
    assert.equal((await ask(`${site.origin}/.profile`, own)).status, 404);
    const answer = await ask(url, { ...own, Origin: site.origin, "Sec-Fetch-Site": "same-origin" });
    assert.equal(answer.status, 200);
    assert.equal(answer.headers["cache-control"], "no-store");
    assert.equal(answer.headers["cross-origin-resource-policy"], "same-origin");
    assert.equal(answer.headers["access-control-allow-origin"], undefined);
    assert.equal((await ask(url, own, undefined, "OPTIONS")).status, 405);
  } finally {
    await site.stop();
  }
});

test("the interface checks bodies and tells what is wrong with the right status", async () => {
  const { site, control, api } = await openSite();
  try {
    assert.equal((await api("start")).status, 405);
    assert.equal((await api("status", {})).status, 405);
    assert.equal((await api("nothing", {})).status, 404);
    assert.equal(
      (await api("start", { slug: "a", notes: "" }, { "Content-Type": "text/plain" })).status,
      415,
    );
    assert.equal((await api("start", "{")).status, 400);
    assert.equal((await api("start", { slug: "a" })).status, 400);
    assert.equal((await api("start", { slug: "a", notes: "", more: 1 })).status, 400);
    assert.equal((await api("viewport", { width: -1, height: 5 })).status, 400);
    assert.equal((await api("start", { slug: "a", notes: "x".repeat(70_000) })).status, 413);
    assert.equal(control.status().capture, undefined);
    const taken = await api("start", { slug: "taken", notes: "" });
    assert.equal(taken.status, 409);
    assert.deepEqual(JSON.parse(taken.text), {
      error: 'The slug "taken" is in use',
      remedy: "Choose another one",
    });
    control.confirmError = new ProfileError("internal", "The disk is full");
    await api("start", { slug: "us-small", notes: "" });
    await api("end", {});
    const full = await api("confirm", {});
    assert.equal(full.status, 500);
    assert.equal(JSON.parse(full.text).error, "The disk is full");
  } finally {
    await site.stop();
  }
});

test("the interface steers the recording and tells of changes once", async () => {
  const { site, control, api } = await openSite();
  try {
    const first = JSON.parse((await api("status")).text);
    assert.equal(first.status.state, "recording");
    assert.equal((await api(`status?since=${first.version}`)).status, 204);
    control.set({ recorded: 13 });
    assert.equal(JSON.parse((await api(`status?since=${first.version}`)).text).status.recorded, 13);
    assert.equal(JSON.parse((await api("pause", {})).text).status.state, "paused");
    await api("resume", {});
    await api("start", { slug: " us-small ", notes: "n" });
    await api("viewport", { width: 1280, height: 720 });
    await api("place", { x: 0, y: 0.5, collapsed: true });
    assert.deepEqual(JSON.parse((await api("status")).text).place, { x: 0, y: 0.5, collapsed: true });
    await api("drop", { step: "step-1", undo: false });
    await api("redact", { step: "step-3", path: "form[0]", undo: false });
    await api("end", {});
    await api("describe", { slug: "other", notes: "m" });
    const { steps } = JSON.parse((await api("steps")).text);
    assert.equal(steps[0].dropped, true);
    assert.equal(steps[2].fields[0].redacted, true);
    const done = JSON.parse((await api("confirm", {})).text);
    assert.deepEqual(done.result, control.confirmed);
    assert.equal(done.result.slug, "other");
    assert.equal(control.viewport, "1280x720");
    assert.deepEqual(site.seen.map((item) => item.url), ["/"]);
  } finally {
    await site.stop();
  }
});

test("withoutToolbarCookie() takes the toolbar's cookie out and nothing else", () => {
  const own = createGate().setCookie().split(";")[0] ?? "";
  assert.equal(withoutToolbarCookie(`a=1; ${own}; b="x; y"`), 'a=1; b="x; y"');
  assert.equal(withoutToolbarCookie(own), undefined);
  assert.equal(withoutToolbarCookie("profile_toolbar=1"), "profile_toolbar=1");
  assert.equal(withoutToolbarCookie(undefined), undefined);
});
