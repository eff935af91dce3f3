/** A data root with one comparison of two files. */
import { link, mkdir, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { sha256File } from "../../lib/files/hash.ts";

/**
 * Makes it; the files are linked, not copied.
 *
 * @param file name of the file in the run
 * @returns the words that run the comparison
 */
export async function compareRoot(
  root: string,
  { file, method, params = {} }: { file: string; method: string; params?: object },
  baseline: string,
  produced: string,
): Promise<string[]> {
  const kept = join(root, "profiles/one/baseline");
  await mkdir(kept, { recursive: true });
  await mkdir(join(root, "run"), { recursive: true });
  await link(baseline, join(kept, file));
  await link(produced, join(root, "run", file));
  const { size } = await stat(baseline);
  const entry = {
    ...{ path: file, size, kept: "file", sha256: await sha256File(baseline) },
    comparison: { target: file, method },
    accepted: { by: "bench", at: "2026-01-01T00:00:00Z", reason: "first" },
  };
  await writeFile(
    join(kept, "manifest.json"),
    JSON.stringify({ version: 1, target: "embedded", files: [entry] }),
  );
  await writeFile(
    join(root, "profiles/one/profile.yaml"),
    `version: 1
metadata: { slug: one, title: One file }
steps: [{ id: look, action: http_get, path: "/weppcloud/runs/{{run_id}}/{{config}}/" }]
comparisons: [{ target: ${file}, method: ${method}, params: ${JSON.stringify(params)} }]
`,
  );
  return ["compare", "one", "--data-root", root, "--run-dir", join(root, "run")];
}
