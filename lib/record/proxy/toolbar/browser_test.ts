/** The toolbar in a real browser; the tests return early on a machine without Chromium. */
import assert from "node:assert/strict";
import { after, test } from "node:test";
import type { Browser } from "playwright-core";
import { ProfileError } from "../../../errors.ts";
import { look, openPage, press, sees, startBrowser } from "./testing/browser.ts";
import { type FakeControl, fakeControl, fakeSteps } from "./testing/fake_control.ts";
import { type Site, type SitePage, startSite } from "./testing/site.ts";

let browser: Browser | undefined;
after(async () => await browser?.close());

const PLAIN = "<!doctype html><html><head><title>t</title></head><body><p>Page</p><input id=a></body></html>";

/** Runs a test against a site of pages; stops what it started. */
async function inBrowser(
  pages: (url: string) => SitePage | undefined,
  run: (site: Site, control: FakeControl, browser: Browser) => Promise<void>,
  control = fakeControl(),
): Promise<void> {
  browser ??= await startBrowser();
  if (browser === undefined) return;
  const site = await startSite(control, pages);
  try {
    await run(site, control, browser);
  } finally {
    for (const context of browser.contexts()) await context.close();
    await site.stop();
  }
}

const csp = (...values: string[]): [string, string][] =>
  values.map((
    value,
  ) => [
    value.startsWith("!") ? "Content-Security-Policy-Report-Only" : "Content-Security-Policy",
    value.replace("!", ""),
  ]);
const meta = (policy: string) => `<meta http-equiv="Content-Security-Policy" content="${policy}">`;

const STRICT: [string, [string, string][], string][] = [
  ["nothing allowed", csp("default-src 'none'"), ""],
  ["scripts and connections none", csp("script-src 'none'; connect-src 'none'; style-src 'none'"), ""],
  ["nonces", csp("script-src 'nonce-abc' 'strict-dynamic'; object-src 'none'; base-uri 'none'"), ""],
  ["two headers", csp("script-src 'self'", "default-src 'none'; connect-src https://api.example.org"), ""],
  ["two policies in one header", csp("script-src 'self', connect-src 'none'"), ""],
  ["report only", csp("!default-src 'none'"), ""],
  ["trusted types", csp("require-trusted-types-for 'script'; trusted-types 'none'; default-src 'none'"), ""],
  ["meta", [], meta("default-src 'none'")],
  ["meta behind a script", [], `<script></script>${meta("script-src 'none'; connect-src 'none'")}`],
  ["meta and header", csp("default-src 'self'"), meta("default-src https:; connect-src 'none'")],
  ["sandbox", csp("sandbox allow-scripts allow-same-origin; default-src 'none'"), ""],
  ["opener and embedder policies", [["Cross-Origin-Opener-Policy", "same-origin"], [
    "Cross-Origin-Embedder-Policy",
    "require-corp",
  ]], ""],
];

for (const [name, headers, head] of STRICT) {
  test(`the toolbar works under a strict policy: ${name}`, async () => {
    const page = {
      headers,
      body: `<!doctype html><html><head><meta charset=utf-8>${head}</head><body>Page</body></html>`,
    };
    await inBrowser(() => page, async (site, control, browser) => {
      const { page, console } = await openPage(browser, site);
      await sees(page, "button", "Start capture\u2026");
      await press(page, "Shift+F8", "Enter");
      await sees(page, "textbox", "Slug", { focused: true });
      await page.keyboard.type("us-small");
      await press(page, "Enter");
      await sees(page, "button", "End capture");
      assert.equal(control.status().capture?.slug, "us-small");
      assert.match(control.viewport ?? "", /^\d+x\d+$/);
      assert.deepEqual(
        console.filter((line) => /policy|directive|trusted/i.test(line) && !line.includes("favicon")),
        [],
      );
    });
  });
}

test("a policy of the page still holds for the page: its inline script is refused", async () => {
  const body = "<!doctype html><head><script>document.title='ran'</script></head><body>Page</body>";
  await inBrowser(() => ({ body, headers: csp("script-src 'self'") }), async (site, _control, browser) => {
    const { page } = await openPage(browser, site);
    await sees(page, "button", "Start capture\u2026");
    assert.equal(await page.title(), "");
  });
});

test("a page in a closed sandbox, a frame, and another browser show no toolbar", async () => {
  await inBrowser(
    (url) =>
      url === "/sandbox"
        ? { body: PLAIN, headers: csp("sandbox allow-scripts") }
        : { body: url === "/" ? PLAIN.replace("<p>", "<iframe src=/frame></iframe><p>") : PLAIN },
    async (site, _control, browser) => {
      const { page, context } = await openPage(browser, site);
      await sees(page, "button", "Start capture\u2026");
      const frame = page.frames().find((item) => item.url().endsWith("/frame"));
      assert.equal(await frame?.locator("profile-toolbar").count(), 0);
      const closed = await context.newPage();
      await closed.goto(`${site.origin}/sandbox`);
      assert.ok(!(await closed.content()).includes("profile-toolbar"));
      const stranger = await (await browser.newContext()).newPage();
      await stranger.goto(`${site.origin}/`);
      assert.ok(!(await stranger.content()).includes("token"));
      assert.equal(await stranger.locator("profile-toolbar").count(), 0);
    },
  );
});

test("the page sees nothing of the toolbar, and its style and keys stay apart", async () => {
  const rude =
    "<style>* { display: none !important; color: red !important } html, body, p { display: block !important }</style>";
  const spy = "<script>window.keys=[];window.scripts=document.scripts.length;" +
    "document.addEventListener('keydown',(e)=>keys.push(e.key));document.addEventListener('focusin',(e)=>keys.push('focus'))</script>";
  await inBrowser(
    (url) => ({ body: PLAIN.replace("<title>", `${url === "/" ? rude : ""}${spy}<title>`) }),
    async (site, _control, browser) => {
      const { page } = await openPage(browser, site);
      await sees(page, "button", "Start capture\u2026");
      const stranger = await (await browser.newContext()).newPage();
      await stranger.goto(`${site.origin}/`);
      const names = () => Object.getOwnPropertyNames(globalThis).sort().join();
      assert.equal(await page.evaluate(names), await stranger.evaluate(names));
      assert.equal(await page.evaluate("document.querySelector('profile-toolbar').shadowRoot"), null);
      assert.equal(await page.evaluate("window.scripts"), 1);
      assert.ok(!(await page.content()).includes("token"));
      assert.equal(await page.evaluate("document.cookie"), "");
      assert.equal(await page.evaluate("localStorage.length"), 0);
      await page.keyboard.press("Shift+F8");
      await press(page, "Enter");
      await sees(page, "textbox", "Slug", { focused: true });
      await page.keyboard.type("abc");
      await sees(page, "textbox", "Slug", { value: "abc" });
      assert.deepEqual(await page.evaluate("keys.filter((key) => key !== 'Shift' && key !== 'F8')"), []);
      assert.ok(
        site.seen.every((item) =>
          !item.url.includes("profile") && !(item.cookie ?? "").includes("=undefined")
        ),
      );
    },
  );
});

test("the toolbar survives client-side navigation, a new body, a new root and document.open()", async () => {
  await inBrowser(() => ({ body: PLAIN }), async (site, _control, browser) => {
    const { page } = await openPage(browser, site);
    await sees(page, "button", "Start capture\u2026");
    for (
      const change of [
        "history.pushState({}, '', '/next')",
        "document.body = document.createElement('body')",
        "document.documentElement.innerHTML = '<head></head><body>new</body>'",
        "document.replaceChild(document.createElement('html'), document.documentElement)",
        "document.open(); document.write('<p>written</p>'); document.close()",
      ]
    ) {
      await page.evaluate(change);
      await page.waitForFunction("document.querySelector('profile-toolbar') !== null");
      await sees(page, "button", "Start capture\u2026");
    }
  });
});

test("two tabs agree, and the place of the toolbar is remembered", async () => {
  await inBrowser(() => ({ body: PLAIN }), async (site, control, browser) => {
    const { page, context } = await openPage(browser, site);
    await sees(page, "button", "Pause");
    const other = await context.newPage();
    await other.goto(`${site.origin}/other`);
    await sees(other, "button", "Pause");
    control.set({ state: "paused" });
    await sees(page, "button", "Resume");
    await sees(other, "button", "Resume");
    await press(other, "Shift+F8", "Tab", "Tab", "Enter");
    await sees(other, "button", /^Paused, 12 requests/, { focused: true });
    await sees(page, "button", /^Paused, 12 requests/);
    await other.reload();
    await sees(other, "button", /^Paused, 12 requests/);
    await press(other, "Shift+F8", "Enter");
    await sees(other, "button", "Make the toolbar small", { focused: true });
  });
});

test("a hidden tab asks for nothing, and a page says when the recorder is gone", async () => {
  await inBrowser(() => ({ body: PLAIN }), async (site, _control, browser) => {
    const { page, context } = await openPage(browser, site);
    await sees(page, "button", "Pause");
    const other = await context.newPage();
    await other.clock.install();
    await other.goto(`${site.origin}/other`);
    await sees(other, "button", "Pause");
    let asked = 0;
    other.on("request", () => asked++);
    const turn = (state: string) =>
      other.evaluate(
        `Object.defineProperty(document, "visibilityState", { get: () => "${state}", configurable: true });` +
          'document.dispatchEvent(new Event("visibilitychange"))',
      );
    await turn("hidden");
    await other.clock.runFor(60_000);
    assert.equal(asked, 0);
    const answered = other.waitForResponse(/\/status\?/);
    await turn("visible");
    await answered;
    await site.stop();
    await sees(page, "StaticText", "Not recording");
    await sees(page, "StaticText", /^The recorder does not answer/);
  });
});

test("a page that keeps throwing the toolbar out does not spin", async () => {
  const body = PLAIN.replace(
    "<title>",
    "<script>new MutationObserver(() => document.querySelector('profile-toolbar')?.remove())" +
      ".observe(document.documentElement, { childList: true })</script><title>",
  );
  await inBrowser(() => ({ body }), async (site, _control, browser) => {
    const { page } = await openPage(browser, site);
    assert.equal(await page.evaluate("new Promise((resolve) => setTimeout(() => resolve(1 + 1), 0))"), 2);
  });
});

test("a long capture is reviewed by keyboard alone", async () => {
  const control = fakeControl(fakeSteps(120));
  await inBrowser(() => ({ body: PLAIN }), async (site, control, browser) => {
    const { page } = await openPage(browser, site);
    await sees(page, "button", "Start capture\u2026");
    await press(page, "Shift+F8", "Enter");
    await sees(page, "dialog", "Start a capture");
    await page.keyboard.type("taken");
    await press(page, "Enter");
    await sees(page, "alert", "");
    await sees(page, "StaticText", 'The slug "taken" is in use. Choose another one.');
    await press(page, "Escape");
    await sees(page, "button", "Start capture\u2026", { focused: true });
    await press(page, "Enter");
    await sees(page, "textbox", "Slug", { focused: true });
    await press(page, "Control+A");
    await page.keyboard.type("us-small");
    await press(page, "Enter");
    await sees(page, "button", "End capture", { focused: true });
    await press(page, "Enter");
    await sees(page, "dialog", "Review the capture");
    await sees(page, "StaticText", /^120 steps will be kept/);

    await press(page, "Tab", "Tab", "Tab", "Tab", "Tab");
    await sees(page, "button", /^2 values of POST .*set-outlet$/, { focused: true });
    await press(page, "Enter", "Tab");
    await sees(page, "button", /^Drop POST/, { focused: true });
    await press(page, "Tab");
    await sees(page, "switch", "Redact latitude", { focused: true });
    await press(page, "Space");
    await sees(page, "switch", "Redact latitude", { focused: true, checked: true });
    assert.equal(control.steps[0]?.fields[0]?.redacted, true);
    await press(page, "Shift+Tab", "End", "Space");
    await sees(page, "button", /^Keep POST/, { focused: true });
    assert.equal(control.steps[119]?.dropped, true);
    await press(page, "PageUp", "ArrowUp", "Space");
    await sees(page, "StaticText", /^118 of 120 steps will be kept . 24 uploads . 1 value taken out$/);
    assert.equal(control.steps[108]?.dropped, true);

    // The focus goes round inside of the dialog and never to the page.
    for (
      const [key, role, name] of [["Tab", "button", "Confirm"], ["Tab", "textbox", "Slug"], [
        "Shift+Tab",
        "button",
        "Confirm",
      ]]
    ) {
      for (let index = 0; index < 12; index++) {
        if ((await look(page)).some((seen) => seen.focused && seen.role === role && seen.name === name)) {
          break;
        }
        await press(page, key ?? "");
        assert.notEqual(await page.evaluate("document.activeElement?.id"), "a");
      }
      await sees(page, role ?? "", name ?? "", { focused: true });
    }
    await press(page, "Escape");
    await sees(page, "button", "Review\u2026", { focused: true });
    await press(page, "Enter");
    await sees(page, "StaticText", /^118 of 120/);
    control.confirmError = new ProfileError("internal", "The folder cannot be written", {
      remedy: "Free some space",
    });
    await press(page, "Shift+Tab", "Enter");
    await sees(page, "StaticText", "The folder cannot be written. Free some space.");
    await press(page, "Enter");
    await sees(page, "StaticText", "us-small: 118 steps written, 2 dropped, 1 value taken out.");
    await sees(page, "StaticText", "profile assemble session --capture us-small");
    await press(page, "Enter");
    await sees(page, "button", "Start capture\u2026", { focused: true });
    assert.equal(control.confirmed?.steps, 118);
    assert.ok((await look(page)).every((seen) => seen.role !== "dialog"));
  }, control);
});
