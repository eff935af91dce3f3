/** What lies beside a report, for renderings that show it. */
import { relative, resolve } from "node:path";
import { diskRunFiles } from "../files/run_files.ts";
import { isPlainRelative } from "../files/safe_path.ts";
import type { Report } from "../model/report.ts";
import type { ResultFiles } from "./types.ts";

/**
 * The files of a result folder.
 *
 * @param dir result folder, absolute; undefined: there is none
 * @param pageDir folder of the page that is being written; without it, as when it goes to standard output, no link
 *   would hold
 */
export function resultFiles(dir: string | undefined, pageDir?: string): ResultFiles {
  if (dir === undefined) return { read: () => Promise.resolve(undefined), href: () => undefined };
  const disk = diskRunFiles(dir);
  const base = pageDir === undefined ? undefined : relative(pageDir, dir);
  return {
    read: (name) => disk.read(name),
    href(name) {
      if (base === undefined) return undefined;
      const path = [...base === "" ? [] : base.split(/[\\/]/), ...name.split("/")].join("/");
      // A way up would end nowhere on another machine, and name the folders of this one.
      return isPlainRelative(path) ? path.split("/").map(encodeURIComponent).join("/") : undefined;
    },
  };
}

/**
 * The files beside each of these reports.
 *
 * @param base folder from which the reports tell where their results lie
 * @param pageDir as {@link resultFiles} takes it
 */
export function filesBeside(reports: readonly Report[], base: string, pageDir?: string): ResultFiles[] {
  return reports.map(({ artifacts: { result } }) => resultFiles(result && resolve(base, result), pageDir));
}
