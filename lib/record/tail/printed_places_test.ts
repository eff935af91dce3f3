import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { TailPosition } from "./position.ts";
import { PrintedPlaces } from "./printed_places.ts";

const piece = { offset: 0, length: 0, sha256: "" };
const at = (offset: number): TailPosition => ({
  dev: "1",
  ino: "1",
  mtime_ns: "0",
  head: piece,
  last: piece,
  offset,
  line: 1,
});

test("PrintedPlaces gives a place when every request before it is printed, and the furthest such place", () => {
  const Step = fc.record({ read: fc.nat({ max: 3 }), printed: fc.nat({ max: 4 }) });
  fc.assert(fc.property(fc.array(Step), (steps) => {
    const places = new PrintedPlaces();
    const all: { offset: number; requests: number }[] = [];
    let [requests, printed, given] = [0, 0, -1];
    steps.forEach((step, offset) => {
      requests += step.read;
      printed = Math.min(requests, printed + step.printed);
      all.push({ offset, requests });
      given = places.reached(at(offset), { requests, printed })?.position?.offset ?? given;
      const good = all.filter((place) => place.requests <= printed).at(-1);
      assert.equal(given, good?.offset ?? -1);
    });
  }));
});
