/** The beginning of an answer, for those who look why a step did not pass. */
import type { HttpAnswer } from "../http/client.ts";
import type { JsonValue } from "../model/json.ts";
import type { StepReport } from "../model/report.ts";
import type { Redactor } from "../redact/redactor.ts";
import { cutText, plainText } from "../report/plain_text.ts";

/** Characters that are looked at, and that are kept of them when the secrets are out. */
const LOOKED_AT = 16_000;
const MOST = 2000;

/** Kind and beginning of an answer's body; white space at both ends is left out. */
export function answerExcerpt({ headers, text, truncated }: HttpAnswer): NonNullable<StepReport["answer"]> {
  return {
    type: (headers["content-type"] ?? "").split(";")[0]?.trim() ?? "",
    body: cutText(text, LOOKED_AT),
    cut: truncated || text.length > LOOKED_AT,
  };
}

/** The step without secrets, its answer cut then only: half of a secret is not known for one. */
export function cleanStep(step: StepReport, redactor: Redactor): StepReport {
  const clean = redactor.json(JSON.parse(JSON.stringify(step)) as JsonValue) as unknown as StepReport;
  if (clean.answer === undefined) return clean;
  const body = plainText(clean.answer.body).trim();
  clean.answer = { ...clean.answer, body: cutText(body, MOST), cut: clean.answer.cut || body.length > MOST };
  return clean;
}
