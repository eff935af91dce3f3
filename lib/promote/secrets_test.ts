/** Secrets and suspects that were left in a draft. */
import assert from "node:assert/strict";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { PROFILE, withDraft } from "./testing/draft.ts";

test("promote() refuses text with secrets by file, line and rule, never by value", async () => {
  for (
    const path of [
      "events.jsonl",
      "ledger.jsonl",
      "seed/20260102T030405-aaaaaaaa/fire.tif",
      "seed/config/cfg.cfg",
    ]
  ) {
    await withDraft(async ({ root, put, refused }) => {
      await put(path, "first\nmail someone@lab.example.com\n");
      const error = await refused("refused", /rule email/);
      assert.ok(error.message.includes(path));
      assert.equal(error.position?.line, 2);
      assert.doesNotMatch(error.message, /lab\.example/);
      assert.deepEqual(await readdir(join(root, "profiles")), ["_drafts"]);
    });
  }
});

test("promote() looks into HAR files that are uploaded, and at names of files", async () => {
  const seed = "20260102T030405-aaaaaaaa/page.har";
  const har = {
    log: { entries: [{ request: { headers: [{ name: "Cookie", value: "session=Zk1x9-a" }] } }] },
  };
  await withDraft(async ({ put, refused }) => {
    await put("profile.yaml", PROFILE.replace("20260102T030405-aaaaaaaa/fire.tif", seed));
    await put(`seed/${seed}`, JSON.stringify(har));
    const error = await refused("refused", /page\.har \(rule .*key:cookie/);
    assert.doesNotMatch(error.message, /Zk1x9/);
  });
  await withDraft(async ({ put, refused }) => {
    const named = "20260102T030405-aaaaaaaa/ann.leeds@lab.example.com.tif";
    await put("profile.yaml", PROFILE.replace("20260102T030405-aaaaaaaa/fire.tif", named));
    await put(`seed/${named}`, "\0");
    const error = await refused(
      "refused",
      /user-[0-9a-f]{8}@redacted\.invalid\.tif" holds a secret \(rule email/,
    );
    assert.doesNotMatch(error.message, /leeds/);
  });
});

test("promote() tells the suspects that are still there", async () => {
  const suspect = (words: string) => ({ where: "step x", field: "json.name", words, reason: "r", count: 1 });
  const status = {
    version: 1,
    state: "ready",
    created_at: "x",
    steps: 1,
    holes: [],
    absent: [],
    dropped: [],
    folded: [],
    left_out: 0,
    suspects: [suspect("Ines Okonkwo"), suspect('Bo "Ek"'), suspect("taken out")],
    profile_sha256: "x",
  };
  await withDraft(async ({ put, promote }) => {
    await put("status.json", JSON.stringify(status));
    await put("profile.yaml", PROFILE + "    form: { name: Ines Okonkwo }\n");
    await put("events.jsonl", JSON.stringify({ by: 'Bo "Ek"' }) + "\n");
    const { suspects } = await promote();
    assert.deepEqual(suspects.map(({ words }) => words), ["Ines Okonkwo", 'Bo "Ek"']);
  });
});

test("promote() refuses a secret in the notes, and in a long text without reading it whole", async () => {
  await withDraft(async ({ put, refused }) => {
    await put("profile.yaml", `${PROFILE}notes: ask ann.lee@lab.example.org\n`);
    const error = await refused("refused", /left in profile\.yaml/);
    assert.equal(error.position?.line, 10);
  });
  await withDraft(async ({ put, refused }) => {
    const long = "1 2.5\n".repeat(1_000_000) + "ann.lee@lab.example.org\n";
    await put("seed/20260102T030405-aaaaaaaa/fire.tif", long);
    const error = await refused("refused", /left in seed\/.*fire\.tif \(rule email\)/);
    assert.equal(error.position?.line, 1_000_001);
  });
});

test("promote() refuses a secret wherever it was put into the draft", async () => {
  const mail = "ann.lee@lab.example.org";
  const key = "api_key=4f0a9c2b77e1d0aa";
  const seed = "20260102T030405-aaaaaaaa/fire.tif";
  const places: Record<string, [path: string, content: string]> = {
    title: ["profile.yaml", PROFILE.replace("  slug: raw", `  title: basin of ${mail}\n  slug: raw`)],
    tag: ["profile.yaml", PROFILE.replace("  slug: raw", `  tags: ["${mail}"]\n  slug: raw`)],
    comment: ["profile.yaml", `${PROFILE}# ${key}\n`],
    notes: ["profile.yaml", `${PROFILE}notes: ask ${mail}\n`],
    variable: ["profile.yaml", `${PROFILE}variables: { contact: "${mail}" }\n`],
    overlay: [
      "profile.yaml",
      `${PROFILE}variables: { asked_by: you }\noverlays: { wet: { variables: { asked_by: "${mail}" } } }\n`,
    ],
    seed: [`seed/${seed}`, `a,b\n1,${mail}\n`],
    config: ["seed/config/disturbed9002.cfg", `[general]\n# ${key}\n`],
    events: ["events.jsonl", `{"stage":"request","endpoint":"x?${key}"}\n`],
    ledger: ["ledger.jsonl", `{"version":1,"reason":"asked ${mail}"}\n`],
    candidates: [
      "baseline_candidates.json",
      JSON.stringify({
        version: 1,
        basis: "x",
        candidates: [{
          target: `out of ${mail}.txt`,
          method: "exists",
          rank: "other",
          telling: true,
          files: 1,
          size: 1,
          evidence: [],
        }],
        left_out: [],
        unreadable: [],
      }),
    ],
  };
  for (const [place, [path, content]] of Object.entries(places)) {
    await withDraft(async ({ root, put, refused }) => {
      await put("profile.yaml", PROFILE);
      await put(`seed/${seed}`, "II*\0");
      await put(path, content);
      const options = place === "candidates" ? { candidates: ["all"] } : {};
      const error = await refused("refused", /^A secret is left in /, "us-small", options);
      assert.ok(error.position?.file !== undefined, place);
      assert.doesNotMatch(JSON.stringify([error.message, error.others]), /ann\.lee|4f0a9c2b/, place);
      assert.deepEqual(
        (await readdir(join(root, "profiles"))).filter((name) => !name.startsWith("_")),
        [],
        place,
      );
    });
  }
});
