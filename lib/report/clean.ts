/** A report as it may be shown: plain JSON with every secret taken out. */
import type { JsonValue } from "../model/json.ts";
import type { Report } from "../model/report.ts";
import type { Redactor } from "../redact/redactor.ts";

/** The same document, clean; its shape is not changed by redaction. */
export function cleanReport(report: Report, redactor: Redactor): Report {
  return redactor.json(JSON.parse(JSON.stringify(report)) as JsonValue) as unknown as Report;
}
