/** How long it takes to see that nothing changed: many files, beside the tools that everybody has. */
import { createHash, randomBytes } from "node:crypto";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { median, spread, timeOf } from "./measure.ts";

const ROUNDS = 5;
const BINARY = new URL("../../bin/profile", import.meta.url).pathname;
const PROFILE = `version: 1
metadata: { slug: same, title: Same }
steps: [{ id: look, action: http_get, path: "/weppcloud/runs/{{run_id}}/{{config}}/" }]
comparisons: [{ target: "out/**", method: hash_exact }]
`;

/** Lines of figures: 1,000 files of 1 MiB beside `cmp -s`, 20,000 of 1 KiB beside `diff -rq`. */
export async function sameFiles(): Promise<string[]> {
  const cmp =
    'cd run && find . -type f | while read -r f; do cmp -s "$f" "../profiles/same/baseline/$f" || exit 1; done';
  const diff = "diff -rq -x manifest.json run profiles/same/baseline";
  return [
    await figure("1,000 equal files of 1 MiB / cmp -s on each pair", "1", 1000, 1024 * 1024, cmp),
    await figure("20,000 equal files of 1 KiB / diff -rq", "2", 20_000, 1024, diff),
  ];
}

async function figure(
  name: string,
  limit: string,
  count: number,
  size: number,
  other: string,
): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "profile-bench-"));
  try {
    await writeBoth(folder, count, size);
    const words = ["compare", "same", "--data-root", folder, "--run-dir", join(folder, "run")];
    const ratios: number[] = [];
    const times: number[] = [];
    for (let round = 0; round <= ROUNDS; round++) {
      const theirs = await timeOf("bash", ["-c", `cd '${folder}' && ${other}`]);
      const ours = await timeOf(BINARY, words);
      // The first round only warms the cache of the system.
      if (round > 0) ratios.push(ours / theirs);
      if (round > 0) times.push(ours);
    }
    return `${name}: ${spread(ratios)} times, ${median(times).toFixed(0)} ms (limit ${limit})`;
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function writeBoth(folder: string, count: number, size: number): Promise<void> {
  const files = [];
  for (let index = 0; index < count; index++) {
    const group = `out/${Math.floor(index / 100)}`;
    const path = `${group}/${index}.bin`;
    const bytes = randomBytes(size);
    for (const side of ["run", "profiles/same/baseline"]) {
      if (index % 100 === 0) await mkdir(join(folder, side, group), { recursive: true });
      await writeFile(join(folder, side, path), bytes);
    }
    files.push({
      path,
      size,
      kept: "file",
      sha256: createHash("sha256").update(bytes).digest("hex"),
      comparison: { target: "out/**", method: "hash_exact" },
      accepted: { by: "bench", at: "2026-01-01T00:00:00Z", reason: "first" },
    });
  }
  await writeFile(join(folder, "profiles/same/profile.yaml"), PROFILE);
  const manifest = { version: 1, target: "embedded", files };
  await writeFile(join(folder, "profiles/same/baseline/manifest.json"), JSON.stringify(manifest));
}
