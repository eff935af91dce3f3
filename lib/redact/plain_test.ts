import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { isMoment, MOMENT } from "./moment.ts";
import { createRedactor, type Redactor } from "./redactor.ts";
import { TEXT_RULES } from "./rules/mod.ts";

const bytesOf = (text: string) => new TextEncoder().encode(text);

/** What rules look for, whole and in parts, and what stands around it. */
const PIECES = [
  ..."@=:/\\<~%\"'{}[].,;&-_+ \t\n\r0aeJrBcZ9",
  "\u00e9",
  "\u2028",
  "\0",
  "10.1.2.3",
  "10",
  "192.168",
  "100.64.1.",
  "fd00::1",
  "fe80",
  "a.internal",
  "db.corp.x",
  ".home.arpa",
  ".LAN",
  ".local",
  "/home/",
  "/Users/jdoe/x",
  "users/",
  "jdoe",
  "~jdoe/",
  "C:\\Users\\eva",
  "eyJ",
  "eyJhbGciOiJI.abc.def",
  "bearer",
  "Bearer ",
  "basic ",
  "BASIC",
  "ZXZhOnB3MTI=",
  "ZXZhLmxpbmRAZXhhbXBsZS5vcmc",
  "cGFzc3dvcmQ9SHVudGVyMjIh",
  "AKIAABCDEFGHIJKLMNOP",
  "AIzaSyA1234567890abcdefghijklmnopqrstu",
  "ghp_abcdefghijklmnopqrstuvwxyz012345",
  "glpat-abcdefghijklmnopqrst",
  "xoxb-1234567890",
  "sk-abcdefghijklmnopqrstu",
  "sk_live_abcdefghijklmnop",
  "-----BEGIN PRIVATE KEY-----",
  "-----BEGIN ",
  "RSA PRIVATE KEY-----",
  "password",
  "token: ",
  "eva.lind",
  "example.org",
  "form-data",
  "('password', 'x')",
  "( b'token',",
  "&lt;password&gt;",
  "&lt;/",
  "&amp;",
  "name",
  "value",
  "input ",
  "precipitation",
  "sediment_yield_kg/ha",
  "   1.25   3.5e-07  -4.0\n",
  "123456789012",
  "2026-11-22",
];
const text = fc.array(fc.constantFrom(...PIECES), { maxLength: 12 }).map((pieces) => pieces.join(""));
/** Without the characters that end the look at once, so that many are passed. */
const plainer = text.map((found) => found.replace(/[@=:\\<~%"'{}[\]\0\u00e9\u2028]/g, ""));

/** Every text that passes has to stay as it is; gives how many passed. */
function holds(redactor: () => Redactor, runs: number): number {
  let passed = 0;
  fc.assert(
    fc.property(fc.oneof(text, { arbitrary: plainer, weight: 4 }), (found) => {
      const own = redactor();
      if (!own.isPlain(bytesOf(found))) return;
      passed++;
      assert.equal(own.text(found), found);
      assert.equal(redactor().text(found), found);
    }),
    { numRuns: runs },
  );
  return passed;
}

test("isPlain() passes nothing that a rule changes", () => {
  const passed = holds(createRedactor, 20_000);
  assert.ok(passed > 3000, `only ${passed} passed`);
});

test("isPlain() passes nothing that holds what became known, in any form", () => {
  const knowing = () => {
    const redactor = createRedactor({ extra: { people: ["Jdoe Lind", "Zac"] } });
    redactor.learn("9-precip");
    redactor.learn("0aZ", { declared: true });
    redactor.text("eva.lind@example.org");
    return redactor;
  };
  const passed = holds(knowing, 5000);
  assert.ok(passed > 500, `only ${passed} passed`);
  const redactor = createRedactor();
  const run = "x ZXZhTGluZGdyZW5aazgx";
  assert.ok(redactor.isPlain(bytesOf(run)));
  redactor.learn("evaLindgrenZk81");
  assert.ok(!redactor.isPlain(bytesOf(run)), "it is base64 of a secret that is known by now");
});

test("isMoment() tells of bytes what the expression tells of text", () => {
  const digits = (length: number) => fc.stringMatching(new RegExp(`^\\d{${length}}$`));
  const near = fc.tuple(
    digits(4),
    fc.constantFrom("-", "-", "/"),
    digits(2),
    fc.constantFrom("-", "-", ""),
    digits(2),
    fc.constantFrom("T", "T", " "),
    digits(2),
    fc.constantFrom(":", ":", "-"),
    digits(2),
    fc.constant(":"),
    digits(2),
    fc.constantFrom("", ".", ".1", ".123", ".123456", ".1234567"),
    fc.constantFrom("", "Z", "z", "+00:00", "-0700", "+1:00", "+00:000", "Z0"),
  ).map((parts) => parts.join(""));
  let moments = 0;
  fc.assert(
    fc.property(near, (found) => {
      const expected = MOMENT.test(found);
      if (expected) moments++;
      assert.equal(isMoment(bytesOf(found)), expected, found);
    }),
    { numRuns: 3000 },
  );
  assert.ok(moments > 100, `only ${moments} were some`);
  assert.ok(createRedactor().isPlain(bytesOf("2025-11-02T17:04:05.123Z")));
});

test("isPlain() passes tables of numbers and words, and leaves the rest to the rules", () => {
  const redactor = createRedactor();
  for (
    const plain of [
      "",
      "   1   0.2500  -9999.0 3.5e-07\n".repeat(50),
      "day month year precipitation (mm) sediment_yield kg/ha\n",
      "wepp/runs/p1.slp, p2.man",
      "5.2026.1",
    ]
  ) assert.ok(redactor.isPlain(bytesOf(plain)), plain);
  for (
    const other of [
      "a=b",
      "to a@b",
      "{}",
      "10.0.0.1",
      "1.5.2026",
      "x.local",
      "/home/x",
      "\u00e9",
      "a\0b",
      "Bearer x",
      "a".repeat(300),
    ]
  ) assert.ok(!redactor.isPlain(bytesOf(other)), other);
});

test("isPlain() passes nothing where the user has patterns or hosts", () => {
  for (
    const extra of [{ patterns: [{ name: "x", pattern: /7/ }] }, { hosts: ["db7"] }, { domains: ["a.b"] }]
  ) {
    assert.ok(!createRedactor({ extra }).isPlain(bytesOf("1 2 3")));
  }
});

test("isPlain() knows every rule: a new one needs a thought in plain.ts, and its pieces here", () => {
  assert.deepEqual(TEXT_RULES.map(({ name }) => name), [
    "percent-encoded",
    "url-userinfo",
    "markup",
    "assignment",
    "pair",
    "token",
    "email",
    "private-address",
    "internal-host",
    "home-path",
    "base64",
  ]);
});
