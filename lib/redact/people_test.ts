import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { isCommonWord } from "./common_words.ts";
import { People } from "./people.ts";
import { createRedactor } from "./redactor.ts";

function people(...addresses: string[]) {
  const known = new People((subject) => `user-${subject.length.toString(16).padStart(8, "0")}`);
  for (const address of addresses) known.learnAddress(address);
  return known;
}

function replaced(text: string, ...addresses: string[]): string {
  return people(...addresses).replace(text, () => {}).replace(/user-[0-9a-f]{8}/g, "#");
}

test("People.replace() finds the names of an address in every order, case and spelling", () => {
  const cases: [string, string][] = [
    ["written by Jonas Lindqvist today", "written by # today"],
    ["LINDQVIST, JONAS; jonas_lindqvist.tif; Jonas+Lindqvist", "#; #.tif; #"],
    ["J. Lindqvist and Lindqvist J", "# and #"],
    ["user jlindqvist at /data/lindqvist/jonas.lindqvist-dem.tif", "user # at /data/#/#-dem.tif"],
    ["JonasLindqvist's basin, lindqvist2021.tif", "#'s basin, #2021.tif"],
    ["Lindqvistsson and Jonasson stay", "Lindqvistsson and Jonasson stay"],
  ];
  for (const [text, expected] of cases) {
    assert.equal(replaced(text, "jonas.lindqvist+wepp@streamlab.example.com"), expected, text);
  }
});

test("People.replace() reads letters with marks both ways", () => {
  assert.equal(
    replaced("Jürgen Müllerhaus, Jose Muñozza", "juergen.muellerhaus@x.example"),
    "#, Jose Muñozza",
  );
  assert.equal(replaced("José MUÑOZZA", "jose.munozza@x.example"), "#");
});

test("People.learnAddress() spares words of the trade, common words, places, roles", () => {
  const text =
    "small river, ash and burn, Georgia Madison, info data team, wepp support, vanilla mulch Forest Hill";
  const addresses = [
    "small.river@x.example",
    "ash@x.example",
    "burn.severity@x.example",
    "georgia.madison@x.example",
    "info@x.example",
    "data.team@x.example",
    "wepp@x.example",
    "support@x.example",
    "vanilla@x.example",
    "forest.hill@x.example",
    "abc@x.example",
  ];
  assert.equal(replaced(text, ...addresses), text);
  // A name of one common word and another: the common one stays alone.
  assert.equal(replaced("Ash, ash depth, Ash Okafor", "ash.okafor@x.example"), "Ash, ash depth, #");
});

test("People.keep() spares what a replay needs, whoever is called so", () => {
  const known = people("thistle@x.example", "gneiss.thistle@x.example");
  known.keep(["gneiss-thistle"]);
  assert.equal(known.replace("/runs/gneiss-thistle/ by thistle", () => {}).includes("/by thistle"), false);
  assert.ok(known.replace("ample thistle", () => {}).endsWith("thistle"));
});

test("People.replace() leaves hashes, ids and its own marks alone", () => {
  const known = people("beade.fadec@x.example");
  for (
    const text of ["5f0c1a2b-fadec-4222", "sha 12fadec34", "user-0000beade", "user-1a2b3c4d@redacted.invalid"]
  ) {
    assert.equal(known.replace(text, () => {}), text);
  }
  assert.notEqual(known.replace("Fadec said", () => {}), "Fadec said");
});

test("People.learnAccount() and learnDeclared() have floors of their own", () => {
  const known = people();
  for (const name of ["root", "www-data", "weppdev", "abc", "svc-tiles", "user", "1234567"]) {
    assert.equal(known.learnAccount(name), false, name);
  }
  assert.ok(known.learnAccount("qhvistab"));
  assert.ok(known.learnDeclared("Bo Ek"));
  assert.equal(known.replace("by qhvistab, Bo Ek and Ek, Bo", () => {}).match(/user-/g)?.length, 3);
});

test("text() keeps numbers, ids, coordinates and words of the trade, whoever was met", () => {
  const address = fc.tuple(fc.stringMatching(/^[a-z]{2,9}$/), fc.stringMatching(/^[a-z]{2,9}$/))
    .map(([a, b]) => `${a}.${b}@lab.example.org`);
  const kept = fc.constantFrom(
    '{"latitude":46.12345,"longitude":-116.25,"mode":4}',
    "/rq-engine/api/jobstatus/f82769c0-0186-4ac0-9e74-fa8f5688c27c",
    "sha256 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    "profile;;tmp;;450b2b4c28ae4d62bd2a549dffaf18dc",
    "version 10.4.17",
    "burn severity of the small river, ash depth 3 mm, loam soil",
    "wepp/output/run/soil_loss.tif",
  );
  fc.assert(
    fc.property(fc.array(address, { maxLength: 5 }), kept, (addresses, text) => {
      const redactor = createRedactor();
      for (const each of addresses) redactor.text(`from ${each}`);
      // A made-up name may be a word of the text that no list holds.
      const words = addresses.flatMap((each) => each.slice(0, each.indexOf("@")).split("."));
      fc.pre(words.every((word) => isCommonWord(word) || !text.includes(word)));
      assert.equal(redactor.text(text), text);
    }),
    { numRuns: 500 },
  );
});

test("text() with people of its own output changes nothing", () => {
  const name = fc.constantFrom("ann.leeds", "jonas.lindqvist", "qvist", "o.becker", "maria-del-torre.x");
  const glue = fc.constantFrom(
    " ",
    ".",
    "_",
    "-",
    ", ",
    "@lab.example.org ",
    "%20",
    "\n",
    '"',
    "/home/",
    "~",
    "/",
  );
  const words = fc.array(
    fc.oneof(name, glue, fc.constantFrom("Leeds", "LINDQVIST", "J", "Becker", "torre", "Ann")),
    {
      maxLength: 12,
    },
  );
  fc.assert(
    fc.property(words, (parts) => {
      const redactor = createRedactor();
      const once = redactor.text(parts.join(""));
      assert.equal(redactor.text(once), once);
    }),
    { numRuns: 2000 },
  );
});
