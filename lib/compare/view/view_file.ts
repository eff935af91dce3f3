/** A piece of evidence as a file beside the pictures. */
import { type EvidenceCell, type EvidenceView, VIEW_SUFFIX } from "../../model/evidence.ts";
import type { Clean, Picture } from "../types.ts";

/**
 * The file, to be written beside the pictures of what differs.
 *
 * @param stem what stands between the name of the file and the ending: `.band2`, or nothing
 */
export function viewFile(view: EvidenceView, stem = ""): Picture {
  return { suffix: stem + VIEW_SUFFIX, bytes: new TextEncoder().encode(`${JSON.stringify(view)}\n`) };
}

/** A number as evidence has it: NaN is no data, infinities are text. */
export function evidenceNumber(value: number): EvidenceCell {
  if (Number.isNaN(value)) return null;
  return Number.isFinite(value) ? value : String(value);
}

/** A cell without what is secret in it. */
export function cleanCell(value: EvidenceCell, clean: Clean): EvidenceCell {
  return typeof value === "string" ? clean(value) : value;
}
