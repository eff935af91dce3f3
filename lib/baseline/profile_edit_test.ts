import assert from "node:assert/strict";
import { test } from "node:test";
import { addComparisons } from "./profile_edit.ts";

const raster = {
  target: "a.tif",
  method: "raster_stats",
  params: { tolerance: { mean: { rel: 1e-6 }, max: { rel: 1e-6 } } },
};
const ADDED = `  - target: a.tif
    method: raster_stats
    params:
      tolerance:
        mean: { rel: 1e-6 }
        max: { rel: 1e-6 }
`;

test("addComparisons() adds to a list, to an empty one and to none, and changes nothing else", () => {
  const head = `# note
metadata: { slug: x } # here
steps:
  - id: a
    json: { latitude: !hole "not recorded", n: 1.50 }

  # about b
  - id: "b"
`;
  const list = `${head}comparisons:\n  - target: b.json # kept\n    method: json_exact\n`;
  assert.equal(addComparisons(list, [raster], "p"), list + ADDED);
  assert.equal(addComparisons(`${head}comparisons: []\n`, [raster], "p"), `${head}comparisons:\n${ADDED}`);
  assert.equal(addComparisons(head, [raster], "p"), `${head}comparisons:\n${ADDED}`);
  assert.equal(addComparisons(head, [], "p"), head);
});

test("addComparisons() keeps lists that are not indented", () => {
  const text = "steps:\n- id: a\n- id: b\n";
  const added = addComparisons(text, [{ target: "a", method: "exists" }], "p");
  assert.equal(added, `${text}comparisons:\n- target: a\n  method: exists\n`);
});
