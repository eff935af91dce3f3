/** The folders of a run as its server lists them: the JSON of `files/…`, else the page `browse/…`. */
import type { HttpBounds } from "./http.ts";
import { type Listing, readBrowsePage, readJsonListing } from "./listing.ts";
import type { RunRequests } from "./run_requests.ts";
import type { OutputFile } from "./types.ts";
import { tooMuch } from "./unreadable.ts";

/** Only the role Root may see these; no listing of ours holds them. */
const ROOT_ONLY = /(^|\/)(_logs|exceptions\.log|exception_factory\.log|profile\.events\.jsonl)(\/|$)/i;

/** What is listed of a run. */
export interface HttpTree {
  /** All files, sorted; undefined when the server lists nothing. */
  list(): Promise<OutputFile[] | undefined>;
  /** True when the server lists the path as a folder. */
  isFolder(path: string): Promise<boolean>;
}

/** True for what servers give to the role Root alone. */
export function isRootOnly(path: string): boolean {
  return ROOT_ONLY.test(path);
}

/** @param note takes remarks for the report */
export function treeOverHttp(
  { root, address, ask }: RunRequests,
  bounds: Pick<HttpBounds, "entries" | "depth">,
  note: (line: string) => void,
): HttpTree {
  const listOne = async (folder: string): Promise<Listing | "missing" | undefined> => {
    const files = await ask(address("files", folder));
    const listing = files.status === 200 ? readJsonListing(files.json) : undefined;
    if (listing !== undefined) return listing;
    const page = await ask(address("browse", folder));
    if (folder !== "" && files.status === 404 && page.status === 404) return "missing";
    if (page.status !== 200 || page.truncated) return undefined;
    return readBrowsePage(page.text, root, folder);
  };

  return {
    async list() {
      const files: OutputFile[] = [];
      let seen = 0;
      let odd = 0;
      const visit = async (folder: string, depth: number): Promise<boolean> => {
        const listing = await listOne(folder);
        // Some servers take a folder without files for none.
        if (listing === "missing") return true;
        if (listing === undefined) return false;
        odd += listing.odd;
        for (const { name, folder: isFolder, size, changed } of listing.entries) {
          const path = folder === "" ? name : `${folder}/${name}`;
          if (isRootOnly(path)) continue;
          if (++seen > bounds.entries) throw tooMuch(`lists more than ${bounds.entries} files`);
          if (!isFolder) {
            files.push({ path, size, stamp: changed === undefined ? undefined : `${changed}-${size}` });
          } else if (depth >= bounds.depth) note(`not listed, too deep: ${path}`);
          else if (!await visit(path, depth + 1)) note(`the server does not list ${path}`);
        }
        return true;
      };
      if (!await visit("", 0)) return undefined;
      if (odd > 0) {
        note(`${odd} entries of the run have names that no file can have here; they are left out`);
      }
      return files.sort((a, b) => a.path < b.path ? -1 : 1);
    },
    async isFolder(path) {
      const listing = await listOne(path);
      return listing !== undefined && listing !== "missing";
    },
  };
}
