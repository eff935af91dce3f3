/** The check `then-archive`: the run is archived, and the archive holds it whole. */
import { stat } from "node:fs/promises";
import { join } from "node:path";
import { messageOf, ProfileError } from "../../errors.ts";
import { sha256File } from "../../files/hash.ts";
import { isPlainName } from "../../files/safe_path.ts";
import { zipContents } from "../../zip/contents.ts";
import { askFor } from "./ask.ts";
import { listDifferences, told } from "./differences.ts";
import { filesOf, folderAtHand, isPassing, namesIn, read, type RunPlace } from "./run_files.ts";
import type { Check, CheckInput } from "./types.ts";

const FOLDER = "archives";
/** The server keeps so many characters of a comment. */
const LONGEST_COMMENT = 40;
/** Nothing of the archive is written or kept in memory: names are no danger, and the limits only end nonsense. */
const LIMITS = { files: 1_000_000, bytes: 1024 ** 4, anyName: true } as const;

/** Archives the sandbox, downloads what came of it, and compares its files with the run's. */
export const thenArchive: Check = async (input) => {
  const { state, context, options, made } = input;
  const run: RunPlace = {
    id: context.runId,
    config: context.config,
    dir: await folderAtHand(context.runDir),
  };
  const before = await archivesOf(run, input);
  const expected = await filesOf(run, context);
  const step = await askFor(input, "archive", { comment: options.comment });
  if (step.failures.length > 0) return step;
  const after = await archivesOf(run, input);
  if (after === undefined || before === undefined) {
    step.failures.push("the archives of the run cannot be listed, so the new one has no name");
    return step;
  }
  const [name, ...more] = after.filter((one) => !before.includes(one));
  if (name === undefined || more.length > 0) {
    const found = name === undefined ? "no archive" : "more than one archive";
    step.failures.push(`the job finished, and ${found} appeared in ${FOLDER}/`);
    return step;
  }
  made.archive = name;
  const file = join(state.scratchDir, "then-archive.zip");
  const answer = await read(run, `download/${FOLDER}/${name}`, context, file);
  if (answer.status !== 200) {
    step.failures.push(`the archive ${name} cannot be downloaded: HTTP ${answer.status}`);
    return step;
  }
  made.bytes = (await stat(file)).size;
  step.failures.push(...await archiveFaults(file, run, expected, input));
  return step;
};

async function archivesOf(run: RunPlace, { context }: CheckInput): Promise<string[] | undefined> {
  const names = await namesIn(run, FOLDER, context);
  return names?.filter((name) => name.endsWith(".zip") && isPlainName(name));
}

/** What is wrong with the archive: damage, missing or other files, another comment. */
async function archiveFaults(
  file: string,
  run: RunPlace,
  expected: Awaited<ReturnType<typeof filesOf>>,
  { state, options, made }: CheckInput,
): Promise<string[]> {
  const sizes = new Map<string, number>();
  const changed: string[] = [];
  const twice: string[] = [];
  let comment: string;
  try {
    const contents = await zipContents(file, LIMITS);
    comment = contents.comment;
    for (const { path, size, sha256 } of contents.files) {
      if (isPassing(path)) continue;
      if (sizes.has(path)) twice.push(path);
      sizes.set(path, size);
      const own = run.dir === undefined ? undefined : await hashIn(run.dir, path);
      if (own !== undefined && own !== sha256) changed.push(path);
    }
  } catch (error) {
    const offset = error instanceof ProfileError && error.position !== undefined && "offset" in error.position
      ? ` (byte ${error.position.offset})`
      : "";
    return [`${messageOf(error)}${offset}`];
  }
  made.files = sizes.size;
  const failures = [
    ...told(twice, "the archive holds twice"),
    ...told(changed, "the archive holds with other bytes than the run"),
  ];
  if (expected === undefined) {
    state.note("then-archive: the list of files was not compared; the server's listing cannot be read");
  } else {
    const sized = (path: string) => !changed.includes(path);
    failures.push(...listDifferences(expected, sizes, "the archive", sized));
  }
  const wanted = options.comment.slice(0, LONGEST_COMMENT);
  if (comment === "" && wanted !== "") state.note("then-archive: the archive itself holds no comment");
  else if (!options.comment.startsWith(comment) || comment.length < wanted.length) {
    failures.push(`the archive's comment is ${JSON.stringify(comment)}, not ${JSON.stringify(wanted)}`);
  }
  return failures;
}

/** Undefined when the file is not there. */
async function hashIn(dir: string, path: string): Promise<string | undefined> {
  return await sha256File(join(dir, path)).catch(() => undefined);
}
