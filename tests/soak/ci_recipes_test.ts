/** The recipes of `profile init --ci` do what they say: their commands run here as the services would run them. */
import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readdir, readFile, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { test } from "node:test";
import { parse } from "yaml";
import { type JobRun, runWorkflow, type Service } from "../ci/github.ts";
import { runPipeline } from "../ci/gitlab.ts";
import { machineEnv, makeLibrary, makeReleases } from "../ci/library.ts";

async function withRoot(use: (root: string, library: string) => Promise<void>): Promise<void> {
  const root = await mkdtemp(join(tmpdir(), "ci-"));
  try {
    await use(root, await makeLibrary(root));
  } finally {
    await rm(root, { recursive: true, force: true });
  }
}

/** A repository on GitHub with its settings. */
async function github(root: string, library: string, event: string): Promise<Service> {
  await mkdir(join(root, "bin"));
  // In place of GitHub's own program, which is on every runner: keeps the comment.
  const gh = `#!/bin/sh\necho "$@" > ${root}/gh.words\nfor last; do :; done\ncp "$last" ${root}/gh.body\n`;
  await writeFile(join(root, "bin/gh"), gh, { mode: 0o755 });
  const repo = { full_name: "qa/profiles" };
  return {
    library,
    root,
    secrets: { WEPPCLOUD_URL: "embedded", ADMIN_EMAIL: "qa@example.org", ADMIN_PASSWORD: "a-password" },
    vars: { PROFILE_RELEASES: await makeReleases(root) },
    github: {
      event_name: event,
      ref: "refs/heads/main",
      repository: repo.full_name,
      token: "t",
      event: { pull_request: { number: 7, head: { repo } } },
    },
    env: { ...machineEnv(root), PATH: `${root}/bin:${process.env["PATH"]}` },
  };
}

function of(runs: readonly JobRun[], job: string): JobRun[] {
  return runs.filter((run) => run.job === job);
}

test("the workflow of GitHub plays shards, annotates, merges to one verdict, and comments on a pull request", async () => {
  await withRoot(async (root, library) => {
    const service = await github(root, library, "pull_request");
    const runs = await runWorkflow(service);
    const whole = runs.map((run) => `##### ${run.name}: ${run.result}\n${run.output}`).join("\n");
    const [choose] = of(runs, "choose");
    const matrix = JSON.parse(String(choose?.outputs["matrix"])) as { include: { shard: string }[] };
    assert.deepEqual(matrix.include.map(({ shard }) => shard), ["1/3", "2/3", "3/3"], whole);
    const plays = of(runs, "play");
    assert.deepEqual(plays.map(({ result }) => result).sort(), ["failure", "success", "success"], whole);
    const bad = plays.find(({ result }) => result === "failure");
    assert.match(
      bad?.output ?? "",
      /^::error file=profiles\/us-drift\/profile\.yaml,line=\d+,col=\d+,title=/m,
    );
    assert.match(bad?.output ?? "", /\ndifferences \([^\n]*\)\nexit code 1\n/);
    assert.match(bad?.summary ?? "", /\| <code>us-drift<\/code> \| ❌/);
    const [report] = of(runs, "report");
    assert.equal(report?.result, "failure", whole);
    assert.match(report?.output ?? "", /\ndifferences \(2 of 3 profiles passed, embedded\)\nexit code 1\n/);
    assert.doesNotMatch(report?.output ?? "", /^::error/m);
    assert.match(
      report?.summary ?? "",
      /### profile: 2 of 3 passed[\s\S]*### Baseline of us-drift: \d+ outputs to review/,
    );
    assert.match(
      await readFile(join(root, "gh.words"), "utf8"),
      /^pr comment 7 --edit-last --create-if-none/,
    );
    assert.match(await readFile(join(root, "gh.body"), "utf8"), /^### Baseline of us-drift/);
    assert.deepEqual(of(runs, "pages").map(({ result }) => result), ["skipped"]);
    const stored = await readdir(join(root, "artifacts"));
    const expected = ["binary", "merged", ...[0, 1, 2].flatMap((at) => [`report-${at}`, `results-${at}`])];
    assert.deepEqual(stored.sort(), expected.sort());
    const junit = await readFile(join(root, "artifacts/merged/junit.xml"), "utf8");
    assert.equal([...junit.matchAll(/<testsuite /g)].length, 3);
    assert.ok(existsSync(join(root, "artifacts/report-0/report.html")));
  });
});

test("the workflow of GitHub names a shard that is missing, and still publishes the catalogue", async () => {
  await withRoot(async (root, library) => {
    const service = await github(root, library, "schedule");
    // The runner of one is lost before it has anything.
    const lost = (command: string) => `if [ "\${SHARD:-}" = 2/3 ]; then exit 1; fi\n${command}`;
    const runs = await runWorkflow({
      ...service,
      adapt: lost,
      vars: { ...service.vars, PROFILE_TAGS: "nightly" },
    });
    const [report] = of(runs, "report");
    assert.match(report?.output ?? "", /shard 2\/3/);
    assert.match(report?.output ?? "", /\nincomplete \([^\n]*\)\n/);
    assert.match(report?.output ?? "", /\nexit code 6\n/);
    assert.deepEqual(of(runs, "pages").map(({ result }) => result), ["success"]);
    assert.ok(existsSync(join(root, "artifacts/github-pages/index.html")));
    assert.ok(!existsSync(join(root, "gh.words")));
  });
});

test("the workflow of GitHub runs no binary whose sum is another, and plays nothing for a fork", async () => {
  await withRoot(async (root, library) => {
    const service = await github(root, library, "schedule");
    const vars = { PROFILE_RELEASES: await makeReleases(root, "f".repeat(64)) };
    const runs = await runWorkflow({ ...service, vars });
    assert.match(runs[0]?.output ?? "", /linux-x64: FAILED/);
    assert.deepEqual(runs.map(({ result }) => result), ["failure", "skipped", "skipped", "skipped"]);
    const unset = await runWorkflow({ ...service, root: join(root, "bin"), vars: {} });
    assert.match(unset[0]?.output ?? "", /set the variable PROFILE_RELEASES of this repository/);
    const event = { pull_request: { number: 7, head: { repo: { full_name: "fork/profiles" } } } };
    const forked = await runWorkflow({
      ...service,
      github: { ...service.github, event_name: "pull_request", event },
    });
    assert.deepEqual(forked.map(({ result }) => result), Array(4).fill("skipped"));
  });
});

test("the pipeline of GitLab plays shards, merges to one verdict, and publishes", async () => {
  await withRoot(async (root, library) => {
    const variables = {
      ...machineEnv(root),
      PROFILE_RELEASES: await makeReleases(root),
      WEPPCLOUD_URL: "embedded",
      ADMIN_EMAIL: "qa@example.org",
      ADMIN_PASSWORD: "a-password",
      CI_PIPELINE_SOURCE: "schedule",
    };
    const runs = await runPipeline(library, root, variables);
    const whole = runs.map(({ job, code, output }) => `##### ${job}: ${code}\n${output}`).join("\n");
    // Three profiles leave the fourth shard empty.
    const names = ["binary", "play", "play", "play", "play", "report", "pages"];
    assert.deepEqual(runs.map(({ job }) => job), names, whole);
    assert.deepEqual(runs.slice(1, 5).map(({ code }) => code).sort(), [0, 0, 0, 1], whole);
    const [report, pages] = runs.slice(5);
    assert.equal(report?.code, 1, whole);
    assert.match(report?.output ?? "", /\ndifferences \(2 of 3 profiles passed, embedded\)\n/);
    assert.equal([...(report?.junit ?? "").matchAll(/<testsuite /g)].length, 3);
    assert.match(
      await readFile(join(report?.workspace ?? "", "baseline.md"), "utf8"),
      /^### Baseline of us-drift/,
    );
    assert.equal(pages?.code, 0, whole);
    assert.ok(existsSync(join(runs[1]?.workspace ?? "", "report.html")));
  });
});

test("the recipes are what the published schemas of GitHub and GitLab allow", async () => {
  await withRoot(async (_root, library) => {
    const text = await readFile(join(library, ".github/workflows/profiles.yml"), "utf8");
    const { validateWorkflow } = await import("@action-validator/core");
    assert.deepEqual(validateWorkflow(text).errors, []);
    assert.notDeepEqual(validateWorkflow(text.replace("runs-on:", "run-on:")).errors, []);
    const git = (...words: string[]) => spawnSync("git", ["-C", library, ...words], { encoding: "utf8" });
    git("init", "--quiet", "--initial-branch", "main");
    git("remote", "add", "origin", "git@gitlab.example.org:qa/profiles.git");
    const list = () =>
      spawnSync(
        join(import.meta.dirname ?? "", "../../.tools/node"),
        [join(import.meta.dirname ?? "", "../../node_modules/gitlab-ci-local/dist/index.js"), "--list"],
        { cwd: library, encoding: "utf8" },
      );
    const good = list();
    assert.match(good.stderr, /json schema validated/);
    assert.match(good.stdout, /^play: \[4\/4\]/m);
    const file = join(library, ".gitlab-ci.yml");
    await writeFile(file, (await readFile(file, "utf8")).replace("stage: play", "stagee: play"));
    assert.notEqual(list().status, 0);
  });
});

test("shellcheck has nothing to say about the commands of the recipes", {
  skip: spawnSync("shellcheck", ["--version"]).status === 0 ? false : "no shellcheck",
}, async () => {
  await withRoot(async (root, library) => {
    const workflow = parse(await readFile(join(library, ".github/workflows/profiles.yml"), "utf8")) as {
      jobs: Record<string, { steps: { run?: string }[] }>;
    };
    const pipeline = parse(await readFile(join(library, ".gitlab-ci.yml"), "utf8")) as Record<
      string,
      { script?: string[] }
    >;
    const scripts = [
      ...Object.values(workflow.jobs).flatMap(({ steps }) => steps.flatMap(({ run }) => run ?? [])),
      ...Object.values(pipeline).flatMap(({ script }) => script === undefined ? [] : [script.join("\n")]),
    ];
    const files = await Promise.all(scripts.map(async (script, at) => {
      await writeFile(join(root, `${at}.sh`), `#!/bin/bash\nset -e\n${script}\n`);
      return join(root, `${at}.sh`);
    }));
    assert.ok(files.length >= 8);
    // SC2154: variables that the service sets.
    const words = ["--exclude=SC2154", join(library, "profiles/ci/nightly.sh"), ...files];
    const { stdout } = spawnSync("shellcheck", words, { encoding: "utf8" });
    assert.equal(stdout, "");
  });
});

test("the nightly script tells of a night that did not pass, and of no other; one at a time; old nights go", async () => {
  await withRoot(async (root, library) => {
    const script = join(library, "profiles/ci/nightly.sh");
    const config = join(library, "profiles/profile.config.yaml");
    const told = join(root, "told");
    await writeFile(
      config,
      `version: 1\nbase_url: embedded\nnotify_command: [sh, -c, 'cat >> ${told}']\npublish_command: cp -r {dir} ${root}/published\n`,
    );
    const env = {
      ...machineEnv(root),
      // It is cron that runs it.
      CI: "",
      PATH: `${join(import.meta.dirname ?? "", "../../bin")}:${process.env["PATH"]}`,
    };
    const run = (more: Record<string, string>) =>
      spawnSync(script, [], { cwd: root, env: { ...env, ...more }, encoding: "utf8" });
    const nights = join(library, "profiles/results/.nightly");
    const old = join(nights, "20200101T000000Z");
    await mkdir(old, { recursive: true });
    await utimes(old, 1_580_000_000, 1_580_000_000);

    const good = run({ TAGS: "sound" });
    assert.deepEqual([good.status, good.stdout, good.stderr], [0, "", ""]);
    assert.ok(!existsSync(told) && !existsSync(old));
    const [night = ""] = (await readdir(nights)).filter((name) => name !== "lock");
    const log = await readFile(join(nights, night, "nightly.log"), "utf8");
    assert.match(
      log,
      /--- doctor\n[\s\S]*--- play -\n[\s\S]*--- report\n[\s\S]*passed \(2 of 2 profiles passed, embedded\)/,
    );
    assert.ok(
      existsSync(join(root, "published/report.json")) && existsSync(join(nights, night, "junit.xml")),
    );

    const bad = run({ TAGS: "not sound", SITE: join(root, "site") });
    assert.equal(bad.status, 1, bad.stdout + bad.stderr);
    assert.match(bad.stdout, /^nightly: exit code 1, log .*\n[\s\S]*differences/);
    assert.match(
      await readFile(told, "utf8"),
      /^profile: differences \(embedded\)\n\nus-drift: [\s\S]*\n- dem\//,
    );
    assert.ok(existsSync(join(root, "site/index.html")));

    // Another one at work: it holds the lock, as a night does.
    const holder = spawn("flock", [join(nights, "lock"), "sh", "-c", "echo held; read _"], {
      stdio: ["pipe", "pipe", "ignore"],
    });
    await new Promise((resolve) => holder.stdout.once("data", resolve));
    const second = run({ TAGS: "sound" });
    const ended = new Promise((resolve) => holder.once("close", resolve));
    holder.stdin.end("\n");
    await ended;
    assert.equal(second.status, 75);
    assert.match(second.stderr, /^nightly: another one is at work in /);
  });
});
