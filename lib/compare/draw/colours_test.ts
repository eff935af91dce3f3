import assert from "node:assert/strict";
import { test } from "node:test";
import type { Colour } from "./canvas.ts";
import { BASELINE, differenceColour, GONE, NEW, NO_DATA, PRODUCED, valueColour } from "./colours.ts";

/** Relative luminance, after WCAG 2.2. */
function luminance(colour: Colour): number {
  const [red = 0, green = 0, blue = 0] = colour.map((part) => {
    const share = part / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** As an eye without red or without green cones sees it: G. Viénot, H. Brettel, J. Mollon (1999), in linear RGB. */
function without(kind: "red" | "green", colour: Colour): number[] {
  const [red = 0, green = 0, blue = 0] = colour.map((part) => (part / 255) ** 2.2);
  const yellow = kind === "red" ? 0.11238 * red + 0.88762 * green : 0.29275 * red + 0.70725 * green;
  const rest = kind === "red"
    ? 0.00401 * red - 0.00401 * green + blue
    : -0.02234 * red + 0.02234 * green + blue;
  return [yellow, yellow, rest].map((part) => Math.max(0, part) ** (1 / 2.2) * 255);
}

function distance(a: readonly number[], b: readonly number[]): number {
  return Math.hypot(...a.map((part, index) => part - (b[index] ?? 0)));
}

test("valueColour() grows lighter with the number: it is read without any colour", () => {
  for (let share = 0; share < 1; share += 0.05) {
    assert.ok(luminance(valueColour(share + 0.05)) > luminance(valueColour(share)), `${share}`);
  }
});

test("differenceColour() is lightest where nothing differs, and tells less from more for all eyes", () => {
  for (let share = 0.1; share <= 1; share += 0.1) {
    for (const sign of [-1, 1]) {
      assert.ok(
        luminance(differenceColour(sign * share)) < luminance(differenceColour(sign * (share - 0.1))),
      );
    }
    if (share < 0.25) continue;
    const [less, more] = [differenceColour(-share), differenceColour(share)];
    for (const kind of ["red", "green"] as const) {
      assert.ok(distance(without(kind, less), without(kind, more)) > 30, `${share} without ${kind}`);
    }
  }
});

test("the two sides, and what has no data, is gone or new, are told apart by all eyes", () => {
  for (const kind of ["red", "green"] as const) {
    const seen = (colour: Colour) => without(kind, colour);
    assert.ok(distance(seen(BASELINE), seen(PRODUCED)) > 60);
    for (const other of [GONE, NEW, differenceColour(0), differenceColour(1), differenceColour(-1)]) {
      assert.ok(distance(seen(NO_DATA), seen(other)) > 40, `${other}`);
    }
    assert.ok(distance(seen(GONE), seen(NEW)) > 100);
  }
});
