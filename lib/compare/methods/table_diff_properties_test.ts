import assert from "node:assert/strict";
import process from "node:process";
import { test } from "node:test";
import fc from "fast-check";
import { compareOne, found } from "../test_fixtures.ts";

/** A table of numbers in eighths, so that sums and differences are exact. */
const table = fc.tuple(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 30 })).chain((
  [columns, rows],
) =>
  fc.array(fc.array(fc.integer({ min: -8e6, max: 8e6 }), { minLength: columns, maxLength: columns }), {
    minLength: rows,
    maxLength: rows,
  })
);

/** As CSV, with a first column that numbers the rows. */
function csv(
  rows: readonly (readonly number[])[],
  order: readonly number[],
  write = (value: number) => String(value),
): string {
  const header = ["id", ...(rows[0] ?? []).map((_, column) => `c${column}`)].join(",");
  const lines = order.map((row) =>
    [`r${row}`, ...(rows[row] ?? []).map((cell) => write(cell / 8))].join(",")
  );
  return [header, ...lines, ""].join("\n");
}

const isSoak = process.env["PROFILE_TEST_SOAK"] === "1";
const runs = { numRuns: isSoak ? 2000 : 150 };

test("table_diff finds every cell that moved beyond the tolerance, and none within", async () => {
  const changes = fc.array(fc.tuple(fc.nat(), fc.nat(), fc.integer({ min: -40, max: 40 })), { maxLength: 6 });
  await fc.assert(
    fc.asyncProperty(table, changes, fc.constantFrom("row", "key", "shuffled"), fc.nat(), async (
      rows,
      moves,
      how,
      seed,
    ) => {
      const produced = rows.map((row) => [...row]);
      for (const [row, column, by] of moves) {
        const [i, j] = [row % rows.length, column % (rows[0]?.length ?? 1)];
        const cells = produced[i];
        if (cells !== undefined) cells[j] = (rows[i]?.[j] ?? 0) + by;
      }
      const beyond = rows.flatMap((row, i) =>
        row.flatMap((cell, j) =>
          Math.abs((produced[i]?.[j] ?? 0) - cell) > 20
            ? [`c${j} at ${how === "row" ? `row ${i + 1}` : `id r${i}`}`]
            : []
        )
      );
      const order = rows.map((_, row) => row);
      const other = how === "shuffled" ? order.toSorted((a, b) => mixed(a, seed) - mixed(b, seed)) : order;
      const report = await compareOne(
        "table_diff",
        csv(rows, order),
        csv(produced, other, (value) => value.toExponential()),
        { tolerance: 2.5, ...(how === "row" ? {} : { key: "id" }) },
      );
      assert.deepEqual(
        report.differences.map(({ where }) => where).sort(),
        beyond.sort(),
        report.reason ?? "",
      );
      assert.equal(report.counts.changed, beyond.length);
    }),
    runs,
  );
});

test("table_diff finds rows that are gone and new, in order, without a key", async () => {
  await fc.assert(
    fc.asyncProperty(table, fc.nat(), fc.nat(), async (rows, gone, come) => {
      const order = rows.map((_, row) => row);
      const without = order.toSpliced(gone % order.length, 1);
      const report = await compareOne("table_diff", csv(rows, order), csv(rows, without));
      assert.deepEqual(found(report), [`missing row ${gone % order.length + 1}`]);
      const place = come % (order.length + 1);
      const more = csv(rows, order).split("\n").toSpliced(
        place + 1,
        0,
        `new${",7".repeat(rows[0]?.length ?? 0)}`,
      );
      const other = await compareOne("table_diff", csv(rows, order), more.join("\n"));
      assert.deepEqual(found(other), [`extra row ${place + 1}`]);
    }),
    { numRuns: Math.ceil(runs.numRuns / 3) },
  );
});

test("table_diff pairs rows in any order within the tolerance, without a key", async () => {
  await fc.assert(
    fc.asyncProperty(table, fc.array(fc.integer({ min: -20, max: 20 }), { minLength: 1 }), fc.nat(), async (
      rows,
      jitter,
      seed,
    ) => {
      let at = 0;
      const near = rows.map((row) => row.map((cell) => cell + (jitter[at++ % jitter.length] ?? 0)));
      // Two alike rows are told apart by no name here.
      const lines = (text: string) => text.replace(/^r\d+,/gm, "x,");
      const order = rows.map((_, row) => row);
      const other = order.toSorted((a, b) => mixed(a, seed) - mixed(b, seed));
      const params = { order: "free", tolerance: 2.5 };
      const report = await compareOne("table_diff", lines(csv(rows, order)), lines(csv(near, other)), params);
      assert.deepEqual(found(report), []);
    }),
    { numRuns: Math.ceil(runs.numRuns / 3) },
  );
});

test("table_diff compares the first row of a key with the first, and so on, wherever they stand", async () => {
  const rows = fc.array(fc.tuple(fc.integer({ min: 0, max: 4 }), fc.integer({ min: 0, max: 3 })), {
    minLength: 1,
    maxLength: 60,
  });
  const text = (side: readonly (readonly number[])[]) =>
    ["id,v", ...side.map((row) => row.join(",")), ""].join("\n");
  await fc.assert(
    fc.asyncProperty(rows, rows, fc.boolean(), async (one, other, isSame) => {
      // Rows in another order are nearer to what happens than other rows.
      const produced = isSame
        ? one.toSorted(([a = 0], [b = 0]) => mixed(a, other.length) - mixed(b, other.length))
        : other;
      const expected = { missing: 0, extra: 0, changed: 0 };
      for (let key = 0; key <= 4; key++) {
        const [left, right] = [one, produced].map((side) => side.filter(([id]) => id === key));
        const [before, after] = [left?.length ?? 0, right?.length ?? 0];
        expected.missing += Math.max(0, before - after);
        expected.extra += Math.max(0, after - before);
        for (let row = 0; row < Math.min(before, after); row++) {
          if (left?.[row]?.[1] !== right?.[row]?.[1]) expected.changed++;
        }
      }
      const report = await compareOne("table_diff", text(one), text(produced), { key: "id" });
      assert.deepEqual({ ...report.counts }, expected);
    }),
    runs,
  );
});

test("table_diff aligns long tables, and says so when it cannot", async () => {
  const rows = Array.from({ length: 3000 }, (_, row) => `${row},${row % 17}`);
  const text = (lines: readonly string[]) => ["t,v", ...lines, ""].join("\n");
  const more = rows.toSpliced(2900, 0, "-1,5").toSpliced(10, 0, "-2,5");
  const report = await compareOne("table_diff", text(rows), text(more));
  assert.deepEqual(found(report), ["extra row 11", "extra row 2902"]);
  const others = Array.from({ length: 6000 }, (_, row) => `${row + 10_000},0`);
  const given = await compareOne("table_diff", text(rows), text(others));
  assert.match(JSON.stringify(given.notes), /rows are paired by number/);
});

test("table_diff compares files of many blocks, in order and shuffled, with quoted cells and empty ones", async () => {
  const order = Array.from({ length: 30_000 }, (_, row) => row);
  const text = (rows: readonly number[], moved = -1) => {
    const lines = rows.map((row) =>
      `${row},"block ""${row}"",\n second line",${row === moved ? 1e6 : row / 8},${row % 3 === 0 ? "" : row},`
    );
    return ["id,name,x,y,end", ...lines, ""].join("\r\n");
  };
  const shuffled = order.toSorted((a, b) => mixed(a, 5) - mixed(b, 5));
  for (const other of [order, shuffled]) {
    const report = await compareOne("table_diff", text(order), text(other, 29_998), { key: "id" });
    assert.deepEqual(found(report), ["changed x at id 29998"], report.reason ?? "");
  }
  // Ends of blocks fall on every byte of a row.
  for (let shift = 0; shift < (isSoak ? 20 : 2); shift++) {
    const begin = `id,name,x,y,end\n${"a".repeat(shift)},,,,\n`;
    const body = (last: string) => begin + `12,"b ""c""",0.25,,\n`.repeat(52_500) + last;
    const report = await compareOne("table_diff", body("1,b,2,3,"), body("1,b,2,4,"));
    assert.deepEqual(found(report), ["changed y at row 52502"], `${shift}: ${report.reason}`);
  }
});

/** Puts rows into another order, the same for the same seed. */
function mixed(row: number, seed: number): number {
  return Math.imul(row + 1, (seed * 2 + 2654435761) | 1) >>> 0;
}

test("table_diff tells damaged CSV by name, and ends", async () => {
  const damage = fc.array(fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.nat(255)), {
    minLength: 1,
    maxLength: 5,
  });
  const good = new TextEncoder().encode(
    "hillslope,soil_loss,cover\n1,0.41,forest\n2,0.52,shrub\n3,nan,grass\n4,,grass\n",
  );
  await fc.assert(
    fc.asyncProperty(damage, fc.constantFrom("csv", "fixed", undefined), async (bytes, format) => {
      const bad = good.slice();
      for (const [place, byte] of bytes) bad[Math.floor(place * (bad.length - 1))] = byte;
      const report = await compareOne("table_diff", good, bad, format === undefined ? {} : { format });
      if (report.verdict === "error") {
        assert.match(report.reason ?? "", /^The (produced|baseline) file "out\/file" /);
      }
    }),
    { numRuns: isSoak ? 10_000 : 150 },
  );
});
