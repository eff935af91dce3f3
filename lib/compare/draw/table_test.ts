import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { withFolder, writeFiles } from "../test_fixtures.ts";
import { ColumnRules } from "../table/column_plan.ts";
import { openTables } from "../table/open_tables.ts";
import type { Picture } from "../types.ts";
import { drawTables } from "./table.ts";
import { sampleTables, type TableSample } from "./table_sample.ts";

const base = "id,loss,name\n1,10,a\n2,20,b\n3,30,c\n";

/** Opens both texts as CSV, by the key `id`, with a tolerance of 1. */
async function opened<T>(
  before: string,
  after: string,
  key: readonly string[],
  use: (tables: {
    baseline: Awaited<ReturnType<typeof openTables>>;
    produced: Awaited<ReturnType<typeof openTables>>;
    rules: ColumnRules;
  }) => Promise<T>,
): Promise<T> {
  return await withFolder(async (folder) => {
    await writeFiles(folder, { "before.csv": before, "after.csv": after });
    const open = (name: string) => openTables(join(folder, name), name, {});
    const order = key.length > 0 ? "free" : "fixed";
    const rules = new ColumnRules({
      ...{ key, order, tolerance: { abs: 1 }, tolerances: {}, ignore: [], columnOrder: "fixed" },
    });
    return await use({ baseline: await open("before.csv"), produced: await open("after.csv"), rules });
  });
}

async function sample(
  before: string,
  after: string,
  key: readonly string[] = ["id"],
): Promise<TableSample | undefined> {
  return await opened(before, after, key, async ({ baseline: [a], produced: [b], rules }) => {
    assert.ok(a !== undefined && b !== undefined);
    return await sampleTables(a, b, rules);
  });
}

const draw = (before: string, after: string, clean = (text: string) => text): Promise<Picture[]> =>
  opened(before, after, ["id"], (tables) => drawTables(tables, "out/loss.csv", clean));

test("sampleTables() pairs rows as the comparison does, and counts what differs beyond the tolerance", async () => {
  const found = await sample(base, "id,loss,name\n3,30.5,c\n1,13,a\n4,5,d\n");
  assert.deepEqual([found?.paired, found?.gone, found?.come, found?.keys], [2, 1, 1, ["id"]]);
  const [loss, name] = found?.columns ?? [];
  assert.deepEqual([loss?.pair.name, loss?.beyond, loss?.numbers, loss?.worst], ["loss", 1, 1, [10, 13]]);
  assert.deepEqual([name?.beyond, name?.numbers], [0, 0]);
});

test("sampleTables() aligns rows without a key when there is one more", async () => {
  const found = await sample(base, base.replace("2,20,b", "9,90,z\n2,20,b"), []);
  assert.deepEqual([found?.paired, found?.come, found?.columns[1]?.beyond], [3, 1, 0]);
});

test("sampleTables() of tables without their key is nothing", async () => {
  assert.equal(await sample(base, base.replace("id", "number")), undefined);
});

test("drawTables() makes one picture where numbers differ, and none for texts or within the tolerance", async () => {
  const [view, picture, ...more] = await draw(base, base.replace("20", "25"));
  assert.deepEqual([view?.suffix, picture?.suffix], [".view.json", ".png"]);
  assert.deepEqual([...picture?.bytes.subarray(1, 4) ?? []], [...new TextEncoder().encode("PNG")]);
  assert.deepEqual(more, []);
  assert.deepEqual(await draw(base, base.replace("20", "20.5")), []);
  const texts = await draw(base, base.replace(",b", ",x"));
  assert.deepEqual(texts.map(({ suffix }) => suffix), [".view.json"]);
});

test("drawTables() shows no text that was not cleaned", async () => {
  const seen: string[] = [];
  const [view] = await draw(base, base.replace("20", "25").replace("b", "secret"), (text) => {
    seen.push(text);
    return "-";
  });
  const whole = "3 rows by id; numbers of 1 of 2 columns differ";
  assert.deepEqual(seen.filter((text) => text.includes(" rows ")), [whole]);
  for (const text of ["out/loss.csv", "loss", "id", "secret"]) assert.ok(seen.includes(text), text);
  assert.doesNotMatch(new TextDecoder().decode(view?.bytes), /loss|secret/);
});
