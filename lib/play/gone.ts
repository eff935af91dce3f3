/** What stopped a play: a server that went away in the middle leaves it incomplete, not unavailable. */
import { ProfileError } from "../errors.ts";
import { RequestError } from "../http/request_error.ts";
import type { Report } from "../model/report.ts";

/**
 * The error that stopped the play, as it is judged; undefined for a fault of this program.
 *
 * @param report the play so far
 */
export function stoppedBy(error: unknown, report: Pick<Report, "steps">): ProfileError | undefined {
  if (!(error instanceof ProfileError)) return undefined;
  const begun = report.steps.some(({ verdict }) => verdict === "passed");
  if (!begun || !(error instanceof RequestError) || !error.away) return error;
  return new ProfileError("incomplete", `${error.message}; the server has gone away during the play`, {
    remedy: "Start the server again, then go on with --resume",
    cause: error,
  });
}
