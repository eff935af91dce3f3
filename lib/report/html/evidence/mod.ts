/** The evidence of a comparison as part of a page: what differs, looked at closely. */
import { type Html, markup } from "../../../html/markup.ts";
import { EvidenceView, VIEW_SUFFIX } from "../../../model/evidence.ts";
import type { ComparisonReport } from "../../../model/report.ts";
import { archivePart } from "./archive.ts";
import { differencesPart } from "./differences.ts";
import { jsonPart } from "./json.ts";
import { pictureOf } from "./picture.ts";
import { rasterPart } from "./raster.ts";
import { tablePart } from "./table.ts";
import { textPart } from "./text.ts";
import { vectorPart } from "./vector.ts";
import filterScript from "./filter.js" with { type: "text" };
import rasterScript from "./raster.js" with { type: "text" };
import commonStyle from "./evidence.css" with { type: "text" };
import linesStyle from "./lines.css" with { type: "text" };
import rasterStyle from "./raster.css" with { type: "text" };

/** Letters that the views and pictures of one comparison may take in a page. */
const ROOM = 300_000;

/** Reads an artifact of the result, by its name in `comparison.artifacts`; undefined when it is not there. */
export type ReadArtifact = (artifact: string) => Promise<Uint8Array | undefined>;

/** The styles of all parts. */
export const evidenceStyle: string = [commonStyle, linesStyle, rasterStyle].join("\n");

/** The scripts of all parts: they find their elements by class. */
export const evidenceScript: string = [rasterScript, filterScript].map((script) => `{\n${script}\n}`).join(
  "\n",
);

/** A view or a picture of a comparison, told by what their names have in common. */
interface Shown {
  view?: string;
  picture?: string;
}

/**
 * What is shown of a comparison: views and pictures of the files that differ, and the list of differences. It is
 * nothing for a comparison that found no difference. What takes too much room is named, with its place.
 *
 * @param comparison as in the report, clean
 */
export async function evidenceOf(comparison: ComparisonReport, read: ReadArtifact): Promise<Html> {
  const parts: Html[] = [];
  const left: string[] = [];
  let [room, kinds] = [ROOM, new Set<EvidenceView["kind"]>()];
  for (const { view: viewName, picture } of shownOf(comparison.artifacts)) {
    const view = viewName === undefined ? undefined : viewIn(await read(viewName));
    const found = await partOf(comparison, view, picture, read, room);
    if (found === undefined) continue;
    if (found.text.length > room) {
      left.push(picture ?? viewName ?? "");
      continue;
    }
    room -= found.text.length;
    if (view !== undefined) kinds = kinds.add(view.kind);
    parts.push(found);
  }
  const list = differencesPart(comparison);
  const isTold = kinds.size > 0 && comparison.files.length === 1 &&
    [...kinds].every((kind) => tellsAll(kind, comparison));
  if (parts.length === 0 && left.length === 0 && list === undefined) return markup``;
  return markup`<div class="ev">${parts}${
    left.length > 0 &&
    markup`<p class="dim">No room here for ${left.length} more: ${
      left.slice(0, 10).map((name, index) => markup`${index > 0 && ", "}<code>${name}</code>`)
    }${left.length > 10 && ", …"}</p>`
  }${
    list !== undefined &&
    markup`<details class="ev-list"${
      !isTold && markup` open`
    }><summary>List of differences</summary>${list}</details>`
  }</div>`;
}

/** True for a view that says all that the list of differences does: of tables that has rows that are gone or new. */
function tellsAll(kind: EvidenceView["kind"], { counts: { missing, extra } }: ComparisonReport): boolean {
  return kind === "text" || kind === "json" || (kind === "table" && missing + extra === 0);
}

/** Views with their pictures, in the order of the artifacts. */
function shownOf(artifacts: readonly string[]): Shown[] {
  const shown = new Map<string, Shown>();
  for (const name of artifacts) {
    const isView = name.endsWith(VIEW_SUFFIX);
    if (!isView && !name.endsWith(".png")) continue;
    const stem = name.slice(0, -(isView ? VIEW_SUFFIX : ".png").length);
    shown.set(stem, { ...shown.get(stem), [isView ? "view" : "picture"]: name });
  }
  return [...shown.values()];
}

function viewIn(bytes: Uint8Array | undefined): EvidenceView | undefined {
  if (bytes === undefined) return undefined;
  try {
    return EvidenceView.safeParse(JSON.parse(new TextDecoder().decode(bytes))).data;
  } catch {
    // A view that was damaged is none: the list of differences is there.
    return undefined;
  }
}

/** One view with its heading, where the comparison is about several files. */
async function partOf(
  comparison: ComparisonReport,
  view: EvidenceView | undefined,
  artifact: string | undefined,
  read: ReadArtifact,
  room: number,
): Promise<Html | undefined> {
  const name = view?.file ?? artifact?.replace(/^[^/]+\//, "").replace(/\.png$/, "");
  if (name === undefined) return undefined;
  const bytes = artifact === undefined ? undefined : await read(artifact);
  // A third more as base64; the maps of a raster come first.
  const fits = bytes !== undefined && (bytes.length * 4) / 3 < room / (view?.kind === "raster" ? 4 : 1);
  const picture = artifact === undefined || bytes === undefined
    ? undefined
    : pictureOf(artifact, fits ? bytes : undefined, `Picture of what differs in ${name}`);
  const content = view === undefined ? picture : contentOf(view, picture, comparison);
  if (content === undefined) return undefined;
  const heading = comparison.files.length > 1 && markup`<h4 class="ev-file"><code>${name}</code></h4>`;
  return markup`<section class="ev-part">${heading}${content}</section>`;
}

function contentOf(view: EvidenceView, picture: Html | undefined, { differences }: ComparisonReport): Html {
  switch (view.kind) {
    case "raster":
      return rasterPart(view, picture);
    case "text":
      return textPart(view);
    case "json":
      return jsonPart(view);
    case "table":
      return tablePart(view, picture);
    case "vector":
      return vectorPart(view);
    case "archive":
      return archivePart(view, differences);
  }
}
