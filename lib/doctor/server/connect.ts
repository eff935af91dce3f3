/** A connection to a host: its name, its port, and the certificate that it shows. Nothing is sent. */
import { lookup } from "node:dns/promises";
import { connect as connectTcp, isIP } from "node:net";
import {
  connect as connectTls,
  type DetailedPeerCertificate,
  rootCertificates,
  type TLSSocket,
} from "node:tls";
import { ProfileError } from "../../errors.ts";
import { describeFailure } from "../../http/network_error.ts";
import { formatDuration } from "../../text/duration.ts";

/** What a connection may take and whom it trusts. */
export interface ConnectOptions {
  /** Ms. */
  timeout: number;
  /** Certificates of authorities to trust beside the usual ones, PEM. */
  ca?: string;
  /** Ms since 1970. */
  now: number;
}

/** One certificate of a chain. */
export interface ShownCertificate {
  /** Common name, or what stands for it. */
  name: string;
  issuer: string;
  /** Ms since 1970. */
  validTo: number;
}

/**
 * Looks the name up and opens a connection.
 *
 * @returns the address that it has
 * @throws ProfileError unavailable, in words
 */
export async function reachHost({ hostname, port }: Place, { timeout }: ConnectOptions): Promise<string> {
  const { address } = await lookup(hostname).catch((error: unknown) => {
    throw inWords(`${hostname}`, error);
  });
  const socket = connectTcp({ host: address, port });
  await settled(socket, "connect", timeout, () => socket.destroy()).catch((error: unknown) => {
    throw inWords(`${hostname} port ${port}`, error);
  });
  return address;
}

/** A host and its port. */
export interface Place {
  hostname: string;
  port: number;
}

/** Host and port of an origin. */
export function placeOf(origin: string): Place {
  const { hostname, port, protocol } = new URL(origin);
  const usual = protocol === "https:" ? 443 : 80;
  return { hostname: hostname.replace(/^\[|\]$/g, ""), port: port === "" ? usual : Number(port) };
}

/**
 * Opens a TLS connection, and reads the chain that the server shows.
 *
 * @returns its certificates, the server's own first; empty where the runtime does not tell them
 * @throws ProfileError unavailable when the certificate is not trusted, in words
 */
export async function readChain(place: Place, options: ConnectOptions): Promise<ShownCertificate[]> {
  try {
    return await shake(place, options, true);
  } catch (error) {
    const named = `${place.hostname} port ${place.port}`;
    const failure = inWords(named, error);
    // Some runtimes tell an ended certificate from one of an unknown authority no better than this.
    const shown = await shake(place, options, false).catch(() => []);
    const ended = shown.find(({ validTo }) => validTo < options.now);
    if (ended === undefined) throw failure;
    const day = new Date(ended.validTo).toISOString().slice(0, 10);
    throw new ProfileError(
      "unavailable",
      `${named}: the certificate of ${ended.name} has expired, on ${day}`,
      {
        remedy:
          "Renew the server's certificate, and check the clock of this machine; --ca does not pass over it",
        cause: error,
      },
    );
  }
}

/** One handshake; without trust it is looked at only, and nothing is sent. */
async function shake(
  { hostname, port }: Place,
  { ca, timeout }: ConnectOptions,
  trusted: boolean,
): Promise<ShownCertificate[]> {
  const socket = connectTls({
    host: hostname,
    port,
    rejectUnauthorized: trusted,
    // A name of a number is not sent.
    ...(isIP(hostname) === 0 ? { servername: hostname } : {}),
    ...(ca === undefined ? {} : { ca: [...rootCertificates, ca] }),
  });
  let chain: ShownCertificate[] = [];
  await settled(socket, "secureConnect", timeout, () => {
    chain = chainOf(socket);
    socket.destroy();
  });
  return chain;
}

function chainOf(socket: TLSSocket): ShownCertificate[] {
  const chain: ShownCertificate[] = [];
  const seen = new Set<string>();
  let one: DetailedPeerCertificate | undefined = socket.getPeerCertificate(true);
  while (one?.valid_to !== undefined && !seen.has(one.fingerprint256)) {
    seen.add(one.fingerprint256);
    chain.push({
      name: nameIn(one.subject),
      issuer: nameIn(one.issuer),
      validTo: Date.parse(one.valid_to),
    });
    one = one.issuerCertificate;
  }
  return chain;
}

function nameIn(names: object | undefined): string {
  const { CN, O } = (names ?? {}) as { CN?: unknown; O?: unknown };
  return String([CN, O].flat().find((name) => typeof name === "string") ?? "without a name");
}

/** Waits for an event of a socket within a limit; the socket is gone afterwards. */
function settled(
  socket: ReturnType<typeof connectTcp>,
  event: string,
  timeout: number,
  done: () => void,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const fail = (error: unknown) => {
      clearTimeout(timer);
      socket.destroy();
      reject(error);
    };
    const timer = setTimeout(() => fail(new LateError(timeout)), timeout);
    socket.once("error", fail);
    socket.once(event, () => {
      clearTimeout(timer);
      done();
      resolve();
    });
  });
}

class LateError extends Error {
  constructor(readonly limit: number) {
    super(`no connection within ${formatDuration(limit)}`);
  }
}

function inWords(what: string, error: unknown): ProfileError {
  const { words, remedy } = describeFailure(error);
  return new ProfileError("unavailable", `${what}: ${words}`, { remedy, cause: error });
}
