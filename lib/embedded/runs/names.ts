/** Names: secured upload names as Werkzeug makes them, and ids for new runs. */

/** The name under which an upload is stored: no folders, only letters, digits, dot, dash, underscore. */
export function securedName(name: string): string {
  const ascii = name.normalize("NFKD").replace(/[^\x20-\x7e]/g, "").replaceAll(/[/\\]/g, " ");
  return ascii.split(/\s+/).filter((word) => word !== "").join("_")
    .replace(/[^A-Za-z0-9_.-]/g, "").replace(/^[._]+|[._]+$/g, "");
}

/** The extension without dot, lower case; empty when there is none. */
export function extensionOf(name: string): string {
  return /\.([A-Za-z0-9]+)$/.exec(name)?.[1]?.toLowerCase() ?? "";
}

/** An id for a new run: two words and a suffix from the seed. */
export function newRunId(seed: string): string {
  const letters = seed.replace(/[^0-9a-z]/gi, "").toLowerCase().padEnd(8, "0");
  const pick = (words: readonly string[], at: number): string =>
    words[Number.parseInt(letters.slice(at, at + 2), 36) % words.length] ?? "run";
  return `${pick(FIRST, 0)}-${pick(SECOND, 2)}-${letters.slice(4, 10)}`;
}

const FIRST = [
  "amber",
  "brisk",
  "calm",
  "dusty",
  "early",
  "fallow",
  "gentle",
  "hollow",
  "lively",
  "mellow",
  "quiet",
];
const SECOND = [
  "alder",
  "basin",
  "creek",
  "delta",
  "fern",
  "gully",
  "heron",
  "larch",
  "meadow",
  "ridge",
  "willow",
];
