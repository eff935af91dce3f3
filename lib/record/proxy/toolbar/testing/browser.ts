/** A real browser for the tests of the toolbar, and a look at what is inside its closed shadow. */
import { existsSync } from "node:fs";
import { type Browser, type BrowserContext, chromium, type Page } from "playwright-core";
import type { Site } from "./site.ts";

const CHROMIUM = "/usr/bin/chromium";

/** Starts the browser; undefined on a machine without one. */
export async function startBrowser(): Promise<Browser | undefined> {
  if (!existsSync(CHROMIUM)) return undefined;
  return await chromium.launch({ executablePath: CHROMIUM, args: ["--no-sandbox"] });
}

/** Something that assistive technology sees. */
export interface Seen {
  role: string;
  name: string;
  value: string;
  focused: boolean;
  expanded: boolean | undefined;
  checked: boolean;
}

/** Everything that assistive technology sees, in closed shadow roots, too. */
export async function look(page: Page): Promise<Seen[]> {
  const session = await page.context().newCDPSession(page);
  const { nodes } = await session.send("Accessibility.getFullAXTree");
  await session.detach();
  return nodes.filter((node) => !node.ignored).map((node) => {
    const property = (name: string): unknown =>
      node.properties?.find((item) => item.name === name)?.value.value;
    return {
      role: String(node.role?.value ?? ""),
      name: String(node.name?.value ?? ""),
      value: String(node.value?.value ?? ""),
      focused: property("focused") === true,
      expanded: typeof property("expanded") === "boolean" ? property("expanded") === true : undefined,
      checked: property("checked") === "true",
    };
  });
}

/** Waits until something is seen. */
export async function sees(
  page: Page,
  role: string,
  name: string | RegExp,
  more: Partial<Seen> = {},
): Promise<Seen> {
  const fits = (seen: Seen) =>
    seen.role === role && (typeof name === "string" ? seen.name === name : name.test(seen.name)) &&
    Object.entries(more).every(([key, value]) =>
      Object.entries(seen).some(([k, v]) => k === key && v === value)
    );
  const until = Date.now() + 10_000;
  let last: Seen[] = [];
  while (Date.now() < until) {
    last = await look(page);
    const found = last.find(fits);
    if (found !== undefined) return found;
    await new Promise((resolve) => setTimeout(resolve, 30));
  }
  const all = last.filter((seen) => seen.name !== "" && !/TextBox|StaticText/.test(seen.role)).slice(0, 40)
    .map((seen) => `${seen.role} "${seen.name}"${seen.focused ? " focused" : ""}`).join("\n");
  throw new Error(`no ${role} ${String(name)} ${JSON.stringify(more)} among\n${all}`);
}

/** A browser profile of its own, bound by the start link, with the site's first page in a window. */
export async function openPage(
  browser: Browser,
  site: Site,
): Promise<{ context: BrowserContext; page: Page; console: string[] }> {
  const context = await browser.newContext();
  const page = await context.newPage();
  const lines: string[] = [];
  page.on("console", (message) => lines.push(message.text()));
  page.on("pageerror", (error) => lines.push(error.message));
  await page.goto(site.origin + site.toolbar.startPath());
  await page.waitForURL(`${site.origin}/`);
  return { context, page, console: lines };
}

/** Presses keys one after the other. */
export async function press(page: Page, ...keys: string[]): Promise<void> {
  for (const key of keys) await page.keyboard.press(key);
}
