/**
 * `kill -9` at random moments of what writes: afterwards there is the old or the new, never a mix; the next command
 * repairs what was begun and says so; no line of a ledger is lost and nothing is left lying about.
 */
import assert from "node:assert/strict";
import { cp, mkdir, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { exists } from "../../lib/files/safe_path.ts";
import { sharedData } from "../shared_data.ts";
import { inLanes, killRounds, type Lane } from "./kill_rounds.ts";

async function copyProfile({ root }: Lane, to: string): Promise<void> {
  await cp(join(root, "profiles", "us-small"), join(root, "profiles", to), { recursive: true });
}

test("update-baseline killed at any moment leaves the old baseline or the new one", async () => {
  await inLanes(async (lane) => {
    // Files, hashes and a summary change, and one goes over from a file to a summary.
    const rules = "baseline: { keep: [{ methods: [raster_stats], keep: summary }] }\n";
    await writeFile(join(lane.root, "profiles", "profile.config.yaml"), rules);
    await lane.run(["play", "us-small", "--embedded", "--embedded-drift", "soil_loss=1.03", "-q"]);
    await killRounds(lane, {
      name: "update-baseline",
      words: ["update-baseline", "us-small", "--allow-drift", "--all", "--allow-ci", "--reason", "soak"],
      count: lane.share(200),
      folders: ["us-small"],
      next: ["validate", "us-small"],
    });
  });
});

test("promote --replace --with-run killed at any moment leaves the old profile or the new one", async () => {
  await inLanes(async (lane) => {
    await copyProfile(lane, "_drafts/us-small");
    const run = join(lane.root, "runs", "lively-creek-2a7cd5");
    await mkdir(join(run, "wepp"), { recursive: true });
    for (let index = 0; index < 40; index++) {
      await writeFile(join(run, "wepp", `p${index}.dat`), `${index} 1.5\n`.repeat(500));
      await writeFile(join(run, `r${index}.tif`), new Uint8Array(20_000).fill(index));
    }
    await killRounds(lane, {
      name: "promote",
      words: ["promote", "_drafts/us-small", "us-small", "--replace", "--with-run", run],
      count: lane.share(125),
      folders: ["us-small"],
      next: ["validate", "us-small"],
    });
  });
});

test("archive and archive --restore killed at any moment leave the profile here or there", async () => {
  await inLanes(async (lane) => {
    await rm(join(lane.root, "profiles", "us-small", "baseline"), { recursive: true });
    const base = { folders: ["us-small", "archived/us-small"], next: ["list"] };
    const words = ["archive", "us-small", "--reason", "soak"];
    await killRounds(lane, { ...base, name: "archive", words, count: lane.share(75) });
    assert.equal((await lane.run(words)).code, 0);
    await killRounds(lane, {
      ...base,
      name: "archive --restore",
      words: ["archive", "us-small", "--restore"],
      count: lane.share(75),
    });
  });
});

test("assemble killed at any moment leaves no half draft, and the next one has every event", async () => {
  await inLanes(async (lane) => {
    const run = join(lane.root, "runs", "ample-otter");
    const log = join(run, "_logs", "profile.events.jsonl");
    await mkdir(dirname(log), { recursive: true });
    await writeFile(log, requests(60));
    const assemble = ["assemble", run, "--name", "x"];
    const base = { words: assemble, folders: ["_drafts/x"] };
    await killRounds(lane, {
      ...base,
      name: "assemble",
      count: lane.share(65),
      next: assemble,
      ends: "new",
    });
    assert.equal((await lane.run(assemble)).code, 0);
    await writeFile(log, requests(90));
    await killRounds(lane, {
      ...base,
      name: "assemble over an older draft",
      count: lane.share(60),
      next: ["validate", "_drafts/x"],
    });
  });
});

test("edits of review killed at any moment are all there or none", async () => {
  await inLanes(async (lane) => {
    await copyProfile(lane, "_drafts/x");
    await killRounds(lane, {
      name: "review",
      words: [
        ...["review", "_drafts/x", "--title", "Another title", "--notes", "why it is there"],
        ...["--tag", "soak", "--reason", "soak"],
      ],
      count: lane.share(50),
      folders: ["_drafts/x"],
      next: ["validate", "_drafts/x"],
    });
  });
});

test("promote --replace of WEPPcloud's own profile killed at any moment loses nothing of it", async () => {
  const recordings = sharedData();
  if (recordings === undefined) return;
  const slug = "us-small-dev-unit";
  await inLanes(async (lane) => {
    const profiles = join(lane.root, "profiles");
    const tree = join(recordings, "v2", "us-small", "data", "profiles", slug);
    await cp(tree, join(profiles, slug), { recursive: true });
    await writeFile(join(profiles, slug, "notes.txt"), "mine\n");
    const assembled = await lane.run(["assemble", slug, "--name", "x", "--holes", "drop"]);
    assert.equal(assembled.code, 0, assembled.output);
    await killRounds(lane, {
      name: "promote over WEPPcloud's own",
      words: ["promote", "_drafts/x", slug, "--replace"],
      count: lane.share(30),
      folders: [slug, `archived/${slug}-weppcloud`],
      next: ["list"],
      says: {
        when: async () =>
          await exists(join(profiles, slug, "profile.yaml")) && await exists(join(profiles, slug, "capture")),
        words: /Finished the interrupted|moved .* of us-small-dev-unit/,
      },
    });
  });
});

/** A log as WEPPcloud writes it: posts to a run, each with its answer. */
function requests(count: number): string {
  const at = (second: number) => new Date(Date.UTC(2026, 2, 2, 8, 0, second)).toISOString();
  return Array.from({ length: count }, (_, index) => {
    const common = {
      id: `e${index}`,
      sessionId: "s",
      endpoint: `/weppcloud/runs/ample-otter/cfg/tasks/setname/`,
      method: "POST",
    };
    const request = {
      ...common,
      stage: "request",
      timestamp: at(index),
      requestMeta: {
        hasBody: true,
        bodyType: "json",
        bodyPreview: JSON.stringify({ name: `name ${index}` }),
      },
    };
    const response = { ...common, stage: "response", timestamp: at(index), status: 200, ok: true };
    return `${JSON.stringify(request)}\n${JSON.stringify(response)}\n`;
  }).join("");
}
