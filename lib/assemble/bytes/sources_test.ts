/** Bytes from WEPPcloud's own drafts: every check of an upload's receipt, and copies that prove nothing. */
import assert from "node:assert/strict";
import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { stableJson } from "../../model/json.ts";
import { sha256 } from "../../files/hash.ts";
import { createRedactor } from "../../redact/redactor.ts";
import { assemble } from "../assemble.ts";
import { form, logText, type TestRequest } from "../testing/log.ts";

const UPLOAD: TestRequest = {
  to: "/rq-engine/api/runs/ample-otter/dev_unit_1/tasks/upload-sbs/",
  meta: form({ a: "b" }, ["input_upload_sbs"]),
  extra: { _sbs_seed_version: 1 },
};
const EVENT = "event-1";
const FOLDER = `seed/uploads/sbs/events/${sha256(EVENT)}`;
const BYTES = "severity";
const STATUS = { event_id: EVENT, status: "complete" };
const RECEIPT = {
  version: 1,
  event_id: EVENT,
  payload: "input_upload_sbs.tif",
  size: BYTES.length,
  sha256: sha256(BYTES),
};

/** Reason of the first hole, or `none`, for a draft of WEPPcloud with these files. */
async function holeOf(
  requests: TestRequest[],
  files: Record<string, string | null>,
  link = false,
): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), "profile-wepp-draft-"));
  try {
    const draft = join(root, "draft");
    const all = { "events.jsonl": logText(requests), ...files };
    for (const [path, content] of Object.entries(all)) {
      if (content === null) continue;
      await mkdir(dirname(join(draft, path)), { recursive: true });
      await writeFile(join(draft, path), content);
    }
    if (link) {
      await writeFile(join(root, "outside.tif"), BYTES);
      await symlink(join(root, "outside.tif"), join(draft, FOLDER, "input_upload_sbs.tif"));
    }
    const options = { dataRoot: root, holes: "keep", redactor: createRedactor(), now: new Date(0) } as const;
    const { holes } = await assemble({ source: draft, ...options });
    return holes[0]?.reason ?? "none";
  } finally {
    await rm(root, { recursive: true, force: true });
  }
}

/** The files of a kept upload, with changes. */
function kept(
  change: { status?: object; receipt?: object; bytes?: string | null } = {},
): Record<string, string | null> {
  return {
    [`${FOLDER}/status.json`]: stableJson({ ...STATUS, ...change.status }),
    [`${FOLDER}/receipt.json`]: stableJson({ ...RECEIPT, ...change.receipt }),
    [`${FOLDER}/input_upload_sbs.tif`]: change.bytes === undefined ? BYTES : change.bytes,
    // A canonical copy that must never be used in place of a bad kept upload.
    "seed/uploads/sbs/input_upload_sbs.tif": "canonical",
  };
}

test("sbsEvents takes an upload that passes every check", async () => {
  assert.equal(await holeOf([UPLOAD], kept()), "none");
});

test("sbsEvents refuses whatever is wrong with a kept upload, and nothing steps in for it", async () => {
  const wrong: [string, Record<string, string | null>][] = [
    ["status", kept({ status: { status: "working" } })],
    ["status", kept({ status: { event_id: "event-2" } })],
    ["receipt", kept({ receipt: { version: 2 } })],
    ["receipt", kept({ receipt: { extra: 1 } })],
    ["receipt", kept({ receipt: { event_id: "event-2" } })],
    ["size", kept({ receipt: { size: 9 } })],
    ["hash", kept({ bytes: "saverity" })],
    ["name", kept({ receipt: { payload: "../../input_upload_sbs.tif" } })],
    ["name", kept({ receipt: { payload: "status.json" } })],
    ["not there", kept({ bytes: null })],
  ];
  for (const [what, files] of wrong) {
    const reason = await holeOf([UPLOAD], files);
    assert.match(reason, /cannot be trusted/, what);
    assert.ok(reason.includes(what), `${what}: ${reason}`);
  }
  const canonicalOnly = { "seed/uploads/sbs/input_upload_sbs.tif": "canonical" };
  assert.match(await holeOf([UPLOAD], canonicalOnly), /promises are not there/);
  assert.match(await holeOf([{ ...UPLOAD, extra: { _sbs_seed_version: 2 } }], kept()), /unknown version/);
  assert.match(await holeOf([UPLOAD], kept({ bytes: null }), true), /not there/);
});

test("draftCopy takes the one copy for the one upload only", async () => {
  const { extra: _, ...plain } = UPLOAD;
  const copy = { "seed/uploads/sbs/input_upload_sbs.tif": "first" };
  assert.equal(await holeOf([plain], copy), "none");
  assert.match(await holeOf([plain, plain], copy), /one copy for 2 uploads/);
  const two = { ...copy, "seed/uploads/sbs/input_upload_sbs.tiff": "other" };
  assert.match(await holeOf([plain], two), /no bytes$/);
});

test("findBytes() knows Git LFS pointers", async () => {
  const { extra: _, ...plain } = UPLOAD;
  const pointer = "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n";
  assert.match(await holeOf([plain], { "seed/uploads/sbs/input_upload_sbs.tif": pointer }), /git lfs pull/);
});
