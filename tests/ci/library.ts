/** A small library with every recipe in it, and releases to fetch the binary from. */
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { chmod, cp, mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { parse, stringify } from "yaml";
import { PSEUDONYM_KEY } from "../pseudonym_key.ts";

const REPO = join(dirname(fileURLToPath(import.meta.url)), "..", "..");
const COMPARED = ["dem/dem.tif", "dem/wbt/netful.geojson", "dem/wbt/netful.tif"];
export const PROFILE = join(REPO, "bin/profile");

/** Environment of a machine, without what a recipe gives itself. */
export function machineEnv(root: string): Record<string, string> {
  return {
    ...PSEUDONYM_KEY,
    PATH: process.env["PATH"] ?? "",
    HOME: root,
    TMPDIR: join(root, "tmp"),
    LC_ALL: "C.UTF-8",
    // Where a data repository would be asked for its commits, there is none.
    GIT_CEILING_DIRECTORIES: root,
  };
}

/**
 * Three profiles with the tag `nightly`; the outputs of `us-drift` are not those of its baseline.
 *
 * @returns the data root
 */
export async function makeLibrary(root: string): Promise<string> {
  const library = join(root, "library");
  await mkdir(join(root, "tmp"));
  const made = spawnSync(PROFILE, ["init", library, "--ci", "github,gitlab,nightly"], { encoding: "utf8" });
  if (made.status !== 0) throw new Error(made.stderr);
  for (
    const [slug, tags] of [["us-a", "nightly sound"], ["us-b", "nightly sound"], ["us-drift", "nightly"]]
  ) {
    const folder = join(library, "profiles", slug ?? "");
    await cp(join(REPO, "profiles/us-watershed-small"), folder, { recursive: true });
    const file = join(folder, "profile.yaml");
    const profile = parse(await readFile(file, "utf8")) as {
      metadata: Record<string, unknown>;
      steps: { id: string; json?: Record<string, unknown> }[];
      comparisons: { target: string }[];
    };
    // The first job alone: what is tested here is what comes around the plays.
    const last = profile.steps.findIndex(({ id }) => id === "fetch-dem-and-build-channels");
    const steps = profile.steps.slice(0, last + 1);
    const comparisons = profile.comparisons.filter(({ target }) => COMPARED.includes(target));
    if (slug === "us-drift") Object.assign(steps.at(-1)?.json ?? {}, { csa: 9 });
    const { expect: _, ...rest } = { expect: {}, ...profile };
    const metadata = { ...profile.metadata, slug, tags: (tags ?? "").split(" ") };
    await writeFile(file, stringify({ ...rest, metadata, steps, comparisons }));
    const manifest = join(folder, "baseline/manifest.json");
    const kept = JSON.parse(await readFile(manifest, "utf8")) as { files: { path: string }[] };
    const files = kept.files.filter(({ path }) => COMPARED.includes(path));
    await writeFile(manifest, JSON.stringify({ ...kept, files }));
  }
  return library;
}

/**
 * A release as the project's page has it; its asset runs the binary of this repository.
 *
 * @param sum of the asset, when it shall not be the right one
 * @returns address of all releases
 */
export async function makeReleases(root: string, sum?: string): Promise<string> {
  const { version } = JSON.parse(await readFile(join(REPO, "deno.json"), "utf8")) as { version: string };
  const folder = join(root, "releases", `v${version}`);
  const name = `profile-${version}-linux-x64`;
  const script = `#!/bin/sh\nexec '${PROFILE}' "$@"\n`;
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, name), script);
  await chmod(join(folder, name), 0o644);
  const right = createHash("sha256").update(script).digest("hex");
  const others = `${"0".repeat(64)}  profile-${version}-windows-x64.exe\n`;
  await writeFile(join(folder, "SHA256SUMS"), `${others}${sum ?? right}  ${name}\n`);
  return `file://${join(root, "releases")}`;
}
