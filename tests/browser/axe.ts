/** axe-core in a page of a test: what keeps people with a screen reader or a keyboard from reading it. */
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import type { Page } from "playwright-core";

const SCRIPT = fileURLToPath(new URL("../../node_modules/axe-core/axe.min.js", import.meta.url));

/**
 * What axe-core found of the impacts serious and critical, as `rule: first element`.
 *
 * @param rules only these; without it all
 */
export async function seriousFindings(page: Page, rules?: readonly string[]): Promise<string[]> {
  await page.addScriptTag({ content: await readFile(SCRIPT, "utf8") });
  const options = { resultTypes: ["violations"], ...rules === undefined ? {} : { runOnly: rules } };
  const found = await page.evaluate(
    `axe.run(${JSON.stringify(options)}).then(({ violations }) => violations)`,
  ) as {
    id: string;
    impact: string;
    nodes: { html: string }[];
  }[];
  return found.filter(({ impact }) => impact === "serious" || impact === "critical")
    .map(({ id, nodes }) => `${id}: ${nodes.length} × ${nodes[0]?.html}`);
}
