/**
 * A private certificate authority for one server on loopback, made at its start and kept in memory only: X.509
 * version 3 (RFC 5280), P-256 keys of `node:crypto`, which sign in no time where RSA keys cost up to a second.
 * `node-forge` writes the ASN.1; that part of it is loaded by {@link makeCertificates} alone.
 */
import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from "node:crypto";
import { isIP } from "node:net";
import type forge from "node-forge";

/** What a TLS server needs, and what its clients must trust. */
export interface ServerCertificates {
  /** Private key of the server, PEM (PKCS#8). */
  key: string;
  /** Certificate of the server, PEM. */
  cert: string;
  /** Certificate of the authority, PEM. Its private key is forgotten. */
  ca: string;
}

/** Validity of both certificates, days; browsers refuse much more than a year. */
const DAYS = 90;
/** Valid from a day ago, for clocks that differ. */
const DAY = 86_400_000;

type Asn1 = typeof forge.asn1;
type Node = forge.asn1.Asn1;

/**
 * Makes an authority and a certificate of it for a server.
 *
 * @param names DNS names and IP addresses that the server is reached by; the first is its common name
 * @param now clock, milliseconds since 1970
 * @example
 * ```ts
 * const { key, cert, ca } = await makeCertificates(["localhost", "127.0.0.1", "::1"], Date.now());
 * createServer({ key, cert }).listen(0, "127.0.0.1"); // clients: `{ ca }`
 * ```
 */
export async function makeCertificates(names: readonly string[], now: number): Promise<ServerCertificates> {
  // The one file that is needed; the whole library is seven times as large. It comes without types.
  const library = await import("node-forge/lib/asn1.js") as { default: Asn1 };
  const authority = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const server = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const subject = `profile embedded WEPPcloud CA ${randomBytes(3).toString("hex")}`;
  const writer = new Writer(library.default, authority.privateKey, authority.publicKey, subject, now);
  return {
    key: server.privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
    cert: writer.server(server.publicKey, names),
    ca: writer.authority(),
  };
}

/** Writes certificates that one authority signs. */
class Writer {
  readonly #asn1: Asn1;
  readonly #key: KeyObject;
  readonly #publicKey: KeyObject;
  readonly #name: string;
  readonly #now: number;

  constructor(asn1: Asn1, key: KeyObject, publicKey: KeyObject, name: string, now: number) {
    this.#asn1 = asn1;
    this.#key = key;
    this.#publicKey = publicKey;
    this.#name = name;
    this.#now = now;
  }

  authority(): string {
    return this.#certificate(this.#name, this.#publicKey, [
      this.#extension("2.5.29.19", true, this.#sequence(this.#boolean(true))),
      // keyCertSign and cRLSign.
      this.#extension("2.5.29.15", true, this.#primitive(this.#types.BITSTRING, "\x01\x06")),
    ]);
  }

  server(publicKey: KeyObject, names: readonly string[]): string {
    const serverAuth = this.#oid("1.3.6.1.5.5.7.3.1");
    return this.#certificate(names[0] ?? "localhost", publicKey, [
      this.#extension("2.5.29.19", true, this.#sequence()),
      // digitalSignature.
      this.#extension("2.5.29.15", true, this.#primitive(this.#types.BITSTRING, "\x07\x80")),
      this.#extension("2.5.29.37", false, this.#sequence(serverAuth)),
      this.#extension("2.5.29.17", false, this.#sequence(...names.map((name) => this.#alternative(name)))),
    ]);
  }

  #certificate(subject: string, publicKey: KeyObject, extensions: readonly Node[]): string {
    const asn1 = this.#asn1;
    const identifiers = [
      this.#extension("2.5.29.14", false, this.#primitive(this.#types.OCTETSTRING, keyId(publicKey))),
      this.#extension("2.5.29.35", false, this.#sequence(this.#tagged(0, keyId(this.#publicKey)))),
    ];
    const content = this.#sequence(
      asn1.create(asn1.Class.CONTEXT_SPECIFIC, 0, true, [this.#integer("\x02")]),
      // Positive and never with a leading zero byte.
      this.#integer(`\x5a${randomBytes(15).toString("latin1")}`),
      this.#algorithm(),
      this.#distinguished(this.#name),
      this.#sequence(this.#time(this.#now - DAY), this.#time(this.#now + DAYS * DAY)),
      this.#distinguished(subject),
      asn1.fromDer(publicKey.export({ type: "spki", format: "der" }).toString("latin1")),
      asn1.create(asn1.Class.CONTEXT_SPECIFIC, 3, true, [this.#sequence(...extensions, ...identifiers)]),
    );
    const signature = sign("sha256", Buffer.from(asn1.toDer(content).getBytes(), "latin1"), this.#key);
    const bits = this.#primitive(this.#types.BITSTRING, `\0${signature.toString("latin1")}`);
    const whole = asn1.toDer(this.#sequence(content, this.#algorithm(), bits)).getBytes();
    const lines = Buffer.from(whole, "latin1").toString("base64").match(/.{1,64}/g) ?? [];
    return `-----BEGIN CERTIFICATE-----\n${lines.join("\n")}\n-----END CERTIFICATE-----\n`;
  }

  get #types(): typeof forge.asn1.Type {
    return this.#asn1.Type;
  }

  /** ecdsa-with-SHA256. */
  #algorithm(): Node {
    return this.#sequence(this.#oid("1.2.840.10045.4.3.2"));
  }

  #distinguished(name: string): Node {
    return this.#sequence(
      this.#asn1.create(this.#asn1.Class.UNIVERSAL, this.#types.SET, true, [
        this.#sequence(this.#oid("2.5.4.3"), this.#primitive(this.#types.UTF8, name)),
      ]),
    );
  }

  #alternative(name: string): Node {
    return isIP(name) === 0 ? this.#tagged(2, name) : this.#tagged(7, addressBytes(name));
  }

  #extension(oid: string, critical: boolean, value: Node): Node {
    const bytes = this.#asn1.toDer(value).getBytes();
    const flag = critical ? [this.#boolean(true)] : [];
    return this.#sequence(this.#oid(oid), ...flag, this.#primitive(this.#types.OCTETSTRING, bytes));
  }

  #sequence(...parts: Node[]): Node {
    const asn1 = this.#asn1;
    return asn1.create(asn1.Class.UNIVERSAL, asn1.Type.SEQUENCE, true, parts);
  }

  #primitive(type: forge.asn1.Type, bytes: string): Node {
    return this.#asn1.create(this.#asn1.Class.UNIVERSAL, type, false, bytes);
  }

  #tagged(tag: number, bytes: string): Node {
    return this.#asn1.create(this.#asn1.Class.CONTEXT_SPECIFIC, tag, false, bytes);
  }

  #integer(bytes: string): Node {
    return this.#primitive(this.#types.INTEGER, bytes);
  }

  #boolean(value: boolean): Node {
    return this.#primitive(this.#types.BOOLEAN, value ? "\xff" : "\0");
  }

  #oid(oid: string): Node {
    return this.#primitive(this.#types.OID, this.#asn1.oidToDer(oid).getBytes());
  }

  #time(at: number): Node {
    const asn1 = this.#asn1;
    return this.#primitive(this.#types.UTCTIME, asn1.dateToUtcTime(new Date(at)));
  }
}

/** Identifier of a key: SHA-1 of its point, as RFC 5280 4.2.1.2 proposes. */
function keyId(key: KeyObject): string {
  // The uncompressed point of a P-256 key is the last 65 bytes of its SPKI form.
  const point = key.export({ type: "spki", format: "der" }).subarray(-65);
  return createHash("sha1").update(point).digest("latin1");
}

/** Bytes of an IP address: four, or sixteen in the order of the network. */
function addressBytes(address: string): string {
  if (isIP(address) === 4) return String.fromCharCode(...address.split(".").map(Number));
  const [head = "", tail] = address.split("::");
  const groups = (text: string): number[] =>
    text === "" ? [] : text.split(":").map((group) => parseInt(group, 16));
  const [left, right] = [groups(head), groups(tail ?? "")];
  const all = [...left, ...new Array<number>(8 - left.length - right.length).fill(0), ...right];
  return String.fromCharCode(...all.flatMap((group) => [group >> 8, group & 0xff]));
}
