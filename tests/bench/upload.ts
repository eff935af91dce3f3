/** Memory of a play that uploads a file of 1 GiB, over that of the same play with a file of 1 KiB. */
import { spawn } from "node:child_process";
import { mkdir, mkdtemp, open, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";

const PROFILE = join(dirname(fileURLToPath(import.meta.url)), "../../bin/profile");
const MIB = 1024 * 1024;
const LARGE = 1024 * MIB;
/** What the upload may cost, MiB. */
const LIMIT = 150;

/** One line: peak memory of both plays, their difference, and its limit. */
export async function uploadFigure(): Promise<string> {
  const small = await peakOf(1024);
  const large = await peakOf(LARGE);
  const over = large.peak - small.peak;
  const verdict = over < LIMIT ? "ok" : "FAIL";
  return `upload     1 GiB: ${Math.round(large.peak)} MiB at most, ${
    Math.round(over)
  } MiB over an upload of 1 KiB ` +
    `(limit ${LIMIT}), ${(large.received / MIB / large.seconds).toFixed(0)} MiB/s  ${verdict}`;
}

/** Plays one upload of that many bytes against a server that swallows it. */
async function peakOf(size: number): Promise<{ peak: number; received: number; seconds: number }> {
  const root = await mkdtemp(join(tmpdir(), "bench-upload-"));
  let received = 0;
  let began = 0;
  let ended = 0;
  const server = createServer((request, response) => {
    const upload = request.url?.endsWith("/upload") === true;
    if (upload) began = performance.now();
    request.on("data", (block: Uint8Array) => received += upload ? block.length : 0);
    request.on("end", () => {
      if (upload) ended = performance.now();
      response.setHeader("content-type", "application/json").end('{"token":"a-token-of-the-bench"}');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  try {
    const { port } = server.address() as AddressInfo;
    await writeProfile(root, size);
    const peak = await play(root, `http://127.0.0.1:${port}/weppcloud`);
    if (received < size) throw new Error(`Only ${received} of ${size} bytes came`);
    return { peak, received, seconds: (ended - began) / 1000 };
  } finally {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    await rm(root, { recursive: true });
  }
}

async function writeProfile(root: string, size: number): Promise<void> {
  const folder = join(root, "profiles/upload");
  await mkdir(join(folder, "seed/config"), { recursive: true });
  await writeFile(join(folder, "seed/config/c.cfg"), "[general]\n");
  const file = await open(join(folder, "seed/large.tif"), "w");
  await file.truncate(size);
  await file.close();
  await writeFile(
    join(folder, "profile.yaml"),
    `version: 1
metadata: { slug: upload, config: c, rq_required: false }
steps:
  - id: upload
    action: file_upload
    path: /weppcloud/runs/{{run_id}}/{{config}}/upload
    files: { input: { seed: large.tif, type: image/tiff } }
`,
  );
}

/** Peak of the resident memory of a play, MiB, as the kernel keeps it. */
function play(root: string, url: string): Promise<number> {
  const env = { ...process.env, PROFILE_DATA_ROOT: root, PROFILE_BEARER: "a-token-of-the-bench" };
  return new Promise((resolve, reject) => {
    const child = spawn(PROFILE, [
      "play",
      "upload",
      "--base-url",
      url,
      "--no-compare",
      "--playback-run-root",
      join(root, "runs"),
    ], {
      env,
      stdio: ["ignore", "pipe", "inherit"],
    });
    let peak = 0;
    let output = "";
    child.stdout.on("data", (block) => output += String(block));
    const look = setInterval(() => {
      void readFile(`/proc/${child.pid}/status`, "utf8").then((status) => {
        peak = Math.max(peak, Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1] ?? 0) / 1024);
      }, () => {});
    }, 20);
    child.on("close", (code) => {
      clearInterval(look);
      if (code === 0 && peak > 0) resolve(peak);
      else reject(new Error(`The play ended with ${code}, ${peak} MiB seen:\n${output}`));
    });
  });
}
