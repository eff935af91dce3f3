/** The catalogue of a real library in a real Chromium, opened from the disk. */
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { appendFile, cp, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath, pathToFileURL } from "node:url";
import type { Page } from "playwright-core";
import { seriousFindings } from "./axe.ts";
import { runProfile } from "./binary.ts";
import { hasChromium, withPage } from "./chromium.ts";

const skip = hasChromium() ? false : "no Chromium on this machine";
const REPO = fileURLToPath(new URL("../..", import.meta.url));
const SHIPPED = ["us-small", "sbs-reupload", "us-watershed-small", "sharing-mobilization"];
const HOSTILE = `<img src=x onerror=alert(1)>`;

let root = "";
let site = "";

/** Shipped profiles: one passed, one with differences, one without its server, one never played; a draft; an archived one. */
before(async () => {
  if (skip !== false) return;
  root = await mkdtemp(join(tmpdir(), "catalogue-browser-"));
  const profiles = join(root, "profiles");
  await mkdir(profiles);
  await cp(join(REPO, "profiles", "profile.config.yaml"), join(profiles, "profile.config.yaml"));
  for (const slug of SHIPPED) {
    await cp(join(REPO, "profiles", slug), join(profiles, slug), { recursive: true });
  }
  await appendFile(join(profiles, "sbs-reupload", "README.md"), HOSTILE);
  await cp(join(profiles, "us-small"), join(profiles, "retired"), { recursive: true });
  const run = async (words: string[], code: number) => {
    const ran = await runProfile(words, { cwd: root });
    assert.equal(ran.code, code, `${words.join(" ")}: ${ran.stderr}`);
  };
  await Promise.all([
    run(["play", "us-small", "--embedded"], 0),
    run(["play", "sbs-reupload", "--embedded", "--embedded-drift", "soil_loss=1.5"], 1),
    run(["play", "us-watershed-small", "--base-url", "http://127.0.0.1:9"], 3),
    run(["assemble", "profiles/us-small/events.jsonl", "--name", "mill"], 0),
  ]);
  await run(["archive", "retired", "--reason", `gone ${HOSTILE}`], 0);
  const damaged = join(profiles, "results", "sharing-mobilization", "20261123T140000.000Z");
  await mkdir(damaged, { recursive: true });
  await writeFile(join(damaged, "report.json"), "{");
  const titled = join(profiles, "us-watershed-small", "profile.yaml");
  const yaml = await readFile(titled, "utf8");
  await writeFile(titled, yaml.replace(/^ {2}title: .*$/m, `  title: ${"x".repeat(3000)}`));
  site = join(root, "site");
  await run(["report", "--out", "site"], 0);
});

after(() => rm(root, { recursive: true, force: true }));

/** Opens a page of the catalogue from the disk; any request for anything else is a fault. */
async function open(page: Page, path: string, asked: string[]): Promise<void> {
  page.on("request", (request) => {
    if (!/^(file|data):/.test(request.url())) asked.push(request.url());
  });
  await page.goto(pathToFileURL(join(site, "index.html")).href.replace(/index\.html$/, path));
}

const shownIn = (page: Page) => page.locator("table.profiles tbody tr:visible th a").allTextContents();

test("search, filters and order; the address keeps them", { skip }, async () => {
  await withPage(async ({ page, troubles }) => {
    const asked: string[] = [];
    await open(page, "index.html", asked);
    assert.match(await page.locator(".headline").innerText(), /^1 of 4 profiles passed/);
    assert.match(await page.locator(".matches").innerText(), /4 of 4/);
    await page.keyboard.press("/");
    await page.keyboard.type("burn-severity");
    assert.deepEqual(await shownIn(page), ["sbs-reupload"]);
    assert.match(await page.locator(".matches").innerText(), /1 of 4/);
    await page.keyboard.press("Escape");
    assert.equal((await shownIn(page)).length, 4);
    await page.click('[data-field="tag"][data-value="nightly"]');
    await page.click('[data-field="tag"][data-value="us"]');
    assert.deepEqual(await shownIn(page), ["us-small", "us-watershed-small"]);
    await page.click('[data-field="last"][data-value="unavailable"]');
    assert.deepEqual(await shownIn(page), ["us-watershed-small"]);
    await page.click('th button:text-is("Profile")');
    await page.click('th button:text-is("Profile")');
    const address = page.url();
    assert.match(address, /#last=unavailable&tag=nightly&tag=us&sort=0\.down$/);
    await page.goto("about:blank");
    await page.goto(address);
    assert.deepEqual(await shownIn(page), ["us-watershed-small"]);
    await page.click(".filters [data-clear]");
    assert.deepEqual(await shownIn(page), [
      "us-watershed-small",
      "us-small",
      "sharing-mobilization",
      "sbs-reupload",
    ]);
    await page.click('[data-field="need"][data-value="any"]');
    await page.click('th button:text-is("Last result")');
    assert.deepEqual(await shownIn(page), ["sbs-reupload", "us-watershed-small", "sharing-mobilization"]);
    await page.hover("tr:has-text('sbs-reupload') .strip a");
    assert.match(
      await page.getAttribute("tr:has-text('sbs-reupload') .strip a", "title") ?? "",
      /^differences \d{4}-\d\d-\d\d \d\d:\d\d$/,
    );
    await page.setViewportSize({ width: 390, height: 844 });
    await page.selectOption("[name=sort]", "0");
    assert.deepEqual(await shownIn(page), ["sbs-reupload", "sharing-mobilization", "us-watershed-small"]);
    assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), 390);
    assert.match(await page.locator("#left-out").innerText(), /\nprofiles\/results\/sharing-mobilization\/2/);
    assert.match(await page.locator("#drafts").innerText(), /_drafts\/mill[\s\S]*holes/);
    await open(page, "profiles/us-watershed-small/index.html", asked);
    assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), 390);
    assert.deepEqual([asked, troubles], [[], []]);
  });
});

test(
  "every page opens from the disk, its links lead to files, and axe-core finds nothing serious",
  { skip },
  async () => {
    const pages = ["index.html", ...SHIPPED.map((slug) => `profiles/${slug}/index.html`)];
    for (const colorScheme of ["light", "dark"] as const) {
      await withPage(async ({ page, troubles }) => {
        const asked: string[] = [];
        for (const path of colorScheme === "light" ? pages : pages.slice(0, 2)) {
          await open(page, path, asked);
          const links = await page.locator("a[href]").evaluateAll((all) =>
            all.map((link) => (link as HTMLAnchorElement).href)
          );
          for (const link of links) {
            assert.ok(existsSync(fileURLToPath(link.replace(/#.*/, ""))), `${path}: ${link}`);
          }
          if (!pages.slice(0, 2).includes(path)) {
            continue;
          }
          await page.locator("details").evaluateAll((all) =>
            all.forEach((one) => one.setAttribute("open", ""))
          );
          assert.deepEqual(await seriousFindings(page), [], path);
        }
        assert.deepEqual([asked, troubles], [[], []]);
      }, { colorScheme });
    }
  },
);

test("a README is text, and a page prints", { skip }, async () => {
  await withPage(async ({ page, troubles }) => {
    await open(page, "profiles/sbs-reupload/index.html", []);
    await page.click("summary:text-is('README.md')");
    assert.match(await page.locator(".readme pre").innerText(), /<img src=x onerror=alert\(1\)>$/);
    assert.equal(await page.locator("img").count(), 0);
    assert.ok((await page.pdf()).length > 10_000);
    assert.deepEqual(troubles, []);
  });
});
