/** A text in the user's own editor. */
import { spawn } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import process from "node:process";
import { ProfileError } from "../lib/errors.ts";
import { makeFolder } from "../lib/files/make_folder.ts";

/** Editors that go to a line with `+12`. */
const PLUS_LINE = new Set([
  "vi",
  "vim",
  "nvim",
  "view",
  "nano",
  "pico",
  "emacs",
  "emacsclient",
  "micro",
  "kak",
  "joe",
  "ed",
]);
/** Editors that go to a line with `-g file:12`. */
const GOTO = new Set(["code", "code-insiders", "codium", "cursor"]);

/**
 * Opens a text and waits until the editor has ended.
 *
 * @param line where to go, from 1
 * @returns the text; undefined when it is as it was
 * @throws ProfileError unavailable when the editor cannot be started or fails
 */
export async function editText(
  text: string,
  line: number,
  env: Record<string, string | undefined>,
): Promise<string | undefined> {
  const editor = [env["VISUAL"], env["EDITOR"]].find((name) => name !== undefined && name.trim() !== "") ??
    "vi";
  await makeFolder(tmpdir());
  const folder = await mkdtemp(join(tmpdir(), "profile-edit-"));
  try {
    const file = join(folder, "profile.yaml");
    await writeFile(file, text, { mode: 0o600 });
    await runEditor(editor, wordsFor(editor, file, line));
    const edited = await readFile(file, "utf8");
    return edited === text ? undefined : edited;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function wordsFor(editor: string, file: string, line: number): string[] {
  const name = basename(editor.trim().split(/\s+/)[0] ?? "").replace(/\.exe$/i, "");
  if (PLUS_LINE.has(name)) return [`+${line}`, file];
  return GOTO.has(name) ? ["-g", `${file}:${line}`] : [file];
}

/** The name may hold options (`code --wait`), which the shell takes apart, as git has it. */
async function runEditor(editor: string, words: string[]): Promise<void> {
  const child = process.platform === "win32"
    ? spawn(editor, words, { stdio: "inherit", shell: true })
    : spawn("/bin/sh", ["-c", `${editor} "$@"`, "sh", ...words], { stdio: "inherit" });
  const code = await new Promise<number | undefined>((resolve) => {
    child.on("error", () => resolve(undefined));
    child.on("exit", (status) => resolve(status ?? undefined));
  });
  if (code === 0) return;
  throw new ProfileError("unavailable", `The editor "${editor}" failed`, {
    remedy: "Set VISUAL or EDITOR to one that runs in this terminal",
  });
}
