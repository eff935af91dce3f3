/** The listing of a folder of a run, for people. */
import { escapeHtml, type Reply } from "../http/reply.ts";
import type { Run } from "../runs/run.ts";
import { page, type PageContext } from "./layout.ts";

/** One file or folder. */
export interface Entry {
  name: string;
  type: "directory" | "file";
  /** Bytes; null for a folder. */
  size: number | null;
}

/**
 * The page of a folder.
 *
 * @param path below the run, without slashes at its ends; empty for the run itself
 */
export function browsePage(
  context: PageContext,
  run: Run,
  path: string,
  entries: readonly Entry[],
): Reply {
  const base = `/weppcloud/runs/${encodeURIComponent(run.id)}/${encodeURIComponent(run.config)}`;
  const up = path.includes("/") ? path.slice(0, path.lastIndexOf("/")) : "";
  const back = path === ""
    ? `<a href="${base}/">Back to the run</a>`
    : `<a href="${base}/browse/${encoded(up)}">Up</a>`;
  const rows = entries.map(({ name, type, size }) => {
    const below = encoded(path === "" ? name : `${path}/${name}`);
    const href = `${base}/${type === "file" ? "download" : "browse"}/${below}`;
    return `<tr><td><a href="${escapeHtml(href)}">${escapeHtml(name)}${
      type === "file" ? "" : "/"
    }</a></td><td class="number">${size === null ? "" : size.toLocaleString("en-US")}</td></tr>`;
  });
  return page(context, {
    title: `Files of ${run.id}`,
    body: `<h1>Files</h1>
<p class="lead"><code>${escapeHtml(run.id)}/${escapeHtml(path)}</code></p>
<p>${back}</p>
<table class="files"><thead><tr><th scope="col">Name</th><th scope="col" class="number">Bytes</th></tr></thead>
<tbody>
${rows.join("\n")}
</tbody></table>`,
  });
}

function encoded(path: string): string {
  return path.split("/").map(encodeURIComponent).join("/");
}
