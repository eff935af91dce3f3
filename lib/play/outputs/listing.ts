/**
 * What a server says lies in a folder of a run: the JSON of `files/…`, or the links of the page `browse/…`. The shape of the
 * JSON is not documented, so several are read. Names are data: what is no plain name is left out and counted.
 */
import { isPlainName } from "../../files/safe_path.ts";
import { isObject, type JsonValue } from "../../model/json.ts";

/** One entry of a folder. */
export interface ListedEntry {
  name: string;
  folder: boolean;
  size: number | undefined;
  /** When it was changed, in the server's own words. */
  changed: string | undefined;
}

/** A folder's entries, and how many had names that cannot be used. */
export interface Listing {
  entries: ListedEntry[];
  odd: number;
}

/** Keys under which a listing may keep its entries. */
const LISTS = ["entries", "files", "items", "children", "contents", "results"];

/** The entries of a JSON listing; undefined when it is none. */
export function readJsonListing(json: JsonValue | undefined): Listing | undefined {
  const list = Array.isArray(json) ? json : isObject(json) ? listIn(json) : undefined;
  if (list === undefined) return undefined;
  return collect(list.map((item) => entryOf(item as JsonValue)));
}

/**
 * The entries of a page: its links to files and folders below the one that is shown.
 *
 * @param root path of the run on the server, without a slash at its end: `/weppcloud/runs/<run>/<config>`
 * @param folder below the run, without slashes at its ends; empty for the run itself
 */
export function readBrowsePage(html: string, root: string, folder: string): Listing | undefined {
  const found = new Map<string, ListedEntry | undefined>();
  let isListing = false;
  for (const [, quoted, plain] of html.matchAll(/<a\s[^>]*?href\s*=\s*(?:["']([^"']*)["']|([^\s>]+))/gi)) {
    const path = pathOf(quoted ?? plain ?? "", `${root}/browse/${folder === "" ? "" : `${folder}/`}`);
    const target = path === undefined ? undefined : below(path, root);
    if (target === undefined) continue;
    isListing = true;
    const inside = folder === ""
      ? target.path
      : target.path.startsWith(`${folder}/`)
      ? target.path.slice(folder.length + 1)
      : "";
    const name = inside.replace(/\/$/, "");
    if (name === "" || name.includes("/")) continue;
    const isFolder = target.kind === "browse";
    found.set(inside, entryWith(name, isFolder, undefined, undefined));
  }
  return isListing || /<table|<pre|<ul/i.test(html) ? collect([...found.values()]) : undefined;
}

function listIn(json: { [key: string]: unknown }): unknown[] | undefined {
  for (const key of LISTS) {
    const value = json[key];
    if (Array.isArray(value)) return value;
  }
  return undefined;
}

function entryOf(item: JsonValue): ListedEntry | undefined {
  if (typeof item === "string") {
    return entryWith(item.replace(/\/$/, ""), item.endsWith("/"), undefined, undefined);
  }
  if (!isObject(item)) return undefined;
  const named = item["name"] ?? item["filename"] ?? item["path"];
  if (typeof named !== "string") return undefined;
  const name = named.replace(/\/$/, "").split("/").at(-1) ?? "";
  const type = String(item["type"] ?? item["kind"] ?? "");
  const folder = item["is_dir"] === true || item["isdir"] === true || item["is_directory"] === true ||
    /^(?:dir|directory|folder)$/i.test(type) || named.endsWith("/");
  const size = [item["size"], item["size_bytes"], item["bytes"]].find((one) => typeof one === "number");
  const changed = item["modified"] ?? item["mtime"] ?? item["modified_at"] ?? item["last_modified"];
  const word = typeof changed === "string" || typeof changed === "number" ? String(changed) : undefined;
  return entryWith(name, folder, typeof size === "number" ? size : undefined, word);
}

function entryWith(
  name: string,
  folder: boolean,
  size: number | undefined,
  changed: string | undefined,
): ListedEntry | undefined {
  return isPlainName(name) && !/\p{Cc}/u.test(name) ? { name, folder, size, changed } : undefined;
}

function collect(entries: readonly (ListedEntry | undefined)[]): Listing {
  const good = new Map<string, ListedEntry>();
  for (const entry of entries) if (entry !== undefined) good.set(entry.name, entry);
  return { entries: [...good.values()], odd: entries.filter((entry) => entry === undefined).length };
}

/** The decoded path of a link, as a browser resolves it. */
function pathOf(href: string, base: string): string | undefined {
  const text = href.replaceAll("&amp;", "&").replaceAll("&quot;", '"').replaceAll("&#39;", "'");
  const address = `http://page.invalid${base}`;
  if (!URL.canParse(text, address)) return undefined;
  const url = new URL(text, address);
  if (url.host !== "page.invalid" && /^[a-z]+:/i.test(text) === false) return undefined;
  try {
    return decodeURIComponent(url.pathname);
  } catch {
    return undefined;
  }
}

function below(path: string, root: string): { kind: "browse" | "download"; path: string } | undefined {
  const plain = decodeURIComponent(root);
  for (const kind of ["browse", "download"] as const) {
    const start = `${plain}/${kind}/`;
    if (path.startsWith(start)) return { kind, path: path.slice(start.length) };
  }
  return undefined;
}
