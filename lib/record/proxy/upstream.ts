/** The target: its connections, its certificate, and whether it answers at all. */
import { X509Certificate } from "node:crypto";
import { readFile } from "node:fs/promises";
import { rootCertificates } from "node:tls";
import { Pool } from "undici";
import { codeOf, messageOf, ProfileError } from "../../errors.ts";
import { networkMessage } from "../../http/network_error.ts";

/** How long the target may take for a sign of life at the start, ms. */
const FIRST_ANSWER = 10_000;
/** Options of the socket beside those of the connection. Blocks of an upload that wait in it go out together. */
const SOCKET = { highWaterMark: 512 * 1024 };
/** What runtimes say when a certificate is not trusted, or not for this host. */
const UNTRUSTED =
  /^(?:UNABLE_TO_(?:VERIFY_LEAF_SIGNATURE|GET_ISSUER_CERT(?:_LOCALLY)?)|SELF_SIGNED_CERT_IN_CHAIN|DEPTH_ZERO_SELF_SIGNED_CERT|CERT_UNTRUSTED|CERT_SIGNATURE_FAILURE)$/;
const UNTRUSTED_WORDS = /unknown ?issuer|self[- ]signed|unable to (?:verify|get)|CaUsedAsEndEntity/i;
const CERTIFICATE = /-----BEGIN (TRUSTED )?CERTIFICATE-----[^]*?-----END \1?CERTIFICATE-----/g;
const WRONG_NAME = /ERR_TLS_CERT_ALTNAME_INVALID|not valid for name|NotValidForName/;
const EXPIRED =
  /CERT_HAS_EXPIRED|CERT_NOT_YET_VALID|certificate has expired|InvalidPeerCertificate\(Expired\)/i;

/**
 * Connections to the target. Idle ones are given up early: servers such as gunicorn close them after two seconds, and
 * a request that is sent into a closing connection is lost.
 *
 * @param origin of the target
 * @param ca further authorities, PEM; the system's own stay trusted
 */
export function openUpstream(origin: string, ca: string | undefined): Pool {
  return new Pool(origin, {
    connect: { timeout: FIRST_ANSWER, ...SOCKET, ...authorities(ca) },
    keepAliveTimeout: 1_500,
    keepAliveMaxTimeout: 30_000,
    pipelining: 1,
    headersTimeout: 0,
    bodyTimeout: 0,
  });
}

/** TLS option for further authorities. */
export function authorities(ca: string | undefined): { ca?: string[] } {
  return ca === undefined ? {} : { ca: [...rootCertificates, ca] };
}

/**
 * Reads a file of certificates.
 *
 * @throws ProfileError usage when it cannot be read, holds none, or one that is damaged
 */
export async function readAuthority(file: string): Promise<string> {
  let text: string;
  try {
    text = await readFile(file, "utf8");
  } catch (error) {
    throw new ProfileError(
      "usage",
      `The certificate file ${JSON.stringify(file)} cannot be read: ${messageOf(error)}`,
      {
        position: { file },
        remedy: "Name a PEM file with the certificate of the authority",
        cause: error,
      },
    );
  }
  const blocks = text.match(CERTIFICATE) ?? [];
  if (blocks.length > 0) {
    for (const block of blocks) checkCertificate(block, file, text);
    return text;
  }
  throw new ProfileError("usage", `${JSON.stringify(file)} holds no PEM certificate`, {
    position: { file },
    remedy:
      "Give the authority's certificate (BEGIN CERTIFICATE); openssl x509 -inform der converts other forms",
  });
}

/** A damaged certificate would be called an unreachable target when the first connection is made. */
function checkCertificate(block: string, file: string, text: string): void {
  try {
    new X509Certificate(block);
  } catch (error) {
    const line = text.slice(0, text.indexOf(block)).split("\n").length;
    throw new ProfileError("usage", `A certificate in ${JSON.stringify(file)} is damaged`, {
      position: { file, line },
      remedy: "Get the file again from whoever runs the authority",
      cause: error,
    });
  }
}

/**
 * Asks the target for a sign of life. Any answer will do.
 *
 * @param caFile where further authorities came from
 * @throws ProfileError unavailable when none comes or its certificate is not trusted
 */
export async function checkTarget(upstream: Pool, target: URL, caFile?: string): Promise<void> {
  try {
    const { body } = await upstream.request({
      method: "HEAD",
      path: target.pathname + target.search,
      headersTimeout: FIRST_ANSWER,
      signal: AbortSignal.timeout(FIRST_ANSWER),
    });
    await body.dump();
  } catch (error) {
    throw targetError(target, error, caFile);
  }
}

/** What the user reads when the target cannot be reached. */
export function targetError(target: URL, error: unknown, caFile?: string): ProfileError {
  const { cause } = error instanceof Error ? error : { cause: undefined };
  const code = codeOf(error) ?? codeOf(cause) ?? "";
  const words = `${code} ${messageOf(error)} ${cause === undefined ? "" : messageOf(cause)}`;
  const host = target.host;
  if (UNTRUSTED.test(code) || UNTRUSTED_WORDS.test(words)) {
    return new ProfileError("unavailable", `The certificate of ${host} is not trusted: ${messageOf(error)}`, {
      remedy: caFile === undefined
        ? "Name the authority that signed it with --ca FILE (PEM)"
        : `${JSON.stringify(caFile)} of --ca is another authority's, name that which signed it`,
      cause: error,
    });
  }
  if (WRONG_NAME.test(words)) {
    return new ProfileError("unavailable", `The certificate of ${host} is for another name`, {
      remedy: "Use the name that the certificate was made for in --target",
      cause: error,
    });
  }
  if (EXPIRED.test(words)) {
    return new ProfileError("unavailable", `The certificate of ${host} is not valid at this time`, {
      remedy: "Check the clock of this machine, and have the certificate renewed",
      cause: error,
    });
  }
  return new ProfileError(
    "unavailable",
    `The target ${target.origin} does not answer: ${networkMessage(error)}`,
    {
      remedy: "Check the address in --target, and that the server runs",
      cause: error,
    },
  );
}
