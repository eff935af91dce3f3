/** The folder of a report: what one invocation came to, in every form that has a file name. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { writeAtomic } from "../files/atomic.ts";
import { makeFolder } from "../files/make_folder.ts";
import type { Report } from "../model/report.ts";
import type { PlaysDocument } from "../report/document.ts";
import { REPORTERS } from "../report/registry.ts";
import { filesBeside } from "../report/result_files.ts";

/**
 * Writes the reports into a folder of their own, and removes it when the work is done.
 *
 * @param reports clean of secrets
 * @param whole what several are together
 * @param base folder from which the reports tell where their results lie
 * @param work gets the folder, and a private one above it for what is not published
 */
export async function withReportFolder<T>(
  reports: readonly Report[],
  whole: PlaysDocument | undefined,
  base: string,
  work: (folder: string, beside: string) => Promise<T>,
): Promise<T> {
  await makeFolder(tmpdir());
  const parent = await mkdtemp(join(tmpdir(), "profile-report-"));
  // What is copied from here keeps its permissions: others read it, where it is published.
  const folder = join(parent, "report");
  try {
    await makeFolder(folder);
    const beside = filesBeside(reports, base);
    for (const { file, render } of REPORTERS) {
      if (file !== undefined) await writeAtomic(join(folder, file), await render(reports, whole, beside));
    }
    return await work(folder, parent);
  } finally {
    await rm(parent, { recursive: true, force: true });
  }
}
