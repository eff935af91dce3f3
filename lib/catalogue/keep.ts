/** Copies of the newest results in the catalogue: pages, reports, transcripts and bundles to look at and download. */
import { lstat, mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { ProfileError } from "../errors.ts";
import { bytesBelow } from "../files/newest.ts";
import { readPlain } from "../files/plain_file.ts";
import { existing } from "../files/supplied.ts";
import type { Report } from "../model/report.ts";
import { REPORTERS } from "../report/registry.ts";
import { packFolder } from "../results/pack.ts";
import { readReport } from "../results/latest.ts";
import { counted } from "../text/counted.ts";
import { formatBytes } from "../text/bytes.ts";
import type { CatalogueData } from "./catalogue.ts";
import type { CatalogueResult } from "./document.ts";

/** Larger files stay where they are, bytes. */
export const LARGEST_KEPT = 20_000_000;
/** What of a result is kept, by artifact. They were cleaned of secrets when they were stored. */
const KEPT = {
  report: "report.json",
  junit: "junit.xml",
  transcript: "transcript.har",
  log: "play.log",
  server_requests: "server_requests.jsonl",
} as const;
const PAGE = "report.html";
const BUNDLE = "bundle.zip";

/** What was copied. */
export interface Kept {
  results: number;
  bytes: number;
  /** What was too large, in sentences. */
  omitted: string[];
}

/**
 * Copies the newest results of every profile into the catalogue, and notes in the document where they lie.
 *
 * @param site folder that the catalogue is written to
 * @param keep how many of each profile; 0 for none
 */
export async function keepResults(data: CatalogueData, site: string, keep: number): Promise<Kept> {
  const kept: Kept = { results: 0, bytes: 0, omitted: [] };
  for (const [index, profile] of data.catalogue.profiles.entries()) {
    const taken = new Set<string>();
    for (const [at, result] of profile.results.slice(0, keep).entries()) {
      const dir = data.folders[index]?.[at];
      if (dir === undefined) continue;
      let name = result.result;
      for (let count = 2; taken.has(name); count++) name = `${result.result}_${count}`;
      taken.add(name);
      const place = `${dirname(profile.page)}/${name}`;
      const files = await copyResult(dir, join(site, place), `${profile.slug} ${result.result}`, kept);
      if (Object.keys(files).length === 0) continue;
      result.files = Object.fromEntries(
        Object.entries(files).map(([what, file]) => [what, `${place}/${file}`]),
      );
      kept.results++;
    }
  }
  return kept;
}

async function copyResult(
  dir: string,
  target: string,
  words: string,
  kept: Kept,
): Promise<NonNullable<CatalogueResult["files"]>> {
  const files: Record<string, string> = {};
  await mkdir(target, { recursive: true });
  const put = async (what: string, file: string, text: string) => {
    await writeFile(join(target, file), text);
    kept.bytes += new TextEncoder().encode(text).length;
    files[what] = file;
  };
  for (const [what, file] of Object.entries(KEPT)) {
    const text = await readPlain(join(dir, file), LARGEST_KEPT);
    if (typeof text === "string") await put(what, file, text);
    else if (text !== undefined) kept.omitted.push(`${file} of ${words} is not copied: it ${text.fault}`);
  }
  const bundle = join(dir, "bundle");
  if (await lstat(bundle).then((found) => found.isDirectory(), () => false)) {
    const size = await bytesBelow(bundle);
    if (size > LARGEST_KEPT) {
      kept.omitted.push(`the bundle of ${words} is not copied: it has ${formatBytes(size)}`);
    } else {
      kept.bytes += await packFolder(bundle, "bundle", join(target, BUNDLE), { mode: 0o644 });
      files["bundle"] = BUNDLE;
    }
  }
  const stored = await readPlain(join(dir, PAGE), LARGEST_KEPT);
  const copied = Object.values(files);
  const holds = typeof stored === "string" && linkedFiles(stored).every((file) => copied.includes(file));
  const page = holds ? stored : await renderedPage(dir, copied);
  if (page !== undefined) await put("page", PAGE, page);
  return files;
}

/** What the links of a page lead to: folders, and files that were removed or are too large, stay behind. */
function linkedFiles(page: string): string[] {
  return [...page.matchAll(/<a [^>]*?href="([^"#]*)/g)].flatMap(([, href = ""]) =>
    href === "" || href === PAGE ? [] : [href]
  );
}

/** What a page is made with beside its report: the files of the result, and links to those that were copied. */
interface Beside {
  read(name: string): Promise<Uint8Array | undefined>;
  href(name: string): string | undefined;
}
type Render = (
  reports: readonly Report[],
  whole: undefined,
  files: readonly Beside[],
) => string | Promise<string>;

/** The page of a result as it fits into the catalogue; undefined when it cannot be made. */
async function renderedPage(dir: string, copied: readonly string[]): Promise<string | undefined> {
  const reporter = REPORTERS.find(({ name }) => name === "html");
  if (reporter === undefined) return undefined;
  const render: Render = reporter.render;
  try {
    const report = await readReport(dir);
    return report === undefined ? undefined : await render([report], undefined, [{
      read: async (name) => {
        const file = await existing(dir, name);
        return file === undefined ? undefined : await readFile(file).catch(() => undefined);
      },
      href: (name) =>
        copied.includes(name) ? name : copied.includes(`${name}.zip`) ? `${name}.zip` : undefined,
    }]);
  } catch (error) {
    if (error instanceof ProfileError) return undefined;
    throw error;
  }
}

/** `12 results (3.4 MB)`. */
export function keptWords({ results, bytes }: Kept): string {
  return `${counted(results, "result")} (${formatBytes(bytes)})`;
}
