import assert from "node:assert/strict";
import { mkdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { exists } from "../../files/safe_path.ts";
import { withFolder, writeFiles } from "../../files/test_folder.ts";
import { walkFiles } from "../../files/walk.ts";
import { testReport } from "../../model/test_report.ts";
import { createRedactor } from "../../redact/redactor.ts";
import { packFolder } from "../../results/pack.ts";
import { unzip } from "../../zip/read.ts";
import { placeBundle } from "./place.ts";
import { bundleReadme } from "./readme.ts";
import { type RunFiles, runFilesOnDisk } from "./run_files.ts";
import { type BundleInput, writeBundle } from "./write.ts";

const SECRET = "password=correct-horse-9-battery";
const report = testReport({
  verdict: "differences",
  summary: "differences",
  failed_step: "b",
  target: "https://h/weppcloud",
  rerun: "profile play us-small --from-step b",
  steps: [{
    id: "b",
    action: "http_post",
    verdict: "failed",
    failures: [`expected 1, got ${SECRET}`],
    job: { job_id: "j", status: "failed", tree: ["j  failed"], traceback: `Traceback\n${SECRET}` },
    curl: "curl -sS 'https://h/'",
  }],
});

function inputOf(folder: string, run: RunFiles | undefined, named: string[] = []): BundleInput {
  return {
    folder,
    report,
    run,
    requestLog: [SECRET],
    named,
    environment: { settings: { password: "correct-horse-9-battery" } },
    texts: { "profile.yaml": `steps: []\n# ${SECRET}\n` },
    redactor: createRedactor(),
  };
}

test("writeBundle() brings logs' ends, named files, jobs and versions, and no secret with them", async () => {
  await withFolder(async (root) => {
    const run = join(root, "run");
    await writeFiles(run, {
      "wepp.log": `first line\n${`${SECRET} ${"x".repeat(80)}\n`.repeat(3000)}last line\n`,
      "_logs/small.log": "all of it\n",
      "odd.log": Uint8Array.from({ length: 500 }, (_, at) => at % 256),
      "wepp/out.txt": SECRET,
      "dem.tif": Uint8Array.from([1, 0, 2]),
    });
    const bundle = join(root, "bundle");
    const contents = await writeBundle(
      inputOf(bundle, runFilesOnDisk(run), ["wepp/out.txt", "dem.tif", "gone.txt"]),
    );
    assert.deepEqual(await walkFiles(bundle), [
      "environment.json",
      "failed_step.json",
      "files/dem.tif",
      "files/wepp/out.txt",
      "jobs.txt",
      "logs/_logs-small.log",
      "logs/files.txt",
      "logs/wepp.log",
      "profile.yaml",
      "server_requests.jsonl",
    ]);
    for (const file of await walkFiles(bundle)) {
      assert.ok(!(await readFile(join(bundle, file), "utf8")).includes("correct-horse"), file);
    }
    const tail = await readFile(join(bundle, "logs/wepp.log"), "utf8");
    assert.match(tail, /^… the first .* are left out\npassword=\[redacted\] x/);
    assert.ok(tail.endsWith("last line\n") && (await stat(join(bundle, "logs/wepp.log"))).size < 70_000);
    assert.deepEqual(contents.left, [
      "odd.log: no text (500 B)",
      "gone.txt: the failed step names it, and it is not in the run",
    ]);
    const page = bundleReadme(report, contents);
    assert.match(page, /Step `b`/);
    assert.match(page, /profile play us-small --from-step b/);
    for (const name of contents.files.keys()) assert.ok(page.includes(`| \`${name}\` |`), name);
  });
});

test("writeBundle() is there without a run, and when the run cannot be read", async () => {
  await withFolder(async (root) => {
    const none = await writeBundle(inputOf(join(root, "a"), undefined));
    assert.ok(none.files.has("environment.json") && none.left.length === 0);
    const broken: RunFiles = {
      list: () => Promise.reject(new Error("HTTP 503")),
      size: () => Promise.resolve(undefined),
      read: () => {
        throw new Error("HTTP 503");
      },
    };
    assert.deepEqual((await writeBundle(inputOf(join(root, "b"), broken))).left, [
      "files of the run: HTTP 503",
    ]);
  });
});

test("placeBundle() moves what is heavy to data_repo, and says when it cannot", async () => {
  await withFolder(async (root) => {
    const folder = join(root, "result", "bundle");
    await writeFiles(folder, { "report.json": "{}" });
    const place = { folder, size: 2000, limit: 1000, dataRoot: root, slug: "us-small", timestamp: "T1" };
    assert.deepEqual(await placeBundle({ ...place, size: 1000, dataRepo: "../x" }), { folder });
    const unnamed = await placeBundle({ ...place, dataRepo: undefined });
    assert.match(unnamed.note ?? "", /2\.0 kB, more than bundle\.limit \(1\.0 kB\); the profile names no/);
    const missing = await placeBundle({ ...place, dataRepo: "data" });
    assert.match(missing.note ?? "", /data_repo .*data is not there; it stays/);
    assert.equal(missing.folder, folder);
    await mkdir(join(root, "data"));
    const moved = await placeBundle({ ...place, dataRepo: "data" });
    assert.equal(moved.folder, join(root, "data/results-bundles/us-small/T1"));
    assert.deepEqual(await walkFiles(moved.folder), ["report.json"]);
    assert.equal(await exists(folder), false);
    assert.equal(await readFile(`${folder}.txt`, "utf8"), `${moved.folder}\n`);
  });
});

test("packFolder() makes an archive of one folder", async () => {
  await withFolder(async (root) => {
    await writeFiles(join(root, "bundle"), { "README.md": "# x", "logs/a.log": "a" });
    await packFolder(join(root, "bundle"), "us-small-T1", join(root, "b.zip"));
    const files = unzip(new Uint8Array(await readFile(join(root, "b.zip"))), "b.zip", {
      files: 9,
      bytes: 999,
    });
    assert.deepEqual(files.map(({ path }) => path), ["us-small-T1/README.md", "us-small-T1/logs/a.log"]);
  });
});
