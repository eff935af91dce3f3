import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { Difference } from "../model/report.ts";
import { differenceTable } from "./difference_table.ts";
import { formatDelta, tellApart } from "./numbers.ts";

const changed = (
  where: string,
  baseline: Difference["baseline"],
  actual: Difference["actual"],
): Difference => ({
  ...{ kind: "changed", where, message: "", baseline, actual, tolerance: "abs 0.005 + rel 0.01" },
});
const long = "$.watershed.hillslopes[1203].channels[17].soil_loss_of_the_year";
const rows = [changed(long, 0.412, 0.42436), changed("$.a", 1.00000012, 1.00000034)];

test("differenceTable() of a wide terminal shows all columns whole", () => {
  assert.deepEqual(differenceTable(rows, "  ", 200), [
    "  where                                                            baseline   produced   difference             tolerance",
    `  ${long}  0.412      0.42436    +0.01236 (+3 %)        abs 0.005 + rel 0.01`,
    "  $.a                                                              1.0000001  1.0000003  +2.2e-7 (+0.000022 %)  abs 0.005 + rel 0.01",
  ]);
});

test("differenceTable() has no column for tolerances where there are none", () => {
  const exact: Difference[] = [{ kind: "changed", where: "$.a", message: "", baseline: 2, actual: 3 }];
  const [header] = differenceTable(exact, "", 200);
  assert.equal(header, "where  baseline  produced  difference");
  assert.match(differenceTable([...exact, ...rows], "", 200)[0] ?? "", /tolerance$/);
});

test("differenceTable() says a shared tolerance once, and cuts the middle of a path, before it cuts a number", () => {
  assert.deepEqual(differenceTable(rows, "  ", 80), [
    "  where                              baseline   produced   difference",
    "  $.watershe….soil_loss_of_the_year  0.412      0.42436    +0.01236 (+3 %)",
    "  $.a                                1.0000001  1.0000003  +2.2e-7 (+0.000022 %)",
    "  tolerance: abs 0.005 + rel 0.01",
  ]);
});

test("differenceTable() leaves out the percentage next, and puts values below one another at last", () => {
  assert.deepEqual(differenceTable(rows, "  ", 60), [
    "  where                     baseline   produced   difference",
    "  $.water…loss_of_the_year  0.412      0.42436    +0.01236",
    "  $.a                       1.0000001  1.0000003  +2.2e-7",
    "  tolerance: abs 0.005 + rel 0.01",
  ]);
  assert.deepEqual(differenceTable(rows.slice(0, 1), "  ", 42), [
    "  $.watershed.hillslopes[1203].channels[17",
    "  ].soil_loss_of_the_year",
    "    baseline  0.412",
    "    produced  0.42436  +0.01236 (+3 %)",
    "    tolerance abs 0.005 + rel 0.01",
  ]);
});

test("differenceTable() shows where long texts part, in as many columns as there are", () => {
  const [a, b] = [`${"x".repeat(100)}1${"y".repeat(50)}`, `${"x".repeat(100)}2${"y".repeat(50)}`];
  for (const width of [80, 200, Infinity]) {
    const [, line = ""] = differenceTable([changed("line 1", a, b)], "", width);
    assert.match(line, /…x+1y+[…"] +…x+2y+[…"] +changed/);
    assert.ok(line.length <= Math.min(width, 180), `${line.length}`);
  }
});

const difference: fc.Arbitrary<Difference> = fc.record({
  kind: fc.constantFrom("missing", "extra", "changed"),
  where: fc.oneof(fc.string({ maxLength: 90 }), fc.constant(long)),
  value: fc.oneof(
    fc.tuple(fc.double({ noNaN: true }), fc.double({ noNaN: true })),
    fc.tuple(fc.string({ maxLength: 90 }), fc.string({ maxLength: 90 })),
    fc.tuple(fc.integer(), fc.string()),
  ),
  tolerance: fc.option(fc.constantFrom("exact", "abs 0.005 + rel 0.01"), { nil: undefined }),
}).map(({ kind, where, value: [baseline, actual], tolerance }) => ({
  ...{ kind, where, message: "", baseline, actual },
  ...(tolerance === undefined ? {} : { tolerance }),
}));

test("differenceTable() fits every width from 40 on, and shows every number whole", () => {
  fc.assert(
    fc.property(
      fc.array(difference, { minLength: 1, maxLength: 8 }),
      fc.integer({ min: 40, max: 240 }),
      (differences, width) => {
        const lines = differenceTable(differences, "    ", width);
        for (const line of lines) assert.ok(line.length <= width, `${line.length} of ${width}: ${line}`);
        const words = lines.join(" ").split(/\s+/);
        for (const { kind, baseline, actual } of differences) {
          if (typeof baseline !== "number" || typeof actual !== "number") continue;
          for (const number of tellApart(baseline, actual)) assert.ok(words.includes(number), number);
          const [delta = ""] = formatDelta(baseline, actual).split(" ");
          if (kind === "changed") assert.ok(words.includes(delta), delta);
        }
      },
    ),
    { numRuns: 1000 },
  );
});
