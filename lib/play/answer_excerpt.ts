/** The beginning of an answer, for those who look why a step did not pass. */
import type { HttpAnswer } from "../http/client.ts";
import type { StepReport } from "../model/report.ts";
import { cutText, plainText } from "../report/plain_text.ts";

/** Characters that are kept. */
const MOST = 2000;

/** Kind and beginning of an answer's body; white space at both ends is left out. */
export function answerExcerpt({ headers, text, truncated }: HttpAnswer): NonNullable<StepReport["answer"]> {
  const body = plainText(cutText(text, 4 * MOST)).trim();
  return {
    type: (headers["content-type"] ?? "").split(";")[0]?.trim() ?? "",
    body: cutText(body, MOST),
    cut: truncated || body.length > MOST || text.length > 4 * MOST,
  };
}
