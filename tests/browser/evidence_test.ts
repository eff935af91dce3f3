/** The evidence of comparisons in a real Chromium: maps, tables and lines as people use them. */
import assert from "node:assert/strict";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { pathToFileURL } from "node:url";
import type { Locator, Page } from "playwright-core";
import type { ComparisonReport } from "../../lib/model/report.ts";
import { hasChromium, withPage } from "./chromium.ts";
import { compareSides, HOSTILE, LARGE, SMALL } from "./evidence_data.ts";
import { evidencePage } from "./evidence_page.ts";

const skip = hasChromium() ? false : "no Chromium on this machine";
const AXE = createRequire(import.meta.url).resolve("axe-core/axe.min.js");

let root = "";
let address = "";
let comparisons: ComparisonReport[] = [];

before(async () => {
  if (!hasChromium()) return;
  root = await mkdtemp(join(tmpdir(), "evidence-browser-"));
  comparisons = await compareSides(root);
  const read = (name: string) => readFile(join(root, name)).catch(() => undefined);
  const file = join(root, "evidence.html");
  await writeFile(file, await evidencePage(comparisons, read));
  address = pathToFileURL(file).href;
});
after(async () => await rm(root, { recursive: true, force: true }));

const partOf = (page: Page, target: string) => page.locator(`section[data-target="${target}"]`);
const told = (part: Locator) => part.locator(".ev-told").innerText();

/** What tests ask of a canvas: they are checked without the types of a browser. */
interface CanvasLike {
  width: number;
  getContext(kind: "2d"): {
    getImageData(x: number, y: number, width: number, height: number): { data: Iterable<number> };
  } | null;
}

/** What the page has to say of a cell of the small raster. */
function expected(row: number, column: number): RegExp {
  const at = row * SMALL.width + column;
  const [a = NaN, b = NaN] = [SMALL.before[at], SMALL.after[at]];
  const shown = (value: number) => value === -9999 ? "no data" : String(value);
  const [x, y] = [500_000 + 30 * (column + 0.5), 5_200_000 - 30 * (row + 0.5)];
  const delta = a === -9999 || b === -9999 ? "" : `; difference \\${b > a ? "+" : ""}${b - a}`;
  return new RegExp(
    `^row ${row}, column ${column}; x ${x}, y ${y}; baseline ${shown(a)}, produced ${shown(b)}${
      delta.replace("\\-", "-").replace("\\0", "0")
    }`,
  );
}

/** Every cell of the small raster is told under the pointer, by the arrow keys, and from the list of the worst. */
async function tellsCells(page: Page): Promise<void> {
  const part = partOf(page, "maps/small.tif");
  const frame = part.locator('.ev-map[data-map="produced"] .ev-frame');
  await frame.scrollIntoViewIfNeeded();
  const box = await frame.boundingBox();
  assert.ok(box !== null);
  for (let cell = 0; cell < SMALL.before.length; cell++) {
    const [row, column] = [Math.floor(cell / SMALL.width), cell % SMALL.width];
    const position = { x: (column + 0.5) * box.width / SMALL.width, y: (row + 0.5) * box.height / 3 };
    await page.mouse.move(box.x + position.x, box.y + position.y);
    assert.match(await told(part), expected(row, column));
  }
  await part.locator(".ev-maps").focus();
  await page.keyboard.press("PageUp");
  await page.keyboard.press("Home");
  assert.match(await told(part), expected(0, 0));
  for (
    const [key, row, column] of [
      ...[["ArrowRight", 0, 1], ["ArrowDown", 1, 1], ["End", 1, 3], ["ArrowRight", 1, 3]] as const,
      ...[["ArrowLeft", 1, 2], ["PageDown", 2, 2], ["ArrowUp", 1, 2]] as const,
    ]
  ) {
    await page.keyboard.press(key);
    assert.match(await told(part), expected(row, column), key);
  }
  assert.match(await told(part), /difference 0/);
  await part.getByRole("button", { name: "row 1, column 1" }).click();
  assert.match(await told(part), /^row 1, column 1; .*baseline 6, produced 3; difference -3 \(-50 %\)$/);
  await part.getByRole("button", { name: "row 2, column 0" }).click();
  assert.match(await told(part), /baseline 9, produced no data; data in the baseline only$/);
}

async function swipes(page: Page): Promise<void> {
  const part = partOf(page, "maps/small.tif");
  const maps = part.locator(".ev-maps");
  const slider = part.locator("input[type=range]");
  const shown = async () => {
    const all = await part.locator(".ev-map").all();
    const seen = await Promise.all(
      all.map(async (map) => await map.isVisible() ? await map.getAttribute("data-map") : ""),
    );
    return seen.filter((name) => name !== "").join(" ");
  };
  const divider = () => maps.evaluate((map) => map.style.getPropertyValue("--swipe"));
  assert.deepEqual([await shown(), await divider()], ["baseline produced", "50%"]);
  await slider.focus();
  await page.keyboard.press("ArrowRight");
  assert.equal(await divider(), "51%");
  await page.keyboard.press("End");
  assert.equal(await divider(), "100%");
  const frame = part.locator('.ev-map[data-map="produced"] .ev-frame');
  await frame.scrollIntoViewIfNeeded();
  const box = await frame.boundingBox();
  assert.ok(box !== null);
  await page.mouse.move(box.x + box.width * 0.9, box.y + 10);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width * 0.25, box.y + 10, { steps: 4 });
  await page.mouse.up();
  await page.mouse.move(box.x + box.width * 0.75, box.y + 10);
  assert.deepEqual([await divider(), await slider.inputValue()], ["25%", "25"]);
  await part.getByRole("button", { name: "Side by side" }).click();
  assert.deepEqual([await shown(), await slider.isVisible()], ["baseline produced", false]);
  await part.getByRole("button", { name: "Difference", exact: true }).click();
  assert.equal(await shown(), "difference");
  // Colours of the canvas: more is red, less is blue, gone is black.
  const colours = await part.locator('.ev-map[data-map="difference"] canvas').evaluate(
    (canvas, cells) => {
      const context = (canvas as unknown as CanvasLike).getContext("2d");
      return cells.map(([x = 0, y = 0]) => [...context?.getImageData(x, y, 1, 1).data ?? []].slice(0, 3));
    },
    [[1, 0], [1, 1], [0, 2], [2, 2], [2, 0], [0, 0]],
  );
  const [more = [], less = [], gone, come, none, same] = colours;
  assert.ok((more[0] ?? 0) > (more[2] ?? 0) && (less[2] ?? 0) > (less[0] ?? 0));
  assert.deepEqual([gone, come, none, same], [[0, 0, 0], [255, 204, 0], [190, 190, 190], [
    247,
    247,
    247,
  ]]);
}

/** A large map says what it leaves out, and a cell of the list is found on it. */
async function findsCells(page: Page): Promise<void> {
  const part = partOf(page, "maps/large.tif");
  assert.match(
    await part.locator("figcaption").first().innerText(),
    /600 x 400 cells of 30 x 30, EPSG:32611/,
  );
  assert.match(
    await part.innerText(),
    /Each cell shown stands for [\d.]+ x [\d.]+ cells; its values are those of the one/,
  );
  for (const row of await part.locator(".ev-worst tbody tr").all()) {
    const [name = "", a = "", b = ""] = await row.locator("td").allInnerTexts();
    await row.getByRole("button").click();
    const text = await told(part);
    assert.ok(
      text.startsWith(`${name};`) && text.includes(`baseline ${a}, produced ${b};`),
      `${name} ${a} ${b}: ${text}`,
    );
  }
  const seen = await part.locator("canvas").first().evaluate((canvas) =>
    (canvas as unknown as CanvasLike).width
  );
  assert.ok(seen < LARGE.width);
}

/** Tables sort and show one column; lines and places stand beside one another, and text stays text. */
async function showsRows(page: Page): Promise<void> {
  const part = partOf(page, "years.csv");
  const cells = part.getByRole("region", { name: "Cells that differ", exact: true });
  const deltas = async () =>
    (await cells.locator("tbody tr:visible td:nth-child(5)").allInnerTexts()).map(parseFloat).filter(
      Number.isFinite,
    ).map(Math.abs);
  await cells.getByRole("button", { name: "difference" }).click();
  const sorted = await deltas();
  assert.ok(
    sorted.length > 20 &&
      sorted.every((value, index) => index === 0 || value >= (sorted[index - 1] ?? 0)),
  );
  await part.locator("select").selectOption("soil");
  assert.equal(await cells.locator("tbody tr:visible").count(), 1);
  assert.match(await part.locator(".ev-filter").innerText(), /1 of \d+ cells are shown/);
  assert.equal(
    await part.locator("img").evaluate((image) =>
      (image as unknown as { naturalWidth: number }).naturalWidth > 500
    ),
    true,
  );
  const lines = await partOf(page, "log.txt").locator("tr:has(td.removed)").allInnerTexts();
  assert.deepEqual(
    lines.map((line) => line.replace(/\s+/g, " ").replaceAll("removed: ", "").replaceAll("added: ", "")),
    [
      "25 - loss 12.25 kg 25 + loss 13.5 kg",
      `26 - told nothing 26 + told ${HOSTILE}`,
    ],
  );
  assert.equal(await page.locator("img[onerror], main script").count(), 0);
  assert.deepEqual(await partOf(page, "log.txt").locator("del").first().allInnerTexts(), ["12.25"]);
  assert.match(
    await partOf(page, "summary.json").innerText(),
    /\$\.hills\[0\]\.loss[\s\S]*\+1\.25[\s\S]*"id": 22/,
  );
  assert.equal(await partOf(page, "net.geojson").locator("svg path").count(), 3);
  assert.match(await partOf(page, "all.zip").innerText(), /gone\.txt\s+missing/);
  assert.match(await partOf(page, "seen.bin").innerText(), /List of differences/);
}

/** No serious finding of axe-core, and nothing wider than the page. */
async function isUsable(page: Page, colorScheme: "dark" | "light", width: number): Promise<void> {
  await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
  await page.setViewportSize({ width, height: 900 });
  const wide = "document.documentElement.scrollWidth - document.documentElement.clientWidth";
  assert.equal(await page.evaluate(wide), 0);
  const found = await page.evaluate("axe.run({ resultTypes: ['violations'] })") as {
    violations: { id: string; impact: string; nodes: { html: string }[] }[];
  };
  const serious = found.violations.filter(({ impact }) => impact === "serious" || impact === "critical");
  assert.deepEqual(serious.map(({ id, nodes }) => [id, nodes[0]?.html]), [], colorScheme);
}

/** Without scripts there are pictures, and everything else. */
async function worksPlain(page: Page): Promise<void> {
  await page.goto(address);
  const part = partOf(page, "maps/small.tif");
  assert.equal(await part.locator("img.ev-picture").isVisible(), true);
  assert.equal(await part.locator(".ev-live").isVisible(), false);
  assert.equal(await partOf(page, "years.csv").locator("select").isVisible(), false);
  assert.match(await partOf(page, "log.txt").innerText(), /12\.25/);
}

/** Three maps, and nothing that is for the screen alone. */
async function prints(page: Page): Promise<void> {
  await page.emulateMedia({ media: "print" });
  const part = partOf(page, "maps/small.tif");
  const boxes = await Promise.all((await part.locator(".ev-map").all()).map((map) => map.boundingBox()));
  assert.equal(new Set(boxes.map((box) => box?.x)).size, 3);
  assert.equal(await part.locator("input[type=range]").isVisible(), false);
}

test("maps, tables and lines work for all; the page asks for nothing", { skip }, async (context) => {
  await withPage(async ({ page, context: opened, troubles }) => {
    const asked: string[] = [];
    page.on("request", (request) => {
      if (!/^(?:data|blob):/.test(request.url())) asked.push(request.url());
    });
    await page.goto(address);
    await context.test("the cell under the pointer and of the keys is told", () => tellsCells(page));
    await context.test("slider, keys and dragging swipe; buttons choose the map", () => swipes(page));
    await context.test("a cell of the list is found on a large map", () => findsCells(page));
    await context.test("tables sort and are filtered, lines are beside one another", () => showsRows(page));
    assert.deepEqual(asked, [address]);
    assert.deepEqual(troubles, []);
    await page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true");
    // The page lets no other script in; this one comes through the debugger.
    await page.evaluate(await readFile(AXE, "utf8"));
    await context.test("axe has nothing serious, light and wide", () => isUsable(page, "light", 1280));
    await context.test("axe has nothing serious, dark and narrow", () => isUsable(page, "dark", 390));
    await context.test("three maps are printed", () => prints(page));
    const plain = await opened.browser()?.newContext({ javaScriptEnabled: false });
    assert.ok(plain !== undefined);
    await context.test("without scripts there are pictures", async () =>
      await worksPlain(await plain.newPage()));
  }, { context: { reducedMotion: "reduce" } });
});
