/** Runs a pipeline of GitLab on this machine: commands for real, artifacts as copies. */
import { existsSync } from "node:fs";
import { cp, mkdir, readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { parse } from "yaml";
import { runScript } from "./shell.ts";

interface Job {
  stage: string;
  needs?: string[];
  when?: string;
  rules?: { if: string; when?: string }[];
  parallel?: { matrix: Record<string, string[]>[] };
  script: string[];
  after_script?: string[];
  artifacts?: { when?: string; paths: string[]; reports?: { junit: string } };
}
/** What one job came to. */
export interface JobRun {
  job: string;
  variables: Record<string, string>;
  code: number;
  output: string;
  workspace: string;
  /** JUnit report, when the job has one. */
  junit?: string;
}

/**
 * Runs the jobs in the order of their stages.
 *
 * @param variables of the project and of the pipeline
 */
export async function runPipeline(
  library: string,
  root: string,
  variables: Record<string, string | undefined>,
): Promise<JobRun[]> {
  const text = await readFile(join(library, ".gitlab-ci.yml"), "utf8");
  const { stages, variables: own, workflow: _, default: __, ...jobs } = parse(text) as
    & { stages: string[]; variables: Record<string, string>; workflow: unknown; default: unknown }
    & Record<string, Job>;
  const runs: JobRun[] = [];
  const ordered = Object.entries(jobs as Record<string, Job>).toSorted(([, a], [, b]) =>
    stages.indexOf(a.stage) - stages.indexOf(b.stage)
  );
  for (const [name, job] of ordered) {
    if (!isWanted(job, variables)) continue;
    const needed = runs.filter((run) => job.needs?.includes(run.job) === true);
    const always = (job.when ?? job.rules?.[0]?.when) === "always";
    if (!always && needed.some(({ code }) => code !== 0)) continue;
    const matrix = Object.entries(job.parallel?.matrix[0] ?? { NONE: [""] }).flatMap(([key, values]) =>
      values.map((value) => ({ [key]: value }))
    );
    runs.push(
      ...await Promise.all(matrix.map(async (one, index) => {
        const workspace = join(root, `${name}-${index}`);
        await cp(library, workspace, { recursive: true });
        for (const { job: from, workspace: other } of needed) {
          await take(jobs as Record<string, Job>, from, other, workspace);
        }
        const env = {
          ...own,
          ...one,
          CI: "true",
          GITLAB_CI: "true",
          CI_PROJECT_DIR: workspace,
          ...variables,
        };
        const ran = await runScript(job.script.join("\n"), ["-eo", "pipefail"], workspace, env);
        const after = await runScript(
          (job.after_script ?? []).join("\n"),
          ["-eo", "pipefail"],
          workspace,
          env,
        );
        const report = job.artifacts?.reports?.junit;
        const junit = report === undefined
          ? undefined
          : await readFile(join(workspace, report), "utf8").catch(() => undefined);
        return {
          job: name,
          variables: one,
          code: ran.code,
          output: ran.output + after.output,
          workspace,
          ...(junit === undefined ? {} : { junit }),
        };
      })),
    );
  }
  return runs;
}

/** Rules of the form `$NAME == "value"` and `!=`. */
function isWanted({ rules }: Job, variables: Record<string, string | undefined>): boolean {
  return rules === undefined || rules.some((rule) => {
    const [, name = "", sign, value] = /^\$(\w+) (==|!=) "(.*)"$/.exec(rule.if) ?? [];
    if (sign === undefined) throw new Error(`rule not understood: ${rule.if}`);
    return (variables[name] === value) === (sign === "==");
  });
}

/** The artifacts of a job, as they come into the folder of a later one: a path that is not there is left out. */
async function take(
  jobs: Record<string, Job>,
  from: string,
  other: string,
  workspace: string,
): Promise<void> {
  for (const path of jobs[from]?.artifacts?.paths ?? []) {
    if (!existsSync(join(other, path))) continue;
    await mkdir(dirname(join(workspace, path)), { recursive: true });
    await cp(join(other, path), join(workspace, path), { recursive: true });
  }
}
