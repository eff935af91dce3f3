import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { EvidenceView } from "../../../model/evidence.ts";
import type { ComparisonReport, Difference } from "../../../model/report.ts";
import { evidenceOf } from "./mod.ts";

const bytes = (value: unknown) => new TextEncoder().encode(JSON.stringify(value));

/** A comparison with these views; `read` has their bytes. */
function comparison(views: readonly EvidenceView[], differences: Difference[] = []) {
  const files = new Map(views.map((view, index) => [`diff/f${index}.view.json`, bytes(view)]));
  const report: ComparisonReport = {
    ...{
      target: "f",
      method: "m",
      verdict: "failed",
      files: ["f"],
      differences,
      omitted: 0,
      notes: [],
      facts: {},
    },
    counts: { missing: 0, extra: 0, changed: differences.length },
    artifacts: [...files.keys()],
  };
  return { report, read: (name: string) => Promise.resolve(files.get(name)) };
}

async function shown(views: readonly EvidenceView[], differences: Difference[] = []): Promise<string> {
  const { report, read } = comparison(views, differences);
  return (await evidenceOf(report, read)).text;
}

/** Two cells of a map, 1 and 2 on both sides. */
const grid = {
  ...{
    columns: 2,
    rows: 1,
    encoding: "float32" as const,
    baseline: "AACAPwAAAEA=",
    produced: "AACAPwAAAEA=",
  },
};
const limits = { low: 1, high: 2, isBelow: false, isAbove: false };

/** A view of each kind in which every text is the one given. */
function views(text: string): EvidenceView[] {
  return [
    {
      ...{
        kind: "raster",
        file: text,
        band: 1,
        bands: 1,
        unit: text,
        type: text,
        width: 2,
        height: 1,
        crs: text,
      },
      ...{ transform: null, nodata: { baseline: text, produced: null }, grid, empties: true },
      limits: { values: limits, differences: limits },
      histogram: { values: { baseline: [1, 1], produced: [1, 1] }, differences: [1, 1] },
      stats: { count: 2, differing: 1, lost: 1, gained: 1 },
      worst: [{ row: 0, column: 1, baseline: text, produced: 2 }],
    },
    {
      ...{ kind: "text", file: text, omitted: 1 },
      hunks: [[
        { baseline: { number: 1, text }, produced: { number: 1, text: `${text}.` }, same: false },
        { baseline: { number: 2, text }, produced: { number: 2, text }, same: true },
        { baseline: { number: 3, text }, same: false },
      ]],
    },
    {
      ...{ kind: "json", file: text, omitted: 1 },
      places: [{
        ...{ where: text, kind: "changed", message: text, tolerance: text },
        ...{ before: [text], baseline: text, produced: `${text}.`, after: [text] },
      }],
    },
    {
      ...{
        kind: "table",
        file: text,
        table: text,
        keys: [text],
        rows: { paired: 1, gone: 1, come: 1 },
        omitted: 1,
      },
      columns: [{ name: text, rule: text, beyond: 1 }, { name: `${text}.`, rule: text, beyond: 1 }],
      cells: [{ key: text, column: text, baseline: text, produced: 1 }],
    },
    {
      ...{ kind: "vector", file: text, layer: text, bounds: [0, 0, 1, 1], omitted: 1 },
      features: [{ name: text, dimension: "lines", baseline: [[[0, 0], [1, 1]]] }],
    },
    {
      ...{ kind: "archive", file: text, omitted: 1 },
      members: [{ path: text, baseline: 1, produced: null }],
    },
  ];
}

const differences = (text: string): Difference[] => [
  {
    kind: "changed",
    where: text,
    message: text,
    baseline: text,
    actual: { [text]: text },
    tolerance: text,
    file: text,
  },
];

/** Names of elements and of attributes in a page, in their order: what text must not add to. */
function skeleton(html: string): string {
  return html.replace(/"[^"]*"/g, '""').replace(/>[^<]*</g, "><");
}

test("no text of a view, a difference or a name becomes markup", async () => {
  const plain = await Promise.all(
    views("x").map(async (view) => skeleton(await shown([view], differences("x")))),
  );
  const hostile = fc.oneof(
    fc.string({ minLength: 1 }),
    fc.constantFrom(
      "</td><script>x()</script>",
      '"><img src=x onerror=x()>',
      "' onload='x",
      "<!--",
      "]]>",
      "&lt;",
    ),
  ).filter((text) => /\S/.test(text));
  await fc.assert(
    fc.asyncProperty(hostile, async (text) => {
      const found = views(text);
      for (const [index, view] of found.entries()) {
        const html = await shown([view], differences(text));
        // Words are marked as the text has them, and a value of several lines is as many rows.
        const bare = html.replace(/<\/?(?:del|ins)>/g, "");
        const isRows = view.kind === "json" && text.includes("\n");
        if (!isRows) {
          assert.equal(skeleton(bare), skeleton((plain[index] ?? "").replace(/<\/?(?:del|ins)>/g, "")));
        }
        assert.doesNotMatch(html, /<(?:script|img)\b/i);
      }
    }),
    { numRuns: 300 },
  );
});

test("words that differ are marked inside of their lines, with signs and words beside the colours", async () => {
  const html = await shown([{
    ...{ kind: "text", file: "f", omitted: 3 },
    hunks: [[{
      baseline: { number: 7, text: "loss  12.25 kg" },
      produced: { number: 8, text: "loss   9.5 kg" },
      same: false,
    }]],
  }]);
  assert.match(html, /7<\/td><td class="line removed"><span class="sign" aria-hidden="true">-<\/span>/);
  assert.match(
    html,
    /<span class="hidden-text">removed: <\/span><code>loss {2}<del>12\.25<\/del> kg<\/code>/,
  );
  assert.match(html, /<span class="hidden-text">added: <\/span><code>loss {3}<ins>9\.5<\/ins> kg<\/code>/);
  assert.match(html, /And 3 more lines that differ/);
});

test("a comparison without views is its list; one that found nothing is nothing", async () => {
  const some = await shown([], [{ kind: "missing", where: "file", message: "Not produced" }]);
  assert.match(some, /<details class="ev-list" open>.*Not produced/s);
  assert.equal(await shown([]), "");
});

test("a view that is damaged, of another version or gone is left out, the list is there", async () => {
  const { report } = comparison([views("x")[0] as EvidenceView], differences("x"));
  for (const file of [undefined, new Uint8Array([1, 2]), bytes({ kind: "hologram" }), bytes([])]) {
    const html = (await evidenceOf(report, () => Promise.resolve(file))).text;
    assert.doesNotMatch(html, /ev-part/);
    assert.match(html, /ev-list/);
  }
});

test("pictures stand in the page as long as there is room, then beside it; views without room are named", async () => {
  const png = (size: number) => new Uint8Array(size);
  const report = { ...comparison([]).report, artifacts: ["diff/a b.tif.png"] };
  const small = await evidenceOf(report, () => Promise.resolve(png(30)));
  assert.match(small.text, /src="data:image\/png;base64,A+/);
  const large = await evidenceOf(report, () => Promise.resolve(png(3_000_000)));
  assert.match(large.text, /src="\.\/diff\/a%20b\.tif\.png"/);
  const cells = Array.from({ length: 2000 }, (_, row) => ({
    ...{ key: `row ${row}`, column: "c", baseline: 1, produced: 2 },
  }));
  const table = { ...views("x")[3] as EvidenceView & { kind: "table" }, cells };
  const html = await shown([table, table, ...views("y").slice(1, 2)]);
  assert.ok(html.length < 320_000);
  assert.match(html, /No room here for \d more: <code>diff\/f\d\.view\.json<\/code>/);
  assert.match(html, /class="ev-text"/);
});
