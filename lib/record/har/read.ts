/** Reads a HAR: what is none is refused with place and remedy; an entry that is damaged is left out and named. */
import { readFile, stat } from "node:fs/promises";
import { codeOf, messageOf, ProfileError } from "../../errors.ts";
import { findJsonFault } from "../../compare/json/fault.ts";
import { sha256 } from "../../files/hash.ts";
import { formatPath, type PathPart } from "../../text/json_path.ts";
import { Entry, Har } from "./schema.ts";

/** A HAR that was read. */
export interface ReadHar {
  /** Program that wrote it, with its version. */
  creator: string;
  /** Browser, where the HAR names one: `Chrome 126`. */
  browser?: string;
  entries: Entry[];
  /** Entries that cannot be read, with their JSON path. */
  damaged: { path: string; message: string }[];
  /** Tells this HAR from others. */
  hash: string;
}

/** Longer texts are beyond what JavaScript can hold as one string. */
const LARGEST = 500 * 1024 * 1024;
const EXPORT_AGAIN = "Export it again with the browser's network panel (Save all as HAR with content)";

/**
 * Reads a HAR file.
 *
 * @throws ProfileError usage when it is no HAR; unavailable when it cannot be read
 */
export async function readHar(file: string): Promise<ReadHar> {
  const bytes = await readBytes(file);
  refuseOthers(bytes, file);
  const document = parse(bytes, file);
  const har = Har.safeParse(document);
  if (!har.success) {
    const issue = har.error.issues[0];
    const path = formatPath((issue?.path ?? []) as PathPart[]);
    throw new ProfileError("usage", `The file is JSON but no HAR: ${path} ${issue?.message ?? "is wrong"}`, {
      position: { file },
      remedy: EXPORT_AGAIN,
    });
  }
  const { creator, browser, entries } = har.data.log;
  const found: ReadHar = {
    creator: words(creator?.name, creator?.version) || "unknown program",
    ...browserWords(browser),
    entries: [],
    damaged: [],
    hash: sha256(bytes),
  };
  entries.forEach((raw, index) => {
    const entry = Entry.safeParse(raw);
    if (entry.success) return found.entries.push(entry.data);
    const issue = entry.error.issues[0];
    const path = formatPath(["log", "entries", index, ...(issue?.path ?? []) as PathPart[]]);
    return found.damaged.push({ path, message: issue?.message ?? "is wrong" });
  });
  const [first, ...others] = found.damaged;
  if (found.entries.length === 0 && first !== undefined) {
    throw new ProfileError("usage", `No entry of the HAR can be read: ${first.path}: ${first.message}`, {
      position: { file },
      others: others.slice(0, 20).map(({ path, message }) => ({ message: `${path}: ${message}` })),
      remedy: EXPORT_AGAIN,
    });
  }
  return found;
}

async function readBytes(file: string): Promise<Uint8Array> {
  try {
    const found = await stat(file);
    if (found.isDirectory()) {
      throw new ProfileError("usage", `${JSON.stringify(file)} is a folder, not a HAR`, {
        position: { file },
        remedy: "Name the .har file in it",
      });
    }
    if (found.size > LARGEST) {
      throw new ProfileError("usage", `The HAR is larger than ${LARGEST / 1024 / 1024} MiB`, {
        position: { file },
        remedy: "Record shorter sessions, export without the content of answers, or use profile record proxy",
      });
    }
    return await readFile(file);
  } catch (error) {
    if (error instanceof ProfileError) throw error;
    if (codeOf(error) === "ENOENT" || codeOf(error) === "ENOTDIR") {
      throw new ProfileError("usage", `There is no file ${JSON.stringify(file)}`, {
        position: { file },
        remedy: "Name a HAR file (.har)",
      });
    }
    throw new ProfileError("unavailable", `Reading ${JSON.stringify(file)} failed: ${messageOf(error)}`, {
      position: { file },
      remedy: "Allow this user to read the file and the folders above it",
      cause: error,
    });
  }
}

/** What is handed in by mistake, known by its first bytes. */
function refuseOthers(bytes: Uint8Array, file: string): void {
  const begins = (...codes: number[]) => codes.every((code, index) => bytes[index] === code);
  const refuse = (what: string, remedy: string): never => {
    throw new ProfileError("usage", `The file is ${what}, not a HAR`, { position: { file }, remedy });
  };
  if (bytes.length === 0) refuse("empty", EXPORT_AGAIN);
  if (begins(0x50, 0x4b)) {
    refuse("a ZIP archive", "Unpack it and import the .har file in it; the files beside it are read as well");
  }
  if (begins(0x1f, 0x8b)) refuse("compressed", "Unpack it with gunzip first");
  if (begins(0x28, 0xb5, 0x2f, 0xfd)) refuse("compressed", "Unpack it with unzstd first");
  if (begins(0xff, 0xfe) || begins(0xfe, 0xff)) refuse("UTF-16 text", "Save it as UTF-8");
  if (/^\d+:\d+:/.test(new TextDecoder("latin1").decode(bytes.subarray(0, 16)))) {
    refuse("a flow file of mitmproxy", "Write a HAR: mitmdump -r FILE --set hardump=session.har");
  }
}

function parse(bytes: Uint8Array, file: string): unknown {
  const text = new TextDecoder().decode(bytes);
  try {
    return JSON.parse(text);
  } catch {
    const fault = findJsonFault(text);
    // Python writes NaN where a time is not known; that alone is no reason to refuse.
    const mended = fault.message.includes("expected end of the text") ? withoutNaN(text) : undefined;
    if (mended !== undefined) return mended;
    const cut = text.trimStart().startsWith("{") && !/\}\s*$/.test(text.slice(-100));
    throw new ProfileError(
      "usage",
      `The file is not JSON: ${fault.message}${cut ? "; it was cut off" : ""}`,
      {
        position: { file, line: fault.line, column: fault.column },
        remedy: EXPORT_AGAIN,
      },
    );
  }
}

function withoutNaN(text: string): unknown {
  const mended = text.replace(
    /"(?:[^"\\]|\\.)*"|-?Infinity|NaN/g,
    (token) => token.startsWith('"') ? token : "null",
  );
  try {
    return JSON.parse(mended);
  } catch {
    return undefined;
  }
}

function words(...parts: (string | undefined)[]): string {
  return parts.filter((part) => part !== undefined && part !== "").join(" ").slice(0, 80);
}

function browserWords(browser: { name?: string | undefined; version?: string | undefined } | undefined) {
  if (browser?.name === undefined) return {};
  const name = browser.name.replace(/^chromium$/i, "Chrome").replace(/^\w/, (letter) => letter.toUpperCase());
  return { browser: words(name, browser.version?.split(".")[0]) };
}
