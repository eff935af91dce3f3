/** The run report in a real Chromium, from the disk, of what the built binary really played. */
import assert from "node:assert/strict";
import { cp, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, before, test } from "node:test";
import { pathToFileURL } from "node:url";
import type { Browser, Page } from "playwright-core";
import { renderReports } from "../../lib/report/html/render.ts";
import { filesOf, testTranscript } from "../../lib/report/html/testing/page.ts";
import { Report } from "../../lib/model/report.ts";
import { resultFiles } from "../../lib/report/result_files.ts";
import { testReport } from "../../lib/model/test_report.ts";
import { seriousFindings } from "./axe.ts";
import { runProfile } from "./binary.ts";
import { hasChromium, openBrowser, withPageOf } from "./chromium.ts";

const skip = hasChromium() ? false : "no Chromium on this machine";
const PROFILES = new URL("../../profiles/", import.meta.url);

let root = "";
let browser: Browser | undefined;

/** Pages by name; made once. */
const pages: Record<string, string> = {};

before(async () => {
  if (!hasChromium()) return;
  root = await mkdtemp(join(tmpdir(), "report-browser-"));
  await cp(new URL("us-small", PROFILES), join(root, "profiles", "us-small"), { recursive: true });
  const plays: [name: string, code: number, words: string[]][] = [
    ["passed", 0, ["--embedded"]],
    ["differs", 1, ["--embedded", "--embedded-drift", "soil_loss=1.5"]],
    ["failed", 1, ["--embedded", "--embedded-fault", "failing-child"]],
    ["unavailable", 3, ["--base-url", "http://127.0.0.1:9/weppcloud"]],
  ];
  const results = join(root, "profiles", "results", "us-small");
  for (const [name, code, words] of plays) {
    const ran = await runProfile(["play", "us-small", ...words], { cwd: root });
    assert.equal(ran.code, code, ran.stdout + ran.stderr);
    pages[name] = join(results, (await readdir(results)).sort().at(-1) ?? "", "report.html");
  }
  const dirs = ["passed", "unavailable"].map((name) => dirname(pages[name] ?? ""));
  const reports = await Promise.all(
    dirs.map(async (dir) => Report.parse(JSON.parse(await readFile(join(dir, "report.json"), "utf8")))),
  );
  pages["several"] = join(root, "several.html");
  await writeFile(
    pages["several"],
    await renderReports(reports, undefined, dirs.map((dir) => resultFiles(dir, root))),
  );
  browser = await openBrowser();
  pages["titled"] = join(root, "titled.html");
  await writeFile(pages["titled"], await renderReports([testReport({ title: "x".repeat(3000) })]));
  pages["many"] = join(root, "many.html");
  await writeFile(pages["many"], await manySteps());
});
after(async () => {
  await browser?.close();
  await rm(root, { recursive: true, force: true });
});

/** 500 quick steps with answers, every hundredth of them failed. */
async function manySteps(): Promise<string> {
  const started_at = "2026-11-22T11:00:00.000Z";
  const ids = Array.from({ length: 500 }, (_, index) => `read-${index + 1}`);
  const url = (id: string) => `http://127.0.0.1:1/weppcloud/runs/x/cfg/${id}`;
  const steps = ids.map((id, index) => ({
    id,
    action: index % 3 === 0 ? "http_post" : "http_get",
    verdict: index % 100 === 99 ? "failed" as const : "passed" as const,
    failures: index % 100 === 99 ? ["expected status 200, got 500"] : [],
    request: { method: "GET", url: url(id) },
    timings: { total: 20, waited: 0 },
  }));
  const body = JSON.stringify({
    rows: Array.from({ length: 400 }, (_, row) => ({ row, text: "soil loss" })),
  });
  const har = testTranscript(
    ids.map((id, at) => ({ step: id, url: url(id), body, at: at * 20 })),
    started_at,
  );
  const report = testReport({ verdict: "differences", started_at, duration_ms: 10_000, steps });
  return await renderReports([report], undefined, [filesOf({ "transcript.har": har })]);
}

/** Opens a page from the disk; afterwards nothing may have gone wrong, nor anything but the page been asked for. */
async function withReport(
  name: string,
  body: (page: Page) => Promise<void>,
  { hash = "", colorScheme = "light", width = 1280 }: {
    hash?: string;
    colorScheme?: "dark" | "light";
    width?: number;
  } = {},
): Promise<void> {
  assert.ok(browser !== undefined);
  await withPageOf(browser, async ({ page, troubles }) => {
    const asked: string[] = [];
    page.on("request", (request) => asked.push(request.url()));
    const url = pathToFileURL(pages[name] ?? "").href + hash;
    await page.goto(url);
    await body(page);
    assert.deepEqual(troubles, []);
    assert.deepEqual(asked.filter((one) => !one.startsWith("data:") && one !== url.replace(/#.*/, "")), []);
  }, { colorScheme, context: { viewport: { width, height: 900 } } });
}

const found = (page: Page, part: string) => page.locator(`section:has(> #${part}) [data-found]`).innerText();
const shown = (page: Page, part: string) => page.locator(`section:has(> #${part}) .item:visible`).count();

test(
  "a failed step is told first, its link opens it from outside, and its job says why",
  { skip },
  async () => {
    await withReport("failed", async (page) => {
      assert.match(await page.locator(".verdict").innerText(), /✗ differences/);
      assert.match(
        await page.locator(".first").innerText(),
        /Step run-wepp at [^]*Exception: The child was told to fail/,
      );
      const step = page.locator("#step-run-wepp");
      assert.equal(await step.getAttribute("open"), "");
      assert.match(await step.innerText(), /stage 1 ✗ failed/);
      assert.match(await step.innerText(), /Traceback/);
      const request = step.locator("pre[aria-label='Body of the request']");
      assert.match(await request.innerText(), /"clip_soils": true,\n/);
      assert.doesNotMatch(await page.content(), /eyJhbGciOi/);
    });
    await withReport("failed", async (page) => {
      const step = page.locator("#step-build-soils");
      assert.equal(await step.getAttribute("open"), "");
      const { y = -1 } = await step.boundingBox() ?? {};
      assert.ok(y > 0 && y < 200, `${y}`);
      assert.equal(await page.evaluate("document.activeElement.closest('details').id"), "step-build-soils");
    }, { hash: "#step-build-soils" });
  },
);

test("filters and search say what they show, and a link shows what they hide", { skip }, async () => {
  await withReport("differs", async (page) => {
    const part = page.locator("section:has(> #steps)");
    assert.equal(await found(page, "steps"), "23 of 23 steps shown");
    await part.getByRole("button", { name: /^Skipped/ }).click();
    assert.equal(await found(page, "steps"), "1 of 23 steps shown");
    await part.getByRole("button", { name: /^All/ }).click();
    await part.getByLabel("Search").fill("BUILD-landuse");
    assert.equal(await shown(page, "steps"), Number(/^\d+/.exec(await found(page, "steps"))?.[0]));
    assert.ok(await page.locator("#step-build-landuse").isVisible());
    assert.ok(!await page.locator("#step-setname").isVisible());
    await page.evaluate("location.hash = '#step-setname'");
    await page.locator("#step-setname .body").waitFor();
    assert.equal(await found(page, "steps"), "23 of 23 steps shown");
    await part.getByLabel("Action").selectOption("http_post");
    assert.ok(await shown(page, "steps") < 23);

    const comparisons = page.locator("section:has(> #comparisons)");
    await comparisons.getByRole("button", { name: /^Differ/ }).click();
    assert.equal(await shown(page, "comparisons"), 15);
    await comparisons.getByLabel("Search").fill("soil_loss.tif");
    assert.equal(await found(page, "comparisons"), "1 of 44 comparisons shown");
    await comparisons.getByRole("button", { name: "Open all" }).click();
    await comparisons.locator(".item:visible .ev-part").first().waitFor();
  });
});

test("the keyboard does it all: search, what failed, the list of keys, copying", { skip }, async () => {
  await withReport("differs", async (page) => {
    const current = () => page.evaluate("document.activeElement.closest('details')?.id");
    await page.keyboard.press("Tab");
    assert.equal(await page.evaluate("document.activeElement.className"), "skip");
    await page.keyboard.press("/");
    await page.keyboard.type("jk?");
    assert.equal(await page.locator("[data-search]").first().inputValue(), "jk?");
    await page.keyboard.press("Escape");
    await page.keyboard.press("j");
    const first = await current();
    await page.keyboard.press("j");
    assert.notEqual(await current(), first);
    await page.keyboard.press("k");
    assert.equal(await current(), first);
    assert.equal(await page.locator("#told").innerText(), "1 of 15 that did not pass");
    await page.keyboard.press("k");
    assert.equal(await page.locator("#told").innerText(), "15 of 15 that did not pass");
    await page.keyboard.press("?");
    assert.ok(await page.locator("#keys").isVisible());
    await page.keyboard.press("Escape");
    assert.ok(!await page.locator("#keys").isVisible());
    const copy = page.getByRole("button", { name: "Copy command to go on" });
    await copy.focus();
    await page.keyboard.press("Enter");
    await page.getByRole("button", { name: "Copied" }).waitFor();
  });
});

test("keys: a slider does not swallow them, and the search is one that can be seen", { skip }, async () => {
  await withReport("differs", async (page) => {
    await page.locator(".comparisons details:has(input[type=range])").first().evaluate((details) =>
      details.setAttribute("open", "")
    );
    const slider = page.locator("input[type=range]:visible").first();
    await slider.focus();
    await page.keyboard.press("j");
    assert.equal(await page.locator("#told").innerText(), "1 of 15 that did not pass");
  });
  await withReport("several", async (page) => {
    const search = page.locator("[data-search]:focus");
    await page.keyboard.press("/");
    assert.ok(await search.isVisible());
    assert.equal(await page.locator("article > details.more[open]").count(), 0);
    // With nothing but plays that passed, every search is folded away.
    await page.locator(".play:not(:has(> details.more))").evaluateAll((plays) =>
      plays.forEach((play) => play.remove())
    );
    await page.keyboard.press("/");
    assert.ok(await search.isVisible());
  });
});

test("on paper all that failed is open, and nothing to click on", { skip }, async () => {
  await withReport("differs", async (page) => {
    const pdf = new TextDecoder("latin1").decode(await page.pdf());
    assert.ok((pdf.match(/\/Type \/Page\b/g)?.length ?? 0) > 3);
    await page.emulateMedia({ media: "print" });
    await page.evaluate("dispatchEvent(new Event('beforeprint'))");
    assert.equal(await page.locator(".item.bad > details:not([open])").count(), 0);
    // Buttons of tables are words there.
    const controls = "button:visible:not(table button), input:visible, select:visible";
    assert.equal(await page.locator(controls).count(), 0);
    await page.evaluate("dispatchEvent(new Event('afterprint'))");
    assert.ok(await page.locator(".item.bad > details:not([open])").count() > 0);
  });
});

for (const colorScheme of ["light", "dark"] as const) {
  test(
    `no serious finding of axe-core, and nothing runs over at 390 px: ${colorScheme}`,
    { skip },
    async () => {
      // Of what is dark only the colours are new.
      const rules = colorScheme === "light" ? undefined : ["color-contrast"];
      for (const name of ["failed", "unavailable", "several"]) {
        await withReport(name, async (page) => {
          const step = page.locator("#step-setname");
          if (name === "failed") await step.locator("summary").first().click();
          assert.deepEqual(await seriousFindings(page, rules), [], name);
          const levels = await page.locator("h1, h2, h3, h4, h5, h6").evaluateAll((heads) =>
            heads.map((head) => Number(head.tagName[1]))
          );
          assert.ok(levels.every((level, at) => level <= (levels[at - 1] ?? 0) + 1), `${name}: ${levels}`);
        }, { colorScheme });
      }
      if (colorScheme === "dark") return;
      for (const name of ["differs", "failed", "several", "titled"]) {
        await withReport(name, async (page) => {
          for (const button of await page.getByRole("button", { name: "Open all" }).all()) {
            await button.click();
          }
          const over = await page.evaluate("document.documentElement.scrollWidth - innerWidth");
          assert.equal(over, 0, name);
        }, { colorScheme, width: 390 });
      }
    },
  );
}

test("the colours can be switched, and links of the page lead to what is there", { skip }, async () => {
  await withReport("differs", async (page) => {
    const ground = () => page.evaluate("getComputedStyle(document.body).backgroundColor");
    const light = await ground();
    await page.getByRole("button", { name: "Dark" }).click();
    assert.notEqual(await ground(), light);
    const links = await page.locator("a[href]:not([href^='#'])").evaluateAll((all) =>
      all.map((link) => link.getAttribute("href") ?? "")
    );
    assert.ok(links.length >= 6, `${links}`);
    for (const link of links) await stat(join(pages["differs"] ?? "", "..", decodeURIComponent(link)));
  });
  await withReport("several", async (page) => {
    await page.locator(".plays a").first().click();
    assert.match(await page.evaluate("location.hash"), /^#play-1-play$/);
    assert.equal(await page.locator(".play").count(), 2);
  });
});

test("a play that met no server says so, and what to do", { skip }, async () => {
  await withReport("unavailable", async (page) => {
    assert.match(await page.locator(".verdict").innerText(), /! unavailable/);
    assert.match(await page.locator(".first").innerText(), /127\.0\.0\.1:9[^]*What to do: /);
    assert.match(await page.locator(".tiles").innerText(), /Expectations held\s+0 of 3\s+3 not checked/i);
    await page.keyboard.press("j");
    assert.equal(await page.locator("#told").innerText(), "No step, expectation or comparison failed");
  });
});

test("500 steps are below 5 MB, and filtered and searched", { skip }, async () => {
  const { size } = await stat(pages["many"] ?? "");
  assert.ok(size < 5_000_000, `${size}`);
  assert.ok((await readFile(pages["many"] ?? "", "utf8")).includes("more characters are not in this page"));
  await withReport("many", async (page) => {
    const part = page.locator("section:has(> #steps)");
    await part.getByRole("button", { name: /^Failed/ }).click();
    assert.equal(await found(page, "steps"), "5 of 500 steps shown");
    await part.getByRole("button", { name: /^All/ }).click();
    await part.getByLabel("Search").fill("read-499");
    assert.equal(await found(page, "steps"), "1 of 500 steps shown");
    await part.getByLabel("Search").fill("soil loss");
    assert.equal(await found(page, "steps"), "500 of 500 steps shown");
  });
});
