/** The Chromium of this machine, for tests that need a real browser. */
import { existsSync } from "node:fs";
import process from "node:process";
import type { Browser, BrowserContext, BrowserContextOptions, Page } from "playwright-core";

const PROGRAM = process.env["PROFILE_TEST_CHROMIUM"] ?? "/usr/bin/chromium";

/** True when there is a Chromium; tests return early without one. */
export function hasChromium(): boolean {
  return existsSync(PROGRAM);
}

/** A page with what went wrong in it. */
export interface WatchedPage {
  page: Page;
  context: BrowserContext;
  /** Errors of scripts and of the console, a refused script or style for instance. */
  troubles: string[];
}

/**
 * Opens an empty page in a new browser and closes both when the body is done. Certificates of private authorities
 * are taken as they are: a client of Node verifies the chain in another test.
 */
export async function withPage(
  body: (watched: WatchedPage) => Promise<void>,
  more: { colorScheme?: "dark" | "light"; args?: string[]; context?: BrowserContextOptions } = {},
): Promise<void> {
  const browser = await openBrowser(more.args);
  try {
    await withPageOf(browser, body, more);
  } finally {
    await browser.close();
  }
}

/** A browser for many pages, each in a context of its own; who opens it closes it. */
export async function openBrowser(args: readonly string[] = []): Promise<Browser> {
  const { chromium } = await import("playwright-core");
  return await chromium.launch({ executablePath: PROGRAM, args: ["--no-sandbox", ...args] });
}

/** The same as {@link withPage} in a browser that is open. */
export async function withPageOf(
  browser: Browser,
  body: (watched: WatchedPage) => Promise<void>,
  more: { colorScheme?: "dark" | "light"; context?: BrowserContextOptions } = {},
): Promise<void> {
  const context = await browser.newContext({
    ignoreHTTPSErrors: true,
    colorScheme: more.colorScheme ?? "light",
    ...more.context,
  });
  const page = await context.newPage();
  const troubles: string[] = [];
  page.on("pageerror", (error) => troubles.push(error.message));
  page.on("console", (message) => {
    if (message.type() === "error") troubles.push(message.text());
  });
  await body({ page, context, troubles });
  await context.close();
}
