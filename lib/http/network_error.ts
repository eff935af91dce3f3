/** Network errors in words: what happened, and what can be done about it. */
import { codeOf, messageOf } from "../errors.ts";

/** What kind of failure it was. */
export type FailureKind =
  | "dns"
  | "tls"
  | "refused"
  | "unreachable"
  | "no-connection"
  | "reset"
  | "cut"
  | "no-answer"
  | "other";

/** A failure in words. */
export interface FailureWords {
  kind: FailureKind;
  /** A clause without a full stop; the system's own code is kept. */
  words: string;
  remedy: string;
}

const RUNS = "Check that the server runs and that --base-url is right";
const NAME = "Check the host name in --base-url, and the name service of this machine";
const NOT_TRUSTED =
  "Name the certificate of the server's authority with --ca FILE (PEM), if it is an authority of your own";
const SLOW = "Look at the server's load and log, or raise --request-timeout";

const KNOWN: Record<string, FailureWords> = {
  ECONNREFUSED: { kind: "refused", words: "connection refused", remedy: RUNS },
  ENOTFOUND: { kind: "dns", words: "the host name is not known", remedy: NAME },
  EAI_AGAIN: { kind: "dns", words: "the host name cannot be looked up", remedy: NAME },
  EHOSTUNREACH: { kind: "unreachable", words: "the host cannot be reached", remedy: RUNS },
  ENETUNREACH: { kind: "unreachable", words: "the network cannot be reached", remedy: RUNS },
  ETIMEDOUT: { kind: "no-connection", words: "no connection in time", remedy: RUNS },
  UND_ERR_CONNECT_TIMEOUT: { kind: "no-connection", words: "no connection in time", remedy: RUNS },
  ECONNRESET: { kind: "reset", words: "the connection was reset", remedy: RUNS },
  EPIPE: { kind: "reset", words: "the connection was reset", remedy: RUNS },
  UND_ERR_SOCKET: { kind: "reset", words: "the connection broke", remedy: RUNS },
  UND_ERR_ABORTED: { kind: "reset", words: "the connection broke", remedy: RUNS },
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: { kind: "cut", words: "the answer was cut short", remedy: RUNS },
  UND_ERR_HEADERS_TIMEOUT: { kind: "no-answer", words: "no answer in time", remedy: SLOW },
  UND_ERR_BODY_TIMEOUT: { kind: "no-answer", words: "the answer stopped in the middle", remedy: SLOW },
};

const SELF_SIGNED = "its certificate is signed by itself, or by an authority that is not known here";
const EXPIRED = "its certificate has expired, or is not valid yet";
const OTHER_HOST = "its certificate is for another host name";

/** Certificates that are refused: by the code of OpenSSL, or by the words of other libraries. */
const CERTIFICATES: [RegExp, words: string, remedy: string][] = [
  [
    /CERT_HAS_EXPIRED|CERT_NOT_YET_VALID|certificate.*expired|NotValidYet|Expired/i,
    EXPIRED,
    "Renew the server's certificate, and check the clock of this machine; --ca does not pass over it",
  ],
  [
    /ALTNAME_INVALID|NotValidForName/i,
    OTHER_HOST,
    "Use the host name of the certificate in --base-url; --ca does not pass over it",
  ],
  [
    /SELF_SIGNED_CERT|UNABLE_TO_(?:VERIFY|GET)|CERT_UNTRUSTED|UnknownIssuer|unable to (?:verify|get).*certificate|self.signed/i,
    SELF_SIGNED,
    NOT_TRUSTED,
  ],
  [
    /WRONG_VERSION_NUMBER|packet length too long|InvalidContentType|corrupt message/i,
    "it does not speak TLS at this port",
    "Use http:// in --base-url, or the port that serves https",
  ],
  [
    /ERR_SSL_|ERR_TLS_|EPROTO|SSL routines|peer certificate|CERT_|handshake/i,
    "TLS failed",
    NOT_TRUSTED,
  ],
];

/**
 * What a network error is, in words.
 *
 * @param error what undici, the sockets or our own limits threw
 */
export function describeFailure(error: unknown): FailureWords {
  const cause = error instanceof Error ? error.cause : undefined;
  const code = codeOf(error) ?? codeOf(cause);
  const told = `${code ?? ""} ${messageOf(error)} ${cause instanceof Error ? cause.message : ""}`;
  const known = code === undefined ? undefined : KNOWN[code];
  const certificate = known === undefined || known.kind === "reset"
    ? CERTIFICATES.find(([pattern]) => pattern.test(told))
    : undefined;
  if (certificate !== undefined) {
    const [, words, remedy] = certificate;
    return { kind: "tls", words: `no secure connection: ${words}${suffix(code)}`, remedy };
  }
  if (known !== undefined) return { ...known, words: known.words + suffix(code) };
  if (error instanceof Error && error.name === "TimeoutError") {
    return { kind: "no-answer", words: "no answer in time", remedy: SLOW };
  }
  return { kind: "other", words: messageOf(error) + suffix(code), remedy: RUNS };
}

/** What went wrong on the network, in words; the system's own code is kept. */
export function networkMessage(error: unknown): string {
  return describeFailure(error).words;
}

function suffix(code: string | undefined): string {
  return code === undefined ? "" : ` (${code})`;
}
