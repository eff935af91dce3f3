/** Runs a workflow of GitHub Actions on this machine: commands for real, actions that up- and download as copies. */
import { existsSync } from "node:fs";
import { cp, mkdir, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { parse } from "yaml";
import { walkFiles } from "../../lib/files/walk.ts";
import { fillIn, holds, type Names } from "./expressions.ts";
import { runScript } from "./shell.ts";

interface Step {
  id?: string;
  name?: string;
  if?: string;
  uses?: string;
  with?: Record<string, unknown>;
  env?: Record<string, unknown>;
  run?: string;
}
interface Job {
  needs?: string | string[];
  if?: string;
  name?: string;
  env?: Record<string, unknown>;
  outputs?: Record<string, string>;
  strategy?: { matrix: unknown };
  steps: Step[];
}
/** What one job came to. */
export interface JobRun {
  job: string;
  name: string;
  result: "success" | "failure" | "skipped";
  output: string;
  /** Job summary. */
  summary: string;
  /** Its folder. */
  workspace: string;
  outputs: Record<string, unknown>;
}
/** What the service would know. */
export interface Service {
  /** The repository's content. */
  library: string;
  /** Where workspaces and artifacts lie. */
  root: string;
  secrets: Names;
  vars: Names;
  github: Names;
  /** Environment of the machine. */
  env: Record<string, string | undefined>;
  /** Changes a command before it runs; undefined leaves it out. */
  adapt?: (command: string) => string | undefined;
  /** Called before each job, to break something. */
  before?: (job: string, workspace: string) => Promise<void>;
}

/** Runs all jobs in order. */
export async function runWorkflow(service: Service): Promise<JobRun[]> {
  const file = join(service.library, ".github/workflows/profiles.yml");
  const workflow = parse(await readFile(file, "utf8")) as { env: Names; jobs: Record<string, Job> };
  const runs: JobRun[] = [];
  for (const [id, job] of Object.entries(workflow.jobs)) {
    const needed = [job.needs ?? []].flat();
    const needs = Object.fromEntries(
      needed.map((name) => [name, needOf(runs.filter((run) => run.job === name))]),
    );
    const failed = Object.values(needs).some(({ result }) => result !== "success");
    const { secrets, vars, github } = service;
    const names: Names = { secrets, vars, github, needs };
    const env = filled(workflow.env, names);
    if (!holds(job.if, { ...names, env }, { failed })) {
      runs.push({
        job: id,
        name: id,
        result: "skipped",
        output: "",
        summary: "",
        workspace: "",
        outputs: {},
      });
      continue;
    }
    const { include } = fillIn(job.strategy?.matrix ?? { include: [{}] }, names) as { include: Names[] };
    // Jobs of a matrix run at the same time, as there.
    runs.push(
      ...await Promise.all(include.map((matrix, index) => {
        const strategy = { "job-index": index, "job-total": include.length };
        return runJob(id, index, job, { ...names, env, matrix, strategy }, service);
      })),
    );
  }
  return runs;
}

/** A matrix as others see it: failed when one of it failed. */
function needOf(runs: readonly JobRun[]): { result: string; outputs: Names } {
  const bad = runs.find(({ result }) => result !== "success");
  return { result: bad?.result ?? "success", outputs: runs[0]?.outputs ?? {} };
}

async function runJob(
  id: string,
  index: number,
  job: Job,
  context: Names,
  service: Service,
): Promise<JobRun> {
  const workspace = join(service.root, `${id}-${index}`);
  const files = Object.fromEntries(
    ["OUTPUT", "STEP_SUMMARY", "PATH", "ENV"].map((name) => [`GITHUB_${name}`, `${workspace}.${name}`]),
  );
  await mkdir(workspace);
  for (const path of Object.values(files)) await writeFile(path, "");
  await service.before?.(id, workspace);
  const steps: Record<string, { outputs: Names }> = {};
  const run: JobRun = {
    job: id,
    name: String(fillIn(job.name ?? id, context)),
    result: "success",
    output: "",
    summary: "",
    workspace,
    outputs: {},
  };
  for (const step of job.steps) {
    const names = { ...context, steps };
    if (!holds(step.if, names, { failed: run.result === "failure" })) continue;
    const label = String(fillIn(step.name ?? step.uses ?? step.id ?? "run", names));
    run.output += `=== ${label}\n`;
    const added = (await readFile(files["GITHUB_PATH"] ?? "", "utf8")).split("\n").filter((line) =>
      line !== ""
    );
    const env = {
      ...service.env,
      ...files,
      CI: "true",
      GITHUB_ACTIONS: "true",
      GITHUB_WORKSPACE: workspace,
      GITHUB_SERVER_URL: "https://github.com",
      GITHUB_REPOSITORY: "qa/profiles",
      GITHUB_RUN_ID: "42",
      ...filled(context["env"] as Names, names),
      ...filled({ ...job.env, ...step.env }, names),
      PATH: [...added, service.env["PATH"]].join(":"),
    };
    const command = step.run === undefined ? undefined : String(fillIn(step.run, names));
    const adapted = command === undefined ? undefined : (service.adapt ?? ((same) => same))(command);
    let code = 0;
    if (step.uses !== undefined) await act(step.uses, filled(step.with ?? {}, names), workspace, service);
    else if (adapted !== undefined) {
      const ran = await runScript(adapted, ["-e"], workspace, env);
      run.output += ran.output;
      code = ran.code;
    }
    if (code !== 0) {
      run.output += `exit code ${code}\n`;
      run.result = "failure";
    }
    steps[step.id ?? label] = { outputs: await outputsOf(files["GITHUB_OUTPUT"] ?? "") };
  }
  run.outputs = filled(job.outputs ?? {}, { ...context, steps });
  run.summary = await readFile(files["GITHUB_STEP_SUMMARY"] ?? "", "utf8");
  return run;
}

function filled(values: Names, names: Names): Record<string, string> {
  return Object.fromEntries(
    Object.entries(values).map(([key, value]) => [key, String(fillIn(value, names) ?? "")]),
  );
}

async function outputsOf(file: string): Promise<Names> {
  const lines = (await readFile(file, "utf8")).split("\n").filter((line) => line.includes("="));
  await writeFile(file, "");
  return Object.fromEntries(
    lines.map((line) => [line.slice(0, line.indexOf("=")), line.slice(line.indexOf("=") + 1)]),
  );
}

/** What an action does, as copies below `artifacts/`. */
async function act(
  uses: string,
  given: Record<string, string>,
  workspace: string,
  service: Service,
): Promise<void> {
  const store = join(service.root, "artifacts");
  const { name = "", path = "", pattern } = given;
  switch (uses.split("@")[0]) {
    case "actions/checkout":
      return await cp(service.library, workspace, { recursive: true });
    case "actions/upload-pages-artifact":
      return await upload(workspace, [path], join(store, "github-pages"));
    case "actions/upload-artifact":
      return await upload(workspace, path.split("\n").filter((line) => line !== ""), join(store, name));
    case "actions/download-artifact": {
      const names = pattern === undefined
        ? [name]
        : (await readdir(store)).filter((one) => one.startsWith(pattern.replace(/\*$/, "")));
      for (const one of names) {
        const place = pattern === undefined ? join(workspace, path) : join(workspace, path, one);
        await cp(join(store, one), place, { recursive: true });
        // Artifacts keep no permissions.
        if (existsSync(join(place, "profile"))) await runScript(`chmod 644 profile`, [], place, service.env);
      }
      return;
    }
    case "actions/deploy-pages":
      return;
    default:
      throw new Error(`${uses} is not known here`);
  }
}

/**
 * A folder alone gives its content, a file itself; several keep their paths. As there, hidden files stay behind, and
 * without any file there is no artifact.
 */
async function upload(workspace: string, paths: readonly string[], place: string): Promise<void> {
  await rm(place, { recursive: true, force: true });
  await mkdir(place, { recursive: true });
  for (const path of paths) {
    const from = join(workspace, path);
    if (!existsSync(from)) continue;
    const folder = (await stat(from)).isDirectory();
    const to = paths.length > 1 ? join(place, path) : folder ? place : join(place, basename(path));
    await mkdir(dirname(to), { recursive: true });
    await cp(from, to, { recursive: true, filter: (one) => one === from || !basename(one).startsWith(".") });
  }
  if ((await walkFiles(place)).length === 0) await rm(place, { recursive: true });
}
