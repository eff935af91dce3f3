/** Network errors in words. */
import { codeOf, messageOf } from "../errors.ts";

/** What went wrong on the network, in words; the system's own code is kept. */
export function networkMessage(error: unknown): string {
  const code = codeOf(error) ?? (error instanceof Error ? codeOf(error.cause) : undefined);
  const words: Record<string, string> = {
    ECONNREFUSED: "connection refused",
    ENOTFOUND: "the host name is not known",
    EAI_AGAIN: "the host name cannot be looked up",
    ECONNRESET: "the connection was reset",
    UND_ERR_SOCKET: "the connection broke",
    UND_ERR_CONNECT_TIMEOUT: "no connection within 10 s",
    UND_ERR_HEADERS_TIMEOUT: "no answer in time",
    UND_ERR_BODY_TIMEOUT: "the answer stopped in the middle",
  };
  if (error instanceof Error && error.name === "TimeoutError") return "no answer in time";
  return code === undefined ? messageOf(error) : `${words[code] ?? messageOf(error)} (${code})`;
}
