/** Tasks about archives: ZIP files of a whole run below its `archives/`. */
import { readFile, rm } from "node:fs/promises";
import { Buffer } from "node:buffer";
import { join } from "node:path";
import { walkFiles } from "../../files/walk.ts";
import { exists, isPlainName } from "../../files/safe_path.ts";
import { unzip } from "../../zip/read.ts";
import { zip } from "../../zip/write.ts";
import type { App } from "../app.ts";
import { HttpError } from "../http/reply.ts";
import type { Run } from "../runs/run.ts";
import type { Fields } from "./fields.ts";
import type { Task } from "./task.ts";

/** Folder of the archives of a run. */
const FOLDER = "archives";
/** What is in no archive, and stays when one is restored. */
const KEPT = /^(archives|_logs)\//;
const LONGEST_COMMENT = 40;
const LIMITS = { files: 65_000, bytes: 1024 ** 3 };

/** `archive`. */
export const archive: Task = {
  name: "archive",
  flask: "rq/api/archive",
  engine: "archive",
  aside: true,
  waits: false,
  start({ app, run, fields }) {
    if (app.jobs.pendingOf(run.id) !== undefined) {
      throw new HttpError(400, "The run is locked: a job is under way", { code: "validation_error" });
    }
    const comment = (fields.text("comment") ?? "").slice(0, LONGEST_COMMENT);
    return Promise.resolve({
      only: {},
      job: {
        task: "archive",
        func: "wepppy.rq.project_rq.archive_rq",
        durationMs: 60,
        work: () => writeArchive(run, comment, app),
      },
    });
  },
};

/** `restore-archive`: the run becomes what it was; what came later is gone. */
export const restoreArchive: Task = {
  name: "restore-archive",
  engine: "restore-archive",
  aside: true,
  async start({ run, fields, app }) {
    const name = await archiveOf(run, fields);
    return {
      only: {},
      job: {
        task: "restore-archive",
        func: "wepppy.rq.project_rq.restore_archive_rq",
        durationMs: 60,
        work: async () => {
          const file = join(run.dir, FOLDER, name);
          const files = unzip(await readFile(file), file, LIMITS);
          for (const path of await walkFiles(run.dir)) {
            if (!KEPT.test(path)) await rm(join(run.dir, path));
          }
          for (const { path, data } of files) await run.write(path, data);
          await run.log("ron", `restored from ${name}`, app.now());
        },
      },
    };
  },
};

/** `delete-archive`. */
export const deleteArchive: Task = {
  name: "delete-archive",
  engine: "delete-archive",
  aside: true,
  async start({ run, fields }) {
    await rm(join(run.dir, FOLDER, await archiveOf(run, fields)));
    return { only: {} };
  },
};

/** The archive that a request names. */
async function archiveOf(run: Run, fields: Fields): Promise<string> {
  const name = fields.required("archive_name");
  if (isPlainName(name) && name.endsWith(".zip") && await exists(join(run.dir, FOLDER, name))) return name;
  throw new HttpError(404, "Archive not found", { code: "not_found" });
}

async function writeArchive(run: Run, comment: string, app: App): Promise<void> {
  await run.log("ron", "archive made", app.now());
  const paths = (await walkFiles(run.dir)).filter((path) => !KEPT.test(path));
  if (app.faults.hits("archive-incomplete")) {
    const last = paths.findLastIndex((path) => /\.(tif|json|csv|run|dat|cfg)$/.test(path));
    paths.splice(last, 1);
  }
  const files = [];
  for (const path of paths) files.push({ path, data: await readFile(join(run.dir, path)) });
  const bytes = zip(files, comment);
  if (app.faults.hits("archive-damaged")) spoil(bytes);
  await run.write(`${FOLDER}/${await freeName(run, app)}`, bytes);
}

/** Another checksum for the first file, as if its bytes had been others when it was packed. */
function spoil(bytes: Uint8Array): void {
  const line = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).indexOf(
    "PK\u0001\u0002",
    0,
    "latin1",
  );
  const checksum = line + 16;
  bytes[checksum] = (bytes[checksum] ?? 0) ^ 0xff;
}

/** `<run>.<time>.zip`, and a number where two were made within a second. */
async function freeName(run: Run, app: App): Promise<string> {
  const time = new Date(app.now()).toISOString().slice(0, 19).replace(/[-:]/g, "");
  const stem = `${run.id.replace(/[^A-Za-z0-9._-]+/g, "-")}.${time}Z`;
  for (let number = 1;; number++) {
    const name = number === 1 ? `${stem}.zip` : `${stem}-${number}.zip`;
    if (!await exists(join(run.dir, FOLDER, name))) return name;
  }
}
