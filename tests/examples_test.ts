/** The examples of the help pages that need nothing but what is shipped: each is typed into a shell, and passes. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import process from "node:process";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { EXAMPLES } from "../cli/examples.ts";
import { PSEUDONYM_KEY } from "./pseudonym_key.ts";

const REPO = join(dirname(fileURLToPath(import.meta.url)), "..");

test("examples run in a copy of the shipped data root", async () => {
  const root = await mkdtemp(join(tmpdir(), "examples-"));
  try {
    await cp(join(REPO, "profiles"), join(root, "profiles"), {
      recursive: true,
      filter: (path) => !path.includes("/results") && !path.includes("/postfire-ash-omni/"),
    });
    const env = {
      ...PSEUDONYM_KEY,
      PATH: `${join(REPO, "bin")}:${process.env["PATH"]}`,
      HOME: root,
      LC_ALL: "C.UTF-8",
      // A person types them.
      CI: "",
    };
    const lines = new Set(
      Object.values(EXAMPLES).flat().filter(({ shipped }) => shipped === true).map(({ line }) => line),
    );
    assert.ok(lines.size >= 15);
    for (const line of lines) {
      const { status, stdout, stderr } = spawnSync("bash", ["-eo", "pipefail", "-c", line], {
        cwd: root,
        env,
        encoding: "utf8",
      });
      assert.equal(status, 0, `${line}\n${stdout}${stderr}`);
    }
  } finally {
    await rm(root, { recursive: true, force: true });
  }
});
