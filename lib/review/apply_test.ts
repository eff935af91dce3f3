import assert from "node:assert/strict";
import { mkdir, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { ProfileError } from "../errors.ts";
import { sha256 } from "../files/hash.ts";
import { walkFiles } from "../files/walk.ts";
import { eventKey } from "../drafts/event_key.ts";
import { suspectSection } from "../drafts/suspect_section.ts";
import { DraftStatus, readStatus } from "../drafts/status.ts";
import { loadProfile } from "../profiles/load.ts";
import type { EditRequest } from "./requests.ts";
import { type Bench, PROFILE, withDraft } from "./testing/draft.ts";

/** Everything below the draft with its content. */
async function contents({ dir }: Bench): Promise<Record<string, string>> {
  const files = await walkFiles(dir);
  return Object.fromEntries(
    await Promise.all(files.map(async (path) => [path, await readFile(join(dir, path), "utf8")] as const)),
  );
}

async function refusal(bench: Bench, ...requests: EditRequest[]): Promise<ProfileError> {
  const before = await contents(bench);
  try {
    await bench.edit(...requests);
  } catch (error) {
    assert.ok(error instanceof ProfileError, String(error));
    assert.deepEqual(await contents(bench), before, "something was written");
    return error;
  }
  throw new assert.AssertionError({ message: "nothing was refused" });
}

test("applyEdits() fills, accepts and sets, keeps comments, and says so in ledger, status and README", async () => {
  await withDraft(async (bench) => {
    const result = await bench.edit(
      { kind: "fill", at: "set-outlet.json.latitude", value: "46.1" },
      { kind: "accept", at: "set-outlet" },
      { kind: "fill", at: "upload.form.mode", value: "1.50" },
      { kind: "set", at: 'setname.json["odd.key"]', value: "8" },
    );
    assert.deepEqual(result.decisions.map(({ decision, subject }) => `${decision} ${subject}`), [
      "fill set-outlet.json.latitude",
      "accept set-outlet.json.longitude",
      "fill upload.form.mode",
      'set setname.json["odd.key"]',
    ]);
    assert.equal(result.holes, 1);
    const text = await bench.read("profile.yaml");
    const gone = PROFILE.split("\n").filter((line) => !text.split("\n").includes(line));
    const came = text.split("\n").filter((line) => !PROFILE.split("\n").includes(line));
    assert.equal(gone.length, 5);
    assert.deepEqual(came, [
      "# 1 hole: fill in each !hole (the recording lacks that value), or remove its step.",
      '    json: { name: Basin of Jane, "odd.key": 8 }   # stays',
      "      latitude: 46.1",
      "      longitude: -116.25",
      '    form: { mode: "1.50", zip: "007" }',
    ]);
    const status = await readStatus(bench.dir);
    assert.equal(status?.state, "holes");
    assert.deepEqual(status?.holes.map(({ step, field }) => `${step}.${field}`), ["upload.files.climate"]);
    assert.equal(status?.profile_sha256, sha256(PROFILE));
    assert.equal(status?.reviewed_sha256, sha256(text));
    assert.equal(status?.reviewed_by, "Ann");
    const [, , first] = (await bench.read("ledger.jsonl")).split("\n");
    assert.deepEqual(JSON.parse(first ?? ""), {
      version: 1,
      at: "2026-03-03T10:00:00.000Z",
      by: "review",
      who: "Ann",
      decision: "fill",
      subject: "set-outlet.json.latitude",
      reason: "filled by the reviewer",
    });
    assert.match(
      await bench.read("README.md"),
      /- 1 hole: values\n\n## Holes\n\n- `upload\.files\.climate`: no bytes\n/,
    );
    for (const path of await walkFiles(bench.dir)) {
      assert.equal((await stat(join(bench.dir, path))).mode & 0o077, 0);
    }
  });
});

test("applyEdits() does all or none", async () => {
  await withDraft(async (bench) => {
    const fill: EditRequest = { kind: "fill", at: "set-outlet.json.latitude", value: "1" };
    const wrong = await refusal(bench, fill, { kind: "set", at: "setname.expect.status", value: "999" });
    assert.equal(wrong.verdict, "usage");
    assert.match(wrong.message, /^Nothing was written.*expect\.status/);
    assert.equal(wrong.position?.line, 16);
    assert.match(
      (await refusal(bench, fill, { kind: "fill", at: "set-outlet.json.latitud", value: "1" })).remedy ?? "",
      /latitude\?/,
    );
    assert.match(
      (await refusal(bench, { kind: "fill", at: "upload.form.zip", value: "1" })).remedy ?? "",
      /--set/,
    );
    assert.match(
      (await refusal(bench, { kind: "set", at: "upload.form.mode", value: "1" })).remedy ?? "",
      /--fill/,
    );
    assert.match(
      (await refusal(bench, { kind: "rename", from: "setname", to: "upload" })).message,
      /used twice/,
    );
    assert.match((await refusal(bench, { kind: "drop", step: "set-outle" })).remedy ?? "", /set-outlet/);
  });
});

test("applyEdits() drops a step unless a later one uses its values", async () => {
  await withDraft(async (bench) => {
    const error = await refusal(bench, { kind: "drop", step: "set-outlet" });
    assert.equal(error.verdict, "refused");
    assert.match(error.others[0]?.message ?? "", /resources-netful\.json takes steps\.set-outlet\.job/);
    await bench.edit({ kind: "drop", step: "resources-netful.json" }, { kind: "drop", step: "set-outlet" });
    const { profile } = await loadProfile("_drafts/mill", bench.root, bench.root);
    assert.deepEqual(profile.steps.map(({ id }) => id), ["setname", "upload"]);
    assert.deepEqual((await readStatus(bench.dir))?.dropped, ["resources-netful.json", "set-outlet"]);
    await bench.edit({ kind: "drop", step: "1" }, { kind: "drop", step: "1" });
    assert.equal((await loadProfile("_drafts/mill", bench.root, bench.root)).profile.steps.length, 0);
  });
});

test("applyEdits() takes a redacted value out of every file, and keeps it from the ledger", async () => {
  await withDraft(async (bench) => {
    await bench.edit({ kind: "redact", at: "setname.json.name" });
    for (const [path, text] of Object.entries(await contents(bench))) {
      assert.doesNotMatch(text, /Basin( |\+|%20)of/, path);
    }
    const { profile } = await loadProfile("_drafts/mill", bench.root, bench.root);
    assert.match(JSON.stringify(profile.steps[0]), /\{\{secret\.NAME\}\}/);
    assert.match(profile.prerequisites?.secrets?.["NAME"] ?? "", /setname, json\.name/);
    assert.equal((await readStatus(bench.dir))?.suspects.length, 0);
    // A short value is taken out under its key only.
    await bench.edit({ kind: "redact", at: "setname.json.odd.key" });
    const events = await bench.read("events.jsonl");
    assert.match(events, /odd\.key\\":\\"\[redacted\]/);
    assert.match(events, /mode=7/);
  });
});

test("applyEdits() takes a redacted hole as a secret to supply", async () => {
  await withDraft(async (bench) => {
    await bench.edit({ kind: "redact", at: "upload.form.mode" });
    assert.match(await bench.read("profile.yaml"), /mode: "\{\{secret\.MODE\}\}"/);
  });
});

test("applyEdits() copies a file into seed/, without secrets", async () => {
  await withDraft(async (bench) => {
    await writeFile(join(bench.root, "my.cli"), "password=hunter2222\n1 2\n");
    const result = await bench.edit({ kind: "fill", at: "upload.files.climate", value: "my.cli" });
    assert.match(result.warnings[0] ?? "", /held secrets/);
    const hash = sha256("password=hunter2222\n1 2\n").slice(0, 8);
    const seed = `20260302T080000-${hash}/my.cli`;
    assert.match(await bench.read("profile.yaml"), new RegExp(`climate: \\{ seed: ${seed} \\}`));
    assert.doesNotMatch(await bench.read(`seed/${seed}`), /hunter/);
    await refusal(bench, { kind: "set", at: "upload.files.climate", value: "/nowhere" });
  });
});

test("applyEdits() refuses values that hold a secret", async () => {
  await withDraft(async (bench) => {
    const error = await refusal(bench, { kind: "set", at: "setname.json.password", value: "hunter2222" });
    assert.equal(error.verdict, "refused");
    assert.doesNotMatch(error.message, /hunter/);
    await bench.edit({ kind: "set", at: "setname.json.password", value: "{{secret.PASSWORD}}" });
  });
});

test("applyEdits() renames a step with its references, marks it optional, and writes title, notes and tags", async () => {
  await withDraft(async (bench) => {
    await bench.edit(
      { kind: "rename", from: "set-outlet", to: "outlet" },
      { kind: "fill", at: "outlet.json.latitude", value: "1" },
      { kind: "optional", step: "resources-netful.json", value: true },
      { kind: "text", field: "title", text: "Mill: small" },
      { kind: "text", field: "notes", text: "Why" },
      { kind: "tag", tag: "us" },
      { kind: "tag", tag: "us" },
    );
    const { profile } = await loadProfile("_drafts/mill", bench.root, bench.root);
    assert.equal(profile.metadata.title, "Mill: small");
    assert.deepEqual(profile.metadata.tags, ["us"]);
    assert.match(JSON.stringify(profile.steps[2]), /\{\{steps\.outlet\.job\}\}/);
    const back = { kind: "optional", step: "resources-netful.json", value: false } as const;
    await bench.edit(back);
    assert.doesNotMatch(await bench.read("profile.yaml"), /optional/);
    assert.deepEqual((await bench.edit(back)).decisions, []);
    const { message, position } = await refusal(bench, { kind: "optional", step: "setname", value: true });
    assert.match(message, /optional: is for reads only: http_post may change the run/);
    assert.ok(position !== undefined);
  });
});

test("applyEdits() fills from another recording of the same workflow", async () => {
  await withDraft(async (bench) => {
    const other = join(bench.root, "profiles/other");
    await mkdir(join(other, "seed/a"), { recursive: true });
    await writeFile(join(other, "seed/a/x.cli"), "1");
    await writeFile(
      join(other, "profile.yaml"),
      PROFILE.replace("slug: mill", "slug: other").replace('!hole "withheld by the server"', "46.5")
        .replace('!hole "no bytes"', "{ seed: a/x.cli, name: mine.cli }"),
    );
    const { decisions } = await bench.edit({ kind: "fill-from", from: "other" });
    assert.deepEqual(decisions.map(({ subject }) => subject), [
      "set-outlet.json.latitude",
      "upload.files.climate",
    ]);
    const text = await bench.read("profile.yaml");
    assert.match(text, /latitude: 46\.5/);
    assert.match(text, /climate: \{ seed: 20260302T080000-[0-9a-f]{8}\/x\.cli, name: mine\.cli \}/);
  });
});

test("applyEdits() takes the reviewer's own text, not over that of another", async () => {
  await withDraft(async (bench) => {
    const text = PROFILE.replace("7 }", "9 }");
    await bench.edit({ kind: "text-edit", text, base: PROFILE });
    const error = await refusal(bench, { kind: "text-edit", text, base: PROFILE });
    assert.match(error.message, /changed by somebody else/);
  });
});

test("applyEdits() refuses promoted profiles", async () => {
  await withDraft(async (bench) => {
    const other = join(bench.root, "profiles/mill");
    await mkdir(other, { recursive: true });
    await writeFile(join(other, "profile.yaml"), PROFILE);
    const { applyEdits } = await import("./apply.ts");
    await assert.rejects(
      applyEdits(join(other, "profile.yaml"), [{ kind: "tag", tag: "x" }], bench.context),
      /is a promoted profile/,
    );
  });
});

test("DraftStatus reads what reviews of other versions wrote", () => {
  const status = {
    version: 1,
    state: "ready",
    created_at: "x",
    steps: 0,
    holes: [],
    absent: [],
    dropped: [],
    folded: [],
    left_out: 0,
    profile_sha256: "",
    later: 1,
  };
  assert.equal(DraftStatus.parse(status)["later"], 1);
});

/** The draft whose suggested longitude says itself that it may differ. */
async function makeDoubtful({ dir, read }: Bench): Promise<void> {
  const text = (await read("profile.yaml")).replace('nodb: outlet"', 'nodb: outlet; doubtful: 11 m away"');
  await writeFile(join(dir, "profile.yaml"), text);
}

test("applyEdits() takes doubtful suggestions only where they are named, and says so", async () => {
  await withDraft(async (bench) => {
    await makeDoubtful(bench);
    for (const at of [undefined, "set-outlet"]) {
      await assert.rejects(
        bench.edit(at === undefined ? { kind: "accept" } : { kind: "accept", at }),
        /has doubtful suggestions only: set-outlet\.json\.longitude/,
      );
    }
    await bench.edit({ kind: "accept", at: "set-outlet.json.longitude" });
    assert.match(await bench.read("profile.yaml"), /longitude: -116\.25\n/);
  });
  await withDraft(async (bench) => {
    await makeDoubtful(bench);
    const text = (await bench.read("profile.yaml"))
      .replace(
        '!hole "withheld by the server"',
        '!suggested { value: 46.5, from: "a.nodb: b", hole: withheld }',
      );
    await writeFile(join(bench.dir, "profile.yaml"), text);
    const { warnings, decisions } = await bench.edit({ kind: "accept" });
    assert.deepEqual(decisions.map(({ subject }) => subject), ["set-outlet.json.latitude"]);
    assert.match(warnings.join(), /^1 doubtful suggestion not taken: set-outlet\.json\.longitude; look/);
    assert.match(await bench.read("profile.yaml"), /longitude: !suggested /);
  });
});

test("applyEdits() keeps what may name somebody listed: suggestions, values filled in, names of files", async () => {
  await withDraft(async (bench) => {
    const text = (await bench.read("profile.yaml")).replace("value: -116.25", "value: Mabel Thornquist");
    await writeFile(join(bench.dir, "profile.yaml"), text);
    const suspects = async () =>
      (await readStatus(bench.dir))?.suspects.map(({ where, words }) => `${where}: ${words}`);
    await bench.edit({ kind: "tag", tag: "x" });
    assert.deepEqual(await suspects(), [
      "step setname: Basin of Jane",
      "step set-outlet, suggestion: Mabel Thornquist",
    ]);
    const file = join(bench.root, "Wendeline.cli");
    await writeFile(file, "1\n");
    await bench.edit({ kind: "accept" }, { kind: "fill", at: "upload.files.climate", value: file });
    assert.deepEqual(await suspects(), [
      "step setname: Basin of Jane",
      "step set-outlet: Mabel Thornquist",
      "step upload, files.climate: Wendeline",
    ]);
  });
});

test("applyEdits() takes off what a reviewer reworded in the notes or judged to name nobody, for good", async () => {
  await withDraft(async (bench) => {
    const { suspects, ...status } = JSON.parse(await bench.read("status.json")) as DraftStatus;
    const notes = { where: "captures", field: "notes", words: "Mabel was here", reason: "x", count: 1 };
    await writeFile(
      join(bench.dir, "status.json"),
      JSON.stringify({ ...status, suspects: [...suspects, notes] }),
    );
    await writeFile(
      join(bench.dir, "profile.yaml"),
      `${await bench.read("profile.yaml")}notes: Mabel was  here\n`,
    );
    const words = async () => (await readStatus(bench.dir))?.suspects.map((each) => each.words);
    await bench.edit({ kind: "tag", tag: "x" });
    assert.deepEqual(await words(), ["Basin of Jane", "Mabel was here"]);
    assert.match((await refusal(bench, { kind: "keep-suspect", which: "3" })).message, /no suspect "3"/);
    await bench.edit({ kind: "text", field: "notes", text: "somebody was here" });
    assert.deepEqual(await words(), ["Basin of Jane"]);
    await bench.edit({ kind: "keep-suspect", which: "setname.json.name" });
    assert.deepEqual(await words(), []);
    await bench.edit({ kind: "tag", tag: "y" });
    assert.deepEqual(await words(), [], "judged once");
    assert.doesNotMatch(await bench.read("ledger.jsonl"), /"keep-suspect".*Basin/);
  });
});

test("applyEdits() takes a whole form as it is sent", async () => {
  await withDraft(async (bench) => {
    const text = (await bench.read("profile.yaml"))
      .replace(
        'form: { mode: !hole "withheld", zip: "007" }\n    files: { climate: !hole "no bytes" }',
        'urlencoded: !hole "x"',
      )
      .replace("action: file_upload", "action: http_post");
    await writeFile(join(bench.dir, "profile.yaml"), text);
    assert.match(
      (await refusal(bench, { kind: "fill", at: "upload.urlencoded", value: "nlcd" })).message,
      /is no form/,
    );
    await bench.edit({ kind: "fill", at: "upload.urlencoded", value: "db=nlcd/2021&year=007&x=a%20b&x=c" });
    const { profile } = await loadProfile("_drafts/mill", bench.root, bench.root);
    const step = profile.steps.find(({ id }) => id === "upload");
    assert.deepEqual(step !== undefined && "urlencoded" in step && step.urlencoded, {
      db: "nlcd/2021",
      year: "007",
      x: ["a b", "c"],
    });
  });
});

test("applyEdits() keeps a suspect as long as its words stand in the events, and says where", async () => {
  await withDraft(async (bench) => {
    const where = async () => (await readStatus(bench.dir))?.suspects.map((each) => [each.where, each.words]);
    // The ledger of this draft does not say which events the step came from.
    await bench.edit({ kind: "drop", step: "setname" });
    assert.deepEqual(await where(), [["events.jsonl:1", "Basin of Jane"]]);
    const events = (await bench.read("events.jsonl")).split("\n");
    await writeFile(join(bench.dir, "events.jsonl"), ["{}", ...events.slice(1)].join("\n"));
    await bench.edit({ kind: "tag", tag: "a" });
    assert.deepEqual(await where(), [["events.jsonl:2", "Basin of Jane"]]);
    await writeFile(join(bench.dir, "events.jsonl"), "{}\n");
    await bench.edit({ kind: "tag", tag: "b" });
    assert.deepEqual(await where(), []);
  });
});

test("applyEdits() takes the events of a dropped step out, and its suspect out of the README", async () => {
  await withDraft(async (bench) => {
    const readme = await bench.read("README.md");
    const section = suspectSection((await readStatus(bench.dir))?.suspects ?? []);
    const next = "\n## Next\n\n    profile promote x <slug>\n";
    await writeFile(join(bench.dir, "README.md"), [readme, ...section, next].join("\n"));
    const step = { by: "assemble", decision: "step", subject: "setname", reason: "" };
    const events = ["1", "2"].map((id) => eventKey({ id }));
    const entry = { version: 1, at: "2026-03-02T09:00:00Z", ...step, evidence: { events } };
    await writeFile(join(bench.dir, "ledger.jsonl"), `${JSON.stringify(entry)}\n`);
    await bench.edit({ kind: "drop", step: "setname" });
    assert.equal(await bench.read("events.jsonl"), "");
    const after = await bench.read("README.md");
    assert.doesNotMatch(after, /judged by a person|Jane/);
    assert.match(after, /## Next\n\n {4}profile review _drafts\/mill shows and fills the holes/);
    assert.deepEqual((await readStatus(bench.dir))?.suspects, []);
  });
});
