import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { withFolder, writeFiles } from "../../files/test_folder.ts";
import { loadProfile } from "../../profiles/load.ts";
import { createRedactor } from "../../redact/redactor.ts";
import type { Step } from "../../model/profile.ts";
import { compareAgainst } from "./compare.ts";
import { resolveAgainst } from "./resolve.ts";

const STEP = `
  - id: upload-sbs
    action: file_upload
    path: /weppcloud/runs/{{run_id}}/{{config}}/tasks/upload_sbs/
    form: { mode: "{{mode}}", password: first-Secret-9 }
    files: { input_upload_sbs: { seed: 20251102T170411-1f3a9c00/sbs.tif } }
`;
const PROFILE = `version: 1
metadata: { slug: burned, config: disturbed9002, api: legacy }
variables: { mode: "1" }
steps:${STEP}`;

async function made(folder: string, seed: string, mode = "1") {
  await writeFiles(folder, {
    "profiles/burned/profile.yaml": PROFILE,
    "profiles/burned/seed/20251102T170411-1f3a9c00/sbs.tif": "first",
    "profiles/burned/seed/config/disturbed9002.cfg": "a",
    "new/seed/20251103T000000-aa000000/sbs.tif": seed,
    "new/seed/config/disturbed9002.cfg": "a",
  });
  const step: Step = {
    id: "upload-sbs",
    action: "file_upload",
    path: "/rq-engine/api/runs/{{run_id}}/{{config}}/tasks/upload-sbs/",
    form: { mode, password: "second-Secret-9" },
    files: { input_upload_sbs: { seed: "20251103T000000-aa000000/sbs.tif" } },
  };
  return await compareAgainst(
    await loadProfile("burned", folder, folder),
    {
      steps: [step],
      metadata: { config: "disturbed9002", api: "rq-engine" },
      variables: new Map(),
      seedDir: join(folder, "new/seed"),
      candidates: undefined,
      lacksChanges: false,
    },
    createRedactor(),
  );
}

test("compareAgainst() compares values of variables and bytes of seeds, and shows no secret", async () => {
  await withFolder(async (folder) => {
    const same = await made(folder, "first");
    assert.deepEqual(same.steps.flatMap(({ values }) => values.map(({ path }) => path)), ["form.password"]);
    assert.deepEqual(same.inputs, [{ path: "api", from: "legacy", to: "rq-engine" }]);
    const { steps } = await made(folder, "second", "2");
    assert.doesNotMatch(JSON.stringify(steps), /Secret-9/);
    const values = steps[0]?.values.filter(({ path }) => path !== "form.password");
    assert.deepEqual(values?.[0], { path: "form.mode", from: "1", to: "2" });
    assert.match(JSON.stringify(values?.[1]), /sbs\.tif \(5 B, [0-9a-f]{8}\).*sbs\.tif \(6 B, [0-9a-f]{8}\)/);
  });
});

test("resolveAgainst() takes a profile by name or path first, then a recording, and names what is near", async () => {
  await withFolder(async (folder) => {
    await made(folder, "first");
    const named = await resolveAgainst("burned", folder, folder);
    assert.ok("against" in named && named.against.profile.metadata.slug === "burned");
    assert.ok("against" in await resolveAgainst("profiles/burned", folder, folder));
    assert.deepEqual(await resolveAgainst("new", folder, folder), { againstRecording: join(folder, "new") });
    await assert.rejects(() => resolveAgainst("burnt", folder, folder), /no profile or draft "burnt"/);
  });
});
