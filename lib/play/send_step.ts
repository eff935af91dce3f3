/** Sends the request of a step: one id for all its attempts, one renewal of the session, everything counted. */
import { randomUUID } from "node:crypto";
import type { Session } from "../auth/session.ts";
import { CORRELATION, type HttpAnswer, type HttpClient, type HttpRequest } from "../http/client.ts";
import type { JobWatch } from "../jobs/watch.ts";
import type { StepExpect } from "../model/profile.ts";
import type { OnProgress } from "../model/progress.ts";
import type { StepReport } from "../model/report.ts";
import { statusMatches } from "./check_answer.ts";

/** Less goes out at once, bytes. */
const WORTH_TELLING = 256 * 1024;

/** What sending needs of a play. */
export interface Sender {
  client: HttpClient;
  session: Session;
  note: (line: string) => void;
  watch?: Pick<JobWatch, "onProgress">;
}

/**
 * Sends; when the session or token is no longer taken, renews once and sends again. Nothing was done by a request
 * that was refused, so it may be sent twice.
 *
 * @param report gets the id, retries and renewals
 * @param onSend called before each attempt
 * @returns the answer, and whether it still says that we are not logged in. A status that the step expects is no
 *   refusal.
 * @throws ProfileError unavailable when the session has ended and cannot be renewed; RequestError without an answer
 */
export async function sendStep(
  request: HttpRequest,
  expected: StepExpect["status"],
  { client, session, note, watch }: Sender,
  report: StepReport,
  onSend: () => void = () => {},
): Promise<{ answer: HttpAnswer; refused: boolean }> {
  const id = report.correlation_id = randomUUID();
  const accepts = (status: number) => expected !== undefined && statusMatches(status, expected);
  const isRefusal = (answer: HttpAnswer) =>
    session.wasRefused(answer, request.url) && (answer.status < 400 || !accepts(answer.status));
  const send = async () => {
    const headers = {
      ...request.headers,
      ...session.headersFor(request.method, request.url),
      [CORRELATION]: id,
    };
    onSend();
    const sent = toldUpload(request, watch?.onProgress);
    const answer = await client.send({ ...request, headers, accepts, step: report.id, ...sent });
    if (answer.retries !== undefined) report.retries = (report.retries ?? 0) + answer.retries;
    return answer;
  };
  const first = await send();
  if (!isRefusal(first)) return { answer: first, refused: false };
  if (session.isStrangerTo(request.url)) {
    note("this address needs a session, a token is for rq-engine only: give a login or --cookie-file too");
    return { answer: first, refused: true };
  }
  note(`the server no longer takes our session (HTTP ${first.status}); logging in again`);
  if (!await session.renew()) {
    note("the given token is still valid: the server refuses this request, not the token");
    return { answer: first, refused: true };
  }
  report.renewals = 1;
  const answer = await send();
  const refused = isRefusal(answer);
  if (refused) note("the new session is valid: the server refuses this request, not the login");
  return { answer, refused };
}

/** Lets who listens see how much of an upload is out. */
function toldUpload({ body }: HttpRequest, onProgress: OnProgress | undefined): Pick<HttpRequest, "sent"> {
  if (onProgress === undefined || body?.kind !== "multipart") return {};
  const bytes = { done: 0, total: body.multipart.contentLength };
  if (bytes.total < WORTH_TELLING) return {};
  onProgress({ kind: "upload", bytes });
  return { sent: bytes };
}
