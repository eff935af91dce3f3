/**
 * Drafts, run directories and manifests made to lead out of their folder. Secrets lie beside the data root: none may
 * come into an output or a file, nothing outside may change, nothing may be written beside the source.
 */
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { spawnSync } from "node:child_process";
import { lstat, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import process from "node:process";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { PSEUDONYM_KEY } from "../pseudonym_key.ts";

const PROFILE = join(dirname(fileURLToPath(import.meta.url)), "../..", "bin", "profile");
/** Stands in every file that is none of the program's business. */
const CANARY = "CANARY-4f1d";
/** A command that needs longer hangs. */
const LIMIT = 60_000;
const SLASHES = [
  "../../../outside/secret",
  "/etc/passwd",
  "..\\..\\x",
  "C:\\x",
  "C:x",
  "con",
  "nul.tif",
  "a.",
  "a ",
];
const ODD = [
  ...SLASHES,
  "a\0b",
  "․․／․․／outside／secret",
  "..∕..∕x",
  "..%2f..%2fx",
  "",
  ".",
  "..",
  "\u202eexe.tif",
];

type Files = Record<string, string | { link: string }>;

interface Bench {
  folder: string;
  profile(...words: string[]): { code: number | null; output: string };
  put(files: Files): Promise<void>;
}

let count = 0;
const OUTSIDE: Record<string, string> = {
  "secret.cfg": `[${CANARY}]\n`,
  "secret.tif": `II*\0${CANARY}`,
  "secret": CANARY,
  "run/landuse.nodb": JSON.stringify({
    "py/state": { lc_fn: `/wc1/runs/am/ample-otter/landuse/${CANARY}.tif` },
  }),
  "run/landuse/nlcd.tif": CANARY,
  [`run/landuse/${CANARY}.tif`]: CANARY,
  "run/cfg.cfg": CANARY,
  "run/_logs/profile.events.jsonl": log([post("tasks/setname/", { name: CANARY })]),
  "run/_logs/profile.ledger.jsonl": JSON.stringify({
    at: "x",
    by: "record",
    decision: "redact",
    subject: CANARY,
    reason: CANARY,
  }) + "\n",
  "draft/events.jsonl": log([post("tasks/setname/", { name: CANARY })]),
};

/** The data root is `<folder>/root`; what must not be seen is `<folder>/outside`. */
async function withBench(use: (bench: Bench) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "tricks-"));
  const root = join(folder, "root");
  const put = async (files: Files) => {
    for (const [path, content] of Object.entries(files)) {
      const place = join(root, path);
      await mkdir(dirname(place), { recursive: true });
      if (typeof content === "string") await writeFile(place, content);
      else await symlink(content.link, place);
    }
  };
  const env = {
    PATH: process.env["PATH"] ?? "",
    PROFILE_DATA_ROOT: root,
    TMPDIR: join(folder, "tmp"),
    ...PSEUDONYM_KEY,
  };
  try {
    for (const [path, content] of Object.entries(OUTSIDE)) {
      await mkdir(dirname(join(folder, "outside", path)), { recursive: true });
      await writeFile(join(folder, "outside", path), content);
    }
    await mkdir(join(root, "profiles"), { recursive: true });
    await mkdir(join(folder, "tmp"));
    await use({
      folder,
      put,
      profile(...words) {
        const { status, stdout, stderr, signal } = spawnSync(PROFILE, words, {
          env,
          encoding: "utf8",
          cwd: root,
          timeout: LIMIT,
        });
        assert.equal(signal, null, `${words.join(" ")} hangs`);
        assert.ok(status !== null && status !== 70, `${words.join(" ")}: ${stdout}${stderr}`);
        return { code: status, output: stdout + stderr };
      },
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Every file with its content, links as such. */
async function treeOf(folder: string, below = ""): Promise<Map<string, string>> {
  const tree = new Map<string, string>();
  for (const name of await readdir(join(folder, below)).catch(() => [])) {
    const path = below === "" ? name : `${below}/${name}`;
    const found = await lstat(join(folder, path));
    if (found.isDirectory()) { for (const [each, text] of await treeOf(folder, path)) tree.set(each, text); }
    else tree.set(path, found.isFile() ? await readFile(join(folder, path), "latin1") : "link");
  }
  return tree;
}

/** Runs what a curator would, and looks at everything that came of it. */
async function nothingLeaks({ folder, profile }: Bench, source: string, name: string): Promise<string> {
  const outside = await treeOf(join(folder, "outside"));
  const before = await treeOf(join(folder, "root"));
  const outputs = [
    profile("validate", source),
    profile("play", source, "--embedded", "--holes", "drop", "--keep"),
    profile("assemble", source, "--name", name, "--holes", "keep"),
    profile("promote", `_drafts/${name}`, name),
  ].map(({ output }) => output).join("");
  assert.ok(
    !outputs.includes(CANARY),
    `printed: ${outputs.split("\n").find((line) => line.includes(CANARY))}`,
  );
  assert.deepEqual(await treeOf(join(folder, "outside")), outside, "something outside changed");
  const after = await treeOf(join(folder, "root"));
  for (const [path, content] of after) {
    if (before.get(path) === content) continue;
    assert.ok(!before.has(path) || path.startsWith("profiles/results/"), `changed: ${path}`);
    assert.match(
      path,
      /^(?:profiles\/(?:results|_drafts|profile\.schema\.json)|playback\/runs)|^profiles\/[a-z0-9-]+\//,
    );
    assert.ok(!content.includes(CANARY) && !path.includes(CANARY), `written: ${path}`);
    assert.ok(
      !path.startsWith(`${source}/`) && !path.startsWith(`profiles/${source}/`),
      `beside the source: ${path}`,
    );
  }
  assert.deepEqual((await readdir(folder)).sort(), ["outside", "root", "tmp"]);
  return outputs;
}

function event(fields: Record<string, unknown>): string {
  return JSON.stringify({
    timestamp: "2026-01-02T03:04:05.000Z",
    sessionId: "s",
    runId: "ample-otter",
    config: "cfg",
    category: "http_request",
    ...fields,
  });
}

function post(rest: string, json: unknown, more: Record<string, unknown> = {}, meta?: unknown): string[] {
  const id = `e-${count++}`;
  const endpoint = `/weppcloud/runs/ample-otter/cfg/${rest}`;
  const requestMeta = meta ?? { hasBody: true, bodyType: "json", jsonPayload: JSON.stringify(json) };
  return [
    event({ stage: "request", id, method: "POST", endpoint, requestMeta, ...more }),
    event({ stage: "response", id, method: "POST", endpoint, status: 200, ok: true, durationMs: 1, ...more }),
  ];
}

function upload(rest: string, field: string, more: Record<string, unknown> = {}): string[] {
  return post(rest, null, { category: "file_upload", ...more }, {
    hasBody: true,
    bodyType: "form-data",
    formKeys: [field],
    formValues: { landuse_mode: "4" },
  });
}

function log(exchanges: string[][]): string {
  return exchanges.flat().map((line) => `${line}\n`).join("");
}

const LOG = log([
  post("tasks/setname/", { name: "mill" }),
  upload("rq/api/build_landuse", "input_upload_landuse"),
  upload("tasks/upload_sbs/", "input_upload_sbs"),
]);
const CONFIG = {
  "capture/seed/config/cfg.cfg": "[general]\n",
  "capture/seed/config/active_config.txt": "cfg",
};

function below(folder: string, files: Files): Files {
  return Object.fromEntries(Object.entries(files).map(([path, content]) => [`${folder}/${path}`, content]));
}

test("links inside of drafts, seeds and run directories are not followed out of them", async () => {
  const up = "../../../..";
  const trees: Record<string, Files> = {
    config: { "capture/seed/config/cfg.cfg": { link: `${up}/../../outside/secret.cfg` } },
    configs: { "capture/seed/config": { link: `${up}/../outside/run` } },
    seeds: { "capture/seed": { link: `${up}/outside/run` } },
    upload: {
      ...CONFIG,
      "capture/seed/uploads/landuse/input_upload_landuse.tif": { link: `${up}/../../../outside/secret.tif` },
    },
    uploads: { ...CONFIG, "capture/seed/uploads/landuse": { link: `${up}/../../outside/run/landuse` } },
    run: { ...CONFIG, run: { link: `../../../outside/run` } },
    state: { ...CONFIG, "run/landuse.nodb": { link: `${up}/outside/run/landuse.nodb` } },
    landuse: {
      ...CONFIG,
      "run/landuse": { link: `${up}/outside/run/landuse` },
      "run/landuse.nodb": OUTSIDE["run/landuse.nodb"] ?? "",
    },
    logs: { ...CONFIG, "run/_logs": { link: `${up}/outside/run/_logs` } },
    place: { ...CONFIG, "capture/run_dir.txt": { link: `${up}/outside/secret` } },
    device: {
      ...CONFIG,
      "capture/run_dir.txt": { link: "/dev/zero" },
      "run/landuse.nodb": { link: "/dev/zero" },
    },
    loop: { ...CONFIG, run: { link: "run" }, "capture/seed/uploads": { link: "." } },
  };
  await withBench(async (bench) => {
    for (const [name, files] of Object.entries(trees)) {
      await bench.put(below(`profiles/w-${name}`, { "capture/events.jsonl": LOG, ...files }));
      await nothingLeaks(bench, `profiles/w-${name}`, name);
    }
  });
});

test("a log behind a link that leads out is refused by its place", async () => {
  await withBench(async (bench) => {
    await bench.put({
      "profiles/linked/capture/events.jsonl": { link: "../../../../outside/draft/events.jsonl" },
      "profiles/_drafts/r/stream/events.jsonl": { link: "../../../../../outside/draft/events.jsonl" },
      "run/_logs/profile.events.jsonl": { link: "../../../outside/run/_logs/profile.events.jsonl" },
    });
    for (const source of ["profiles/linked", "profiles/_drafts/r/stream"]) {
      const played = bench.profile("play", source, "--embedded");
      assert.equal(played.code, 5, played.output);
      assert.match(played.output, /is a link that leads out of [^]*--> .*events\.jsonl/);
    }
    await bench.put({
      "marked/_logs/profile.events.jsonl": LOG,
      "marked/_logs/profile.captures.json": { link: "../../../outside/secret" },
    });
    const marked = bench.profile("assemble", "marked", "--capture", "a", "--name", "x");
    assert.equal(marked.code, 5, marked.output);
    const assembled = bench.profile("assemble", "run", "--name", "x");
    assert.equal(assembled.code, 5, assembled.output);
    assert.ok(!assembled.output.includes(CANARY));
  });
});

test("kept bytes of an upload are taken only by their receipt, and from their folder", async () => {
  const [request = "", response = ""] = upload("tasks/upload_sbs/", "input_upload_sbs");
  const marked = JSON.stringify({ ...JSON.parse(response), _sbs_seed_version: 1 });
  const { id } = JSON.parse(request);
  const hash = (text: string) => createHash("sha256").update(text).digest("hex");
  const secret = OUTSIDE["secret.tif"] ?? "";
  const folder = `capture/seed/uploads/sbs/events/${hash(id)}`;
  const receipt = (payload: unknown) =>
    JSON.stringify({ version: 1, event_id: id, payload, size: secret.length, sha256: hash(secret) });
  const status = JSON.stringify({ event_id: id, status: "complete" });
  await withBench(async (bench) => {
    const payloads = [
      ...ODD,
      7,
      null,
      ["x"],
      "input_upload_sbs",
      "input_upload_sbs.tif",
      "x".repeat(100_000),
    ];
    for (const [index, payload] of payloads.entries()) {
      const source = `profiles/sbs-${index}`;
      await bench.put(below(source, {
        ...CONFIG,
        "capture/events.jsonl": `${request}\n${marked}\n`,
        [`${folder}/status.json`]: status,
        [`${folder}/receipt.json`]: receipt(payload),
        [`${folder}/input_upload_sbs.tif`]: { link: join(bench.folder, "outside/secret.tif") },
      }));
      const { output } = bench.profile("validate", source);
      assert.match(output, /hole: .*its kept bytes cannot be trusted/, String(payload));
      assert.ok(!output.includes(CANARY));
    }
    await nothingLeaks(bench, "profiles/sbs-0", "sbs");
  });
});

test("names and paths in logs are data: they lead nowhere", async () => {
  const events = ODD.flatMap((odd) => [
    post("tasks/setname/", { name: odd, path: odd }, { runId: odd, config: odd, captureId: odd, pup: odd }),
    post(`tasks/${odd}`, { [odd]: odd }, {
      files_created: [odd],
      output_path: odd,
      upload_files: { [odd]: odd },
    }),
    upload("rq/api/build_landuse", odd, { input_files: odd }),
    post("tasks/upload_cli/", null, { category: "file_upload" }, {
      hasBody: true,
      bodyType: "form-data",
      parts: [
        { name: odd, filename: odd, sha256: odd, size: 3 },
        { name: "input_upload_cli", filename: odd, sha256: "../../../outside/secret" },
      ],
    }),
  ]);
  await withBench(async (bench) => {
    await bench.put(below("profiles/odd", {
      ...CONFIG,
      "capture/events.jsonl": log([...events, post("tasks/setname/", { name: "mill" })]),
      "run/_logs/bodies/x": "x",
    }));
    await nothingLeaks(bench, "profiles/odd", "a-odd");
    for (const [index, odd] of ODD.entries()) {
      await bench.put(below(`profiles/place-${index}`, {
        ...CONFIG,
        "capture/events.jsonl": LOG,
        "capture/run_dir.txt": index % 2 === 0 ? odd : `/wc1/${odd}`,
        "run/landuse.nodb": JSON.stringify({
          "py/state": { lc_fn: `/wc1/runs/am/ample-otter/${odd}` },
        }),
      }));
      const { output } = bench.profile("validate", `place-${index}`);
      assert.ok(!output.includes(CANARY), output);
    }
  });
});

test("captures and profiles with odd names and paths are refused by place, or stay in their folder", async () => {
  await withBench(async (bench) => {
    for (const [index, odd] of ODD.entries()) {
      const run = `run-${index}`;
      const marks = {
        version: 1,
        captures: [{ id: odd, slug: odd, notes: odd, started_at: "2026-01-01T00:00:00Z" }],
      };
      await bench.put(below(run, {
        "_logs/profile.events.jsonl": LOG,
        "_logs/profile.captures.json": JSON.stringify(marks),
        "cfg.cfg": "[general]\n",
      }));
      if (!odd.includes("\0")) bench.profile("assemble", run, "--capture", odd, "--name", `c${index}`);
      if (!odd.includes("\0")) bench.profile("assemble", run, "--name", odd);
      const step = { id: "up", action: "file_upload", path: "/x", files: { f: { seed: odd, name: odd } } };
      const content = { metadata: { slug: `p-${index}` }, steps: [step], expect: { files: [odd] } };
      await bench.put({ [`profiles/p-${index}/profile.yaml`]: JSON.stringify(content) });
      const { code, output } = bench.profile("validate", `p-${index}`);
      // A name that is none here, whatever it is elsewhere, only lacks its seed.
      const leaves = /[/\\\0]|^\.{0,2}$/.test(odd);
      if (!leaves) continue;
      assert.equal(code, 2, `${odd}: ${output}`);
      assert.match(output, /--> .*profile\.yaml:1:\d+/);
    }
    for (const path of (await treeOf(join(bench.folder, "root"))).keys()) {
      assert.match(path, /^(?:run-|profiles\/(?:p-|_drafts\/|profile\.schema\.json))/);
    }
    assert.deepEqual((await readdir(bench.folder)).sort(), ["outside", "root", "tmp"]);
  });
});
