/** A report as it may be shown or stored: plain JSON with every secret taken out. */
import type { JsonValue } from "../model/json.ts";
import type { Report } from "../model/report.ts";
import type { Shown } from "../redact/own_places.ts";
import type { Redactor } from "../redact/redactor.ts";
import { toldFrom } from "./told_from.ts";

/** The same document, clean, for the terminal; its shape is not changed by redaction. */
export function cleanReport(report: Report, redactor: Shown): Report {
  return redactor.json(plain(report)) as unknown as Report;
}

/** The same for files: what would not be found again once it is redacted is told from the data root. */
export function storedReport(report: Report, redactor: Redactor, dataRoot: string): Report {
  return redactor.json(toldFrom(dataRoot, plain(report), redactor)) as unknown as Report;
}

function plain(report: Report): JsonValue {
  return JSON.parse(JSON.stringify(report)) as JsonValue;
}
