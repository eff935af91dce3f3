import assert from "node:assert/strict";
import { X509Certificate } from "node:crypto";
import { test } from "node:test";
import { makeCertificates } from "./certificates.ts";

const NAMES = ["localhost", "127.0.0.1", "::1", "2001:db8::7"];

test("makeCertificates() makes a server certificate for its names that the authority signed", async () => {
  const now = Date.now();
  const made = await makeCertificates(NAMES, now);
  const [server, ca] = [new X509Certificate(made.cert), new X509Certificate(made.ca)];
  assert.ok(server.verify(ca.publicKey));
  assert.ok(ca.verify(ca.publicKey));
  assert.ok(ca.ca && !server.ca);
  assert.equal(server.issuer, ca.subject);
  assert.equal(server.checkHost("localhost"), "localhost");
  assert.equal(server.checkHost("elsewhere.invalid"), undefined);
  for (const address of NAMES.slice(1)) assert.equal(server.checkIP(address), address);
  assert.equal(server.checkIP("127.0.0.2"), undefined);
  assert.ok(Date.parse(server.validFrom) < now && Date.parse(server.validTo) > now + 30 * 86_400_000);
});

test("makeCertificates() makes another authority every time, and keeps its key to itself", async () => {
  const [one, two] = [await makeCertificates(NAMES, 0), await makeCertificates(NAMES, 0)];
  assert.notEqual(one.ca, two.ca);
  assert.equal(new X509Certificate(one.cert).verify(new X509Certificate(two.ca).publicKey), false);
  assert.doesNotMatch(one.ca + one.cert, /PRIVATE/);
});
