/** The size guard: what a git repository can carry without trouble. */
import { spawn } from "node:child_process";
import { ProfileError } from "../errors.ts";
import { counted } from "../text/counted.ts";

const MB = 1_000_000;
/** From here on a file is mentioned. */
const NEAR = 40 * MB;
/** Files above need `--allow-large`. */
const LARGE = 50 * MB;
/** Files above must be under Git LFS: servers of git refuse them. */
const TOO_LARGE = 100 * MB;

/** A file by its path in the profile, and its size in bytes. */
export interface Sized {
  path: string;
  size: number;
}

/** Which of some paths git keeps in LFS. */
export type InLfs = (paths: readonly string[]) => Promise<ReadonlySet<string>>;

/**
 * Refuses files that are too large.
 *
 * @param inLfs is asked for those above 100 MB only
 * @returns a warning for those that come near
 * @throws ProfileError refused, naming each file with its size
 */
export async function guardSizes(
  files: readonly Sized[],
  allowLarge: boolean,
  inLfs: InLfs,
): Promise<string[]> {
  const huge = files.filter(({ size }) => size > TOO_LARGE);
  const tracked = huge.length === 0 ? new Set<string>() : await inLfs(huge.map(({ path }) => path));
  const outside = huge.filter(({ path }) => !tracked.has(path));
  if (outside.length > 0) {
    throw tooLarge(
      outside,
      TOO_LARGE,
      "Put it under Git LFS (git lfs track; profile init writes the patterns), use a smaller file, or keep it in a " +
        "data repository (metadata.seed_dir)",
    );
  }
  const large = files.filter(({ size }) => size > LARGE);
  if (large.length > 0 && !allowLarge) {
    throw tooLarge(large, LARGE, "Say --allow-large to keep it all the same");
  }
  const near = files.filter(({ size }) => size >= NEAR);
  if (near.length === 0) return [];
  return [
    `${counted(near.length, "file")} near or over ${LARGE / MB} MB: ${near.map(inWords).join(", ")}`,
  ];
}

function tooLarge(files: readonly Sized[], limit: number, remedy: string): ProfileError {
  const [first = "", ...others] = files.map(inWords);
  const words = `A file is too large to keep: ${first} (limit ${limit / MB} MB)`;
  return new ProfileError("refused", words, { others: others.map((message) => ({ message })), remedy });
}

function inWords({ path, size }: Sized): string {
  return `${path} has ${Math.round(size / MB)} MB`;
}

/**
 * Asks git which paths are under LFS; none when there is no git, or the folder is in no repository.
 *
 * @param folder that the paths are relative to; it may not be there yet
 * @param root an existing folder of the repository
 */
export function gitLfs(root: string, folder: string): InLfs {
  return async (paths) => {
    const input = paths.map((path) => `${folder}/${path}\0`).join("");
    const fields = (await checkAttr(root, input)).split("\0");
    const tracked = new Set<string>();
    // path NUL attribute NUL value NUL
    paths.forEach((path, index) => {
      if (fields[index * 3 + 2] === "lfs") tracked.add(path);
    });
    return tracked;
  };
}

function checkAttr(cwd: string, input: string): Promise<string> {
  return new Promise((resolve) => {
    const git = spawn("git", ["check-attr", "-z", "--stdin", "filter"], {
      cwd,
      stdio: ["pipe", "pipe", "ignore"],
    });
    let output = "";
    git.stdout.on("data", (block) => output += String(block));
    git.stdin.on("error", () => {});
    git.on("error", () => resolve(""));
    git.on("close", (code) => resolve(code === 0 ? output : ""));
    git.stdin.end(input);
  });
}
