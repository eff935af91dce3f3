/** The text of the script that shows the toolbar in a page, made of the functions of `page/`. */
import { createBar } from "./page/bar.ts";
import { boot } from "./page/boot.ts";
import { createClient } from "./page/client.ts";
import { elementKit } from "./page/elements.ts";
import { keepPlace } from "./page/place.ts";
import { createReview } from "./page/review.ts";
import { createStartDialog } from "./page/start_dialog.ts";
import { createStepRow } from "./page/step_row.ts";
import { createSteps } from "./page/steps.ts";
import { PAGE_STYLE } from "./page/style.ts";
import type { PageConfig, Parts } from "./page/types.ts";

const PARTS: Parts = {
  elementKit,
  createClient,
  createBar,
  keepPlace,
  createStartDialog,
  createReview,
  createSteps,
  createStepRow,
};

/**
 * The script as it stands between `<script>` and `</script>`: ASCII only, and nothing in it ends the element.
 *
 * Functions are taken by their text, so that one source is checked by the compiler and runs in the browser, whatever
 * names a bundler gives them.
 */
export function pageScript(config: Omit<PageConfig, "style">): string {
  const parts = Object.entries(PARTS).map(([name, part]) => `${name}: ${String(part)}`).join(",\n");
  const style = PAGE_STYLE.replace(/\s*\n\s*/g, "\n").trim();
  const text = `"use strict";\n(${String(boot)})({\n${parts}\n}, ${JSON.stringify({ ...config, style })});`;
  return text.replace(/<(?=[!/])/g, "\\u003c").replace(
    /[^\n -~]/g,
    (char) => char === "\t" ? " " : `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
