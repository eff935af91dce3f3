/** Two runs that differ in a file of each kind, compared by the built binary: what a page of evidence is tested with. */
import { cp, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { raster } from "../../lib/compare/test_fixtures.ts";
import { writeFiles } from "../../lib/files/test_folder.ts";
import type { ComparisonReport } from "../../lib/model/report.ts";
import { zip } from "../../lib/zip/write.ts";
import { runProfile } from "./binary.ts";

const PROFILES = join(fileURLToPath(new URL("../..", import.meta.url)), "profiles");
const NODATA = -9999;
/** Text that must never become part of a page. */
export const HOSTILE = `</script><img src=x onerror="fetch('//evil.test')">'`;

/** Small maps, by rows: nothing, more, less, data gone and data new. */
export const SMALL = {
  width: 4,
  before: [1.5, 2, NODATA, 4, 5, 6, 7, 8, 9, 10, NODATA, NODATA],
  after: [1.5, 2.5, NODATA, 4, 5, 3, 7, 8, NODATA, 10, 11, NODATA],
};
/** Large maps: more cells than a page shows. */
export const LARGE = { width: 600, height: 400 };

/** A basin of hills; the produced one lost more soil on some of them. */
function basin(isProduced: boolean): Float32Array {
  return Float32Array.from({ length: LARGE.width * LARGE.height }, (_, cell) => {
    const [x, y] = [(cell % LARGE.width) / LARGE.width, Math.floor(cell / LARGE.width) / LARGE.height];
    const edge = Math.hypot((x - 0.5) * 1.1, y - 0.5) + 0.04 * Math.sin(9 * Math.atan2(y - 0.5, x - 0.5));
    if (edge > 0.45 || (isProduced && Math.hypot(x - 0.3, y - 0.7) < 0.05)) return NODATA;
    const loss = 1.2 + Math.sin(11 * x) * Math.cos(8 * y) + 0.3 * Math.sin(60 * x * y);
    const burnt = Math.hypot(x - 0.62, y - 0.4) < 0.18 ? 1.5 : Math.hypot(x - 0.3, y - 0.4) < 0.08 ? 0.7 : 1;
    return isProduced ? loss * burnt : loss;
  });
}

const square = (id: number, x: number, size = 10) => ({
  type: "Feature",
  properties: { id },
  geometry: { type: "Polygon", coordinates: [[[x, 0], [x + size, 0], [x + size, size], [x, size], [x, 0]]] },
});
const layer = (...features: unknown[]) => JSON.stringify({ type: "FeatureCollection", features });
const packed = (files: Record<string, string>) =>
  zip(Object.entries(files).map(([path, text]) => ({ path, data: new TextEncoder().encode(text) })));

const years = Array.from({ length: 24 }, (_, year) => year + 1);
const table = (change: number) =>
  [
    "year,runoff,loss,soil",
    ...years.map((year) =>
      `${year},${(100 + 7 * (year % 9) + change * (year % 4)).toFixed(1)},${
        (2 + change / (year + 1)).toFixed(3)
      },${year === 3 && change > 0 ? HOSTILE.replaceAll('"', "") : "clay"}`
    ),
  ].join("\n") + "\n";
const log = (loss: string, text: string) =>
  [...years.map((year) => `year ${year} is done`), `loss ${loss} kg`, `told ${text}`, "end"].join("\n") +
  "\n";

const sides = (isProduced: boolean) => ({
  "maps/small.tif": raster(new Float32Array(isProduced ? SMALL.after : SMALL.before), SMALL.width, 3),
  "maps/large.tif": raster(basin(isProduced), LARGE.width, LARGE.height),
  "log.txt": log(isProduced ? "13.5" : "12.25", isProduced ? HOSTILE : "nothing"),
  "summary.json": JSON.stringify(
    isProduced
      ? { hills: [{ id: 22, loss: 3.5, soil: "clay", note: HOSTILE }], new: [1, 2] }
      : { hills: [{ id: 22, loss: 2.25, soil: "clay", note: "" }], gone: { a: 1 } },
  ),
  "years.csv": table(isProduced ? 3 : 0),
  "net.geojson": isProduced
    ? layer(square(1, 0), square(2, 23))
    : layer(square(1, 0), square(2, 20), square(3, 40)),
  "all.zip": packed(
    isProduced ? { "a.txt": "2\n", "new.txt": "3\n" } : { "a.txt": "1\n", "gone.txt": "22\n" },
  ),
  "seen.bin": isProduced ? "two" : "one",
});

const COMPARISONS = `comparisons:
  - { target: "maps/small.tif", method: raster_pixels }
  - { target: "maps/large.tif", method: raster_stats }
  - { target: log.txt, method: text_diff }
  - { target: summary.json, method: json_close }
  - { target: years.csv, method: table_diff, params: { key: year, tolerance: { abs: 0.1 } } }
  - { target: net.geojson, method: vector_diff, params: { key: id } }
  - { target: all.zip, method: archive_diff }
  - { target: seen.bin, method: hash_exact }
`;

/** Compares both runs. @returns the reports; their artifacts are told from the root */
export async function compareSides(root: string): Promise<ComparisonReport[]> {
  const profile = join(root, "profiles", "us-small");
  await cp(join(PROFILES, "us-small"), profile, { recursive: true });
  const [head = ""] = (await readFile(join(profile, "profile.yaml"), "utf8")).split(/^comparisons:/m);
  await writeFile(join(profile, "profile.yaml"), head + COMPARISONS);
  await writeFiles(join(root, "before"), sides(false));
  await writeFiles(join(root, "after"), sides(true));
  const ran = await runProfile(
    ["compare", "us-small", "--run-dir", "after", "--against", "before", "--pictures-dir", "seen", "--json"],
    { cwd: root },
  );
  if (ran.code !== 1) throw new Error(`profile compare ended ${ran.code}: ${ran.stderr}${ran.stdout}`);
  return (JSON.parse(ran.stdout) as { comparisons: ComparisonReport[] }).comparisons;
}
