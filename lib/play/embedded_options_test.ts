import assert from "node:assert/strict";
import { test } from "node:test";
import { ProfileError } from "../errors.ts";
import { embeddedOf } from "./embedded_options.ts";

test("embeddedOf() reads drift and faults, and refuses what the server would not know", async () => {
  assert.deepEqual(await embeddedOf({}), { drift: {}, faults: [] });
  const asked = { embeddedDrift: ["soil_loss=1.03"], embeddedFault: ["gone=3"] };
  assert.deepEqual(await embeddedOf(asked), { drift: { soil_loss: 1.03 }, faults: ["gone=3"] });
  const wrong = [
    { embeddedDrift: ["soil_los=1.03"] },
    { embeddedDrift: ["soil_loss"] },
    { embeddedDrift: ["soil_loss=-1"] },
    { embeddedFault: ["nope"] },
    { embeddedFault: ["gone=soon"] },
  ];
  for (const flags of wrong) {
    await assert.rejects(
      embeddedOf(flags),
      (error) => error instanceof ProfileError && error.verdict === "usage",
    );
  }
});
