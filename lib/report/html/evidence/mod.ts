/** What a comparison found, as a part of a page: the differences as a table, and the pictures. */
import { type Html, markup } from "../../../html/markup.ts";
import type { ComparisonReport } from "../../../model/report.ts";

export const evidenceStyle = ".evidence img{max-width:100%;image-rendering:pixelated}";
export const evidenceScript = "";

/**
 * The evidence of one comparison.
 *
 * @param read gives the bytes of one of its artifacts, undefined when it is not there
 */
export async function evidenceOf(
  comparison: ComparisonReport,
  read: (artifact: string) => Promise<Uint8Array | undefined>,
): Promise<Html> {
  const pictures = [];
  for (const name of comparison.artifacts.filter((one) => one.endsWith(".png"))) {
    const bytes = await read(name);
    if (bytes === undefined) continue;
    const url = `data:image/png;base64,${
      btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""))
    }`;
    pictures.push(markup`<figure><img src="${url}" alt="${name}"></figure>`);
  }
  const told = (value: unknown) => value === undefined ? "" : JSON.stringify(value);
  return markup`<div class="evidence">${pictures}<div class="scroll" tabindex="0" role="region" aria-label="Differences"><table>
<thead><tr><th scope="col">where</th><th scope="col">baseline</th><th scope="col">produced</th><th
scope="col">difference</th></tr></thead><tbody>${
    comparison.differences.map(({ where, baseline, actual, message }) =>
      markup`<tr><td>${where}</td><td>${told(baseline)}</td><td>${
        told(actual)
      }</td><td>${message}</td></tr>\n`
    )
  }</tbody></table></div></div>`;
}
