/** Manifests, captures and whole drafts that are broken or made to harm: refused with a place, or read; never a crash. */
import assert from "node:assert/strict";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { assemble } from "../../lib/assemble/assemble.ts";
import { readCapturesFile } from "../../lib/captures/format.ts";
import { ProfileError } from "../../lib/errors.ts";
import { withFolderIn, writeFiles } from "../../lib/files/test_folder.ts";
import { walkFiles } from "../../lib/files/walk.ts";
import { loadProfile } from "../../lib/profiles/load.ts";
import { createRedactor } from "../../lib/redact/redactor.ts";
import { parseYaml } from "../../lib/yaml/source.ts";
import { damage, random } from "./damage.ts";
import { rounds } from "./counts.ts";
import { MEMORY } from "./memory_folder.ts";

const REPO = join(dirname(fileURLToPath(import.meta.url)), "..", "..");

const ODD = [
  "../../x",
  "/etc/passwd",
  "a\0b",
  "C:\\x",
  "con",
  "..∕x",
  "․․/x",
  "",
  "x".repeat(5000),
  "\ud800",
  "{{run_id}}",
  "!hole x",
  "__proto__",
];

function isPlaced(error: unknown, seed: number, verdicts = ["usage"]): void {
  assert.ok(error instanceof ProfileError, `seed ${seed}: ${error instanceof Error ? error.stack : error}`);
  assert.ok(verdicts.includes(error.verdict), `seed ${seed}: ${error.verdict}: ${error.message}`);
  assert.ok(error.position?.file !== undefined, `seed ${seed}: no place: ${error.message}`);
}

/** A value of any shape, deep or wide, with awkward words. */
function value(pick: (below: number) => number, depth: number): unknown {
  const kind = pick(depth > 6 ? 5 : 8);
  if (kind === 0) return ODD[pick(ODD.length)];
  if (kind === 1) return [0, -0, 1e308, -1, 2 ** 53, 0.1][pick(6)];
  if (kind === 2) return [true, false, null][pick(3)];
  if (kind === 3) return String.fromCharCode(pick(0x10000)).repeat(pick(40));
  if (kind === 4) return "2026-01-02T03:04:05.000Z";
  if (kind === 5) return Array.from({ length: pick(5) }, () => value(pick, depth + 1));
  return Object.fromEntries(
    Array.from({ length: pick(5) }, () => [ODD[pick(ODD.length)] ?? "", value(pick, depth + 1)]),
  );
}

/** YAML out of awkward pieces: anchors, aliases, merges, tags, nesting, documents. */
function yaml(pick: (below: number) => number): string {
  const pieces = [
    "&a ",
    "*a",
    "<<: *a",
    "!hole x",
    "!suggested { value: 1 }",
    "!!set { a }",
    "- ",
    "? ",
    ": ",
    "{ ",
    "} ",
    "[ ",
    "] ",
    "|\n  x",
    ">-\n  y",
    "a: ",
    "steps: ",
    "metadata: ",
    "slug: p",
    "\n",
    "\n  ",
    "\n    ",
    "\t",
    "# x",
    "---\n",
    "...",
    "%YAML 1.1\n",
    '"',
    "'",
    "0x1F",
    "~",
    ".nan",
    "\u2028",
    "\ufeff",
    "version: 2",
  ];
  return Array.from({ length: 1 + pick(40) }, () => pieces[pick(pieces.length)]).join("");
}

test("YAML of any pieces is refused with a line, or is a value", { timeout: 600_000 }, async () => {
  await withFolderIn(MEMORY, async (folder) => {
    const file = join(folder, "p.yaml");
    for (let seed = 1; seed <= rounds(3000); seed++) {
      const text = yaml(random(seed));
      try {
        parseYaml(file, text, "profile");
      } catch (error) {
        isPlaced(error, seed);
      }
      if (seed % 5 !== 0) continue;
      await writeFile(file, text);
      await loadProfile(file, folder, folder).then(
        () => assert.fail(`seed ${seed} is a profile`),
        (error: unknown) => isPlaced(error, seed),
      );
    }
  });
});

test("captures of any content are refused with a place, or read", { timeout: 600_000 }, async () => {
  await withFolderIn(MEMORY, async (folder) => {
    const file = join(folder, "profile.captures.json");
    const good = JSON.stringify({
      version: 1,
      captures: [{
        id: "a",
        slug: "b",
        started_at: "2026-01-01T00:00:00Z",
        ended_at: "2026-01-01T00:01:00Z",
      }],
    });
    for (let seed = 1; seed <= rounds(1000); seed++) {
      const pick = random(seed);
      const made = JSON.stringify({ version: 1, captures: [value(pick, 0), value(pick, 0)] });
      await writeFile(file, seed % 2 === 0 ? made : damage(new TextEncoder().encode(good), seed));
      await readCapturesFile(file).catch((error: unknown) => isPlaced(error, seed));
    }
  });
});

test(
  "drafts of WEPPcloud with hostile manifests assemble, or are refused with a place; nothing is written elsewhere",
  {
    timeout: 1_200_000,
  },
  async () => {
    const log = (await readFile(join(REPO, "profiles/us-small/events.jsonl"))).subarray(0, 12_000);
    await withFolderIn(MEMORY, async (folder) => {
      for (let seed = 1; seed <= rounds(1000); seed++) {
        const pick = random(seed);
        const odd = () => ODD[pick(ODD.length)] ?? "";
        const text = () => seed % 3 === 0 ? odd() : JSON.stringify(value(pick, 0));
        const source = join(folder, `draft-${seed}`);
        const event = JSON.stringify({
          stage: "request",
          id: odd(),
          method: "POST",
          endpoint: `tasks/${odd()}`,
          ...asObject(value(pick, 2)),
        });
        await writeFiles(source, {
          "capture/events.jsonl": new Uint8Array([
            ...damage(log, seed),
            ...new TextEncoder().encode(`\n${event}\n`),
          ]),
          "capture/run_dir.txt": odd(),
          "capture/validation.log": text(),
          "capture/seed/config/active_config.txt": odd(),
          "capture/seed/config/disturbed9002.cfg": text(),
          "capture/seed/uploads/sbs/events/x/receipt.json": text(),
          "run/landuse.nodb": text(),
          "run/_logs/profile.events.jsonl": damage(log, seed + 7),
          "run/_logs/profile.captures.json": text(),
        });
        const before = (await walkFiles(source)).length;
        const root = join(folder, "root");
        await mkdir(root, { recursive: true });
        const now = new Date(0);
        try {
          await assemble({
            source,
            dataRoot: root,
            name: "x",
            holes: "keep",
            redactor: createRedactor(),
            now,
          });
          await loadProfile("_drafts/x", root, root);
        } catch (error) {
          isPlaced(error, seed, ["usage", "refused"]);
        }
        assert.equal((await walkFiles(source)).length, before, `seed ${seed}: written beside the source`);
        const written = (await walkFiles(root)).filter((path) =>
          !/^profiles\/(?:_drafts\/x\/|profile\.schema\.json$)/.test(path)
        );
        assert.deepEqual(written, [], `seed ${seed}`);
        await rm(source, { recursive: true });
        await rm(root, { recursive: true });
      }
    });
  },
);

function asObject(made: unknown): object {
  return typeof made === "object" && made !== null && !Array.isArray(made) ? made : {};
}
