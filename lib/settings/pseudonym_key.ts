/**
 * The key of the pseudonyms. It lies outside of every data root, so that whoever gets a profile cannot find out
 * who was meant by trying addresses.
 */
import { randomBytes } from "node:crypto";
import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import process from "node:process";
import { codeOf, ProfileError } from "../errors.ts";

/** A key shorter than this could be guessed, characters. */
const SHORTEST = 16;

/** Where the key lies: `$XDG_CONFIG_HOME/profile/pseudonym.key`, else below `~/.config`. */
export function pseudonymKeyFile(env: Record<string, string | undefined>): string {
  const home = env["XDG_CONFIG_HOME"] ?? "";
  const folder = home === "" ? join(env["HOME"] ?? homedir(), ".config") : home;
  return join(folder, "profile", "pseudonym.key");
}

/**
 * The key: `PROFILE_PSEUDONYM_KEY`, else that of the file, which is made (mode 0600) when it is not there.
 *
 * @throws ProfileError usage for a key that is too short; unavailable when the file can be neither read nor made
 */
export function readPseudonymKey(env: Record<string, string | undefined>): string {
  const given = env["PROFILE_PSEUDONYM_KEY"];
  if (given !== undefined && given !== "") return checked(given, "PROFILE_PSEUDONYM_KEY");
  const file = pseudonymKeyFile(env);
  try {
    return readKey(file) ?? makeKey(file);
  } catch (error) {
    if (error instanceof ProfileError) throw error;
    throw new ProfileError(
      "unavailable",
      `The key of the pseudonyms cannot be read or made: ${codeOf(error) ?? "error"}`,
      {
        position: { file },
        remedy: "Make that folder writable, or set PROFILE_PSEUDONYM_KEY",
        cause: error,
      },
    );
  }
}

function readKey(file: string): string | undefined {
  try {
    return checked(readFileSync(file, "utf8").trim(), file);
  } catch (error) {
    if (codeOf(error) === "ENOENT") return undefined;
    throw error;
  }
}

/** Made whole or not at all; when two processes make it at once, both get the first one's. */
function makeKey(file: string): string {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const draft = `${file}.${process.pid}.${randomBytes(4).toString("hex")}`;
  writeFileSync(draft, `${randomBytes(32).toString("hex")}\n`, { mode: 0o600, flag: "wx" });
  try {
    linkSync(draft, file);
  } catch (error) {
    if (codeOf(error) !== "EEXIST") throw error;
  } finally {
    rmSync(draft, { force: true });
  }
  return checked(readFileSync(file, "utf8").trim(), file);
}

function checked(key: string, from: string): string {
  if (key.length >= SHORTEST) return key;
  throw new ProfileError("usage", `The key of the pseudonyms in ${from} is too short`, {
    remedy: `Use at least ${SHORTEST} characters, for example of: openssl rand -hex 32`,
  });
}
