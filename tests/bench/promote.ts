/**
 * `promote --with-run` of a run of 2 GB, rasters and text, beside `cp -r` of the same run and one read of its text
 * files. Each round measures both, in turns first one and then the other; the figure is the middle one of the rounds'
 * ratios, so that load that comes and goes meets both sides. Before each side nothing waits to be written to the disk
 * and the run was just read: it is in the page cache, as after a run that was just made. What promote writes is on the
 * disk when it ends, what `cp` writes need not be: the second figure brings it there too (`sync`).
 */
import { createHash, randomFillSync } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { cp, mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { median, spread, timeOf } from "./measure.ts";

const ROUNDS = 5;
const MB = 1_000_000;
/** Rasters of 25 MB, and as many bytes of text as a run of that size has: tables of hillslopes, JSON of its state. */
const RASTERS = 64;
const TEXT = 400 * MB;

/** The lines of the report. */
export async function promoteFigures(): Promise<string[]> {
  const folder = await mkdtemp(join(tmpdir(), "bench-promote-"));
  try {
    const run = join(folder, "lively-creek");
    makeRun(run);
    const ratios: number[] = [];
    const synced: number[] = [];
    const own: number[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      let promote = round % 2 === 0 ? 0 : await promoteOnce(folder, run);
      const { copy, sync, read } = await reference(folder, run);
      if (promote === 0) promote = await promoteOnce(folder, run);
      own.push(promote);
      ratios.push(promote / (copy + read));
      synced.push(promote / (copy + sync + read));
    }
    return [
      `promote --with-run  2 GB: promote / (cp -r + read of text): ${spread(ratios)}  [limit 1.3; ${
        (median(own) / 1000).toFixed(1)
      } s]`,
      `                    the same with cp brought to the disk:   ${spread(synced)}`,
    ];
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function makeRun(run: string): void {
  mkdirSync(join(run, "dem"), { recursive: true });
  mkdirSync(join(run, "wepp", "runs"), { recursive: true });
  const raster = randomFillSync(new Uint8Array(25 * MB));
  for (let index = 0; index < RASTERS; index++) {
    raster.set([0x49, 0x49, 0x2a, 0, index], 0);
    writeFileSync(join(run, "dem", `r${index}.tif`), raster);
  }
  let size = 0;
  for (let index = 0; size < TEXT; index++) {
    const text = index % 10 === 0 ? state(index) : table(index);
    writeFileSync(join(run, "wepp", "runs", `p${index}.${index % 10 === 0 ? "json" : "dat"}`), text);
    size += text.length;
  }
}

/** Numbers that look random and are the same in every run of the bench. */
function table(seed: number): string {
  const digits = createHash("sha512").update(String(seed)).digest();
  return Array.from({ length: 3000 }, (_, line) => {
    const value = (at: number) => ((digits[(line + at) % 64] ?? 0) * (line + 7) % 9973 / 37).toFixed(4);
    return `${String(line).padStart(6)} ${value(0).padStart(10)} ${value(9).padStart(10)} ${
      value(20).padStart(10)
    }`;
  }).join("\n");
}

function state(seed: number): string {
  const hillslopes = Array.from({ length: 1000 }, (_, index) => ({
    topaz_id: index * 10 + 1,
    wepp_id: index,
    area: (seed * 31 + index) % 977 / 7,
    landuse: "forest high severity fire",
    soil: `mukey-${seed % 50}-${index % 9}`,
    path: `wepp/runs/p${index}.slp`,
  }));
  return JSON.stringify({ "py/object": "wepppy.nodb.core.Watershed", hillslopes }, null, 1);
}

/** The same start for both sides. */
async function settle(folder: string, run: string): Promise<void> {
  await timeOf("sync", ["-f", folder]);
  await timeOf("sh", ["-c", `find ${run} -type f -exec cat {} + > /dev/null`]);
}

async function reference(
  folder: string,
  run: string,
): Promise<{ copy: number; sync: number; read: number }> {
  const target = join(folder, "copy");
  await settle(folder, run);
  const copy = await timeOf("cp", ["-r", run, target]);
  const sync = await timeOf("sync", ["-f", target]);
  await rm(target, { recursive: true });
  const read = await timeOf("sh", ["-c", `cat ${run}/wepp/runs/* > /dev/null`]);
  return { copy, sync, read };
}

async function promoteOnce(folder: string, run: string): Promise<number> {
  const root = join(folder, "root");
  await mkdir(join(root, "profiles", "_drafts"), { recursive: true });
  await cp("profiles/us-small", join(root, "profiles", "_drafts", "us-small"), { recursive: true });
  await settle(folder, run);
  const time = await timeOf("bin/profile", ["promote", "_drafts/us-small", "us-small", "--with-run", run], {
    PROFILE_DATA_ROOT: root,
  });
  await rm(root, { recursive: true });
  return time;
}
