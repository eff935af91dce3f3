import assert from "node:assert/strict";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { NAMED } from "../lib/completions/kinds.ts";
import type { CommandShape } from "../lib/completions/shape.ts";
import { complete } from "./complete.ts";
import { shapeOf } from "./completion_shape.ts";
import { Output } from "./output.ts";
import { buildProgram } from "./program.ts";
import { testContext } from "./test_context.ts";

const MILL = `version: 1
metadata: { slug: mill, title: "Mill creek", tags: [us, nightly, "two words"] }
overlays: { staging: { base_url: "https://staging.example.org" } }
steps:
  - { id: page, action: http_get, path: "/weppcloud/runs/{{run_id}}/{{config}}/" }
  - id: set-outlet
    action: http_post
    path: /rq-engine/api/runs/{{run_id}}/{{config}}/set-outlet
    json: { latitude: !hole "withheld", longitude: -117 }
  - { id: set-soils, action: enqueue_rq, job: build_soils }
comparisons:
  - { target: soils/summary.json, method: json_exact }
  - { target: "wepp/output/*.txt", method: text_exact }
`;

async function fixture(): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), "complete-"));
  const put = async (path: string, text: string) => {
    await mkdir(join(root, path, ".."), { recursive: true });
    await writeFile(join(root, path), text);
  };
  await put("profiles/mill/profile.yaml", MILL);
  await put(
    "profiles/mill-2/profile.yaml",
    MILL.replace("steps:", "steps: [[[").replace("Mill creek", "Two"),
  );
  await put("profiles/0-9--x/profile.yaml", "not yaml: [");
  await put("profiles/archived/old/profile.yaml", MILL.replace("Mill creek", "Old mill"));
  await put("profiles/_drafts/Bear Creek's/profile.yaml", MILL.replace("Mill creek", "\\e[31mred"));
  await put("profiles/_drafts/otter/cap-2/events.jsonl", "");
  await put("profiles/_drafts/bad\nname/profile.yaml", MILL);
  await put("profiles/profile.config.yaml", "version: 1\noverlays: { nights: {} }\n");
  await put("run/_logs/profile.captures.json", '{"captures":[{"id":"c-1","slug":"mill"}]}');
  return root;
}

/** What is printed for a line; offers without what they mean, unless asked for. */
async function completed(root: string, line: string, shell = "zsh", env = {}): Promise<string[]> {
  let printed = "";
  const context = testContext({
    out: new Output({
      stdout: (text) => void (printed += String(text)),
      stderr: (text) => assert.fail(text),
    }),
    cwd: root,
    env: { PROFILE_PSEUDONYM_KEY: "0".repeat(64), ...env },
    dataRoot: () => Promise.resolve(root),
  });
  await complete([shell, "--", ...line.split(" ")], buildProgram(context), context);
  assert.ok(printed.endsWith("\n"), line);
  return printed.trimEnd().split("\n");
}

const offers = async (root: string, line: string) =>
  (await completed(root, line)).slice(0, -1).map((one) => one.split("\t")[0]);

test("each word of a line is completed with what the data root and the program know", async () => {
  const root = await fixture();
  try {
    const slugs = ["0-9--x", "mill", "mill-2"];
    const drafts = ["_drafts/Bear Creek's", "_drafts/otter/cap-2"];
    const cases: [string, string[]][] = [
      ["pl", ["play"]],
      ["record st", ["start", "stop", "status"]],
      ["help record im", ["import"]],
      ["play ", [...slugs, ...drafts]],
      ["play mill ", ["0-9--x", "mill-2", ...drafts]],
      ["validate _d", drafts],
      ["review ", drafts],
      ["review Be", ["Bear Creek's"]],
      ["promote otter ", ["otter", ...slugs]],
      ["assemble run --name ot", ["otter/cap-2"]],
      ["assemble run --capture ", ["c-1"]],
      ["assemble run --keep elev", ["elevation-queries"]],
      ["archive ", slugs],
      ["archive --restore ", ["old"]],
      ["list --tag ", ["nightly", '"two words"', "us"]],
      ["review mill --tag t", ["two words"]],
      ['list --tag="tw', ['--tag="two words"']],
      ["list --tag=n", ["--tag=nightly"]],
      ["play mill --from-step set", ["set-outlet", "set-soils"]],
      ["play mill --only page,", ["page,set-outlet", "page,set-soils"]],
      ["play mill --only page..set-s", ["page..set-soils"]],
      ["play mill-2 --to-step ", []],
      ["play --to-step ", []],
      ["play mill --overlay ", ["staging", "nights"]],
      ["play mill --overlay=staging,n", ["--overlay=staging,nights"]],
      ["play --overlay ", ["nights"]],
      ["review mill set", ["set-outlet", "set-soils"]],
      ["review mill --fill ", ["set-outlet.json.latitude="]],
      ["review mill --set set-outlet.json.", ["set-outlet.json.latitude=", "set-outlet.json.longitude="]],
      ["review mill --redact p", ["page."]],
      ["review mill --rename pa", ["page="]],
      ["update-baseline mill --accept ", ["soils/summary.json", "wepp/output/*.txt"]],
      ["schema ca", ["captures", "candidates", "catalogue"]],
      ["completions ", ["bash", "zsh", "fish", "powershell"]],
      ["--color a", ["auto", "always"]],
      ["play --sandbox f", ["filesystem", "fork"]],
      ["play --embedded-drift soil", ["soil_loss="]],
      ["play --then ", ["fork", "archive"]],
      ["record proxy --target ", ["embedded"]],
      ["review mill nosuchstep", []],
      ["nosuch ", []],
    ];
    for (const [line, expected] of cases) assert.deepEqual(await offers(root, line), expected, line);
  } finally {
    await rm(root, { recursive: true, force: true });
  }
});

test("options are those of the command, each once unless it can be repeated", async () => {
  const root = await fixture();
  try {
    assert.deepEqual(await offers(root, "archive mill --"), [
      "--reason",
      "--restore",
      "--version",
      "--verbose",
      "--quiet",
      "--json",
      "--color",
      "--data-root",
      "--help",
    ]);
    assert.deepEqual(await offers(root, "archive --reason x --json --r"), ["--restore"]);
    assert.deepEqual(await offers(root, "play --tag a --ta"), ["--tag", "--target-runid"]);
    assert.deepEqual(await offers(root, "review mill --drop a --dr"), ["--drop"]);
    assert.deepEqual(await offers(root, "review --no-interactive --i"), ["--import"]);
    assert.deepEqual(await offers(root, "play --pict"), []);
  } finally {
    await rm(root, { recursive: true, force: true });
  }
});

test("meanings are told, without letters for the terminal and without what the rules take out", async () => {
  const root = await fixture();
  try {
    assert.deepEqual(await completed(root, "play m"), ["mill\tMill creek", "mill-2\tTwo", ":"]);
    assert.deepEqual(await completed(root, "review B", "fish"), ["Bear Creek's\t[31mred", ":"]);
    assert.deepEqual(await completed(root, "play mill --from-step set-o"), [
      "set-outlet\thttp_post set-outlet",
      ":",
    ]);
    assert.deepEqual(await completed(root, "play mill --overlay s"), [
      "staging\thttps://staging.example.org",
      ":",
    ]);
    assert.deepEqual(await completed(root, "list --tag us"), ["us\t2 profiles", ":"]);
  } finally {
    await rm(root, { recursive: true, force: true });
  }
});

test("the last line says what else to do: paths, no space", async () => {
  const root = await fixture();
  try {
    const cases: [string, string][] = [
      ["play --env-file ", ":files"],
      ["record tail ", ":files"],
      ["compare mill --run-dir=x", ":folders"],
      ["record start ", ":folders"],
      ["play ./", ":files"],
      ["play nosuch", ":files"],
      ["review mill --rename ", ":joined"],
      ["play --jobs ", ":"],
      ["play mill", ":"],
    ];
    for (const [line, last] of cases) assert.equal((await completed(root, line)).at(-1), last, line);
  } finally {
    await rm(root, { recursive: true, force: true });
  }
});

test("the data root is that of the line, then of the environment; none, or a damaged one, is silence", async () => {
  const root = await fixture();
  const other = await mkdtemp(join(tmpdir(), "complete-"));
  try {
    await mkdir(join(other, "profiles", "otter"), { recursive: true });
    await writeFile(join(other, "profiles", "otter", "profile.yaml"), MILL);
    await writeFile(join(other, "profiles", "profile.config.yaml"), "version: [broken");
    assert.deepEqual(await completed(root, `--data-root ${other} show o`), ["otter\tMill creek", ":"]);
    assert.deepEqual(await completed(root, `show --data-root=${other} o`), ["otter\tMill creek", ":"]);
    assert.deepEqual(await completed(root, "show o", "zsh", { PROFILE_DATA_ROOT: other }), [
      "otter\tMill creek",
      ":",
    ]);
    assert.deepEqual(await completed(root, "--data-root /nosuch show mi"), [":"]);
  } finally {
    await rm(root, { recursive: true, force: true });
    await rm(other, { recursive: true, force: true });
  }
});

test("bash gets quoted words, PowerShell a last word behind a colon", async () => {
  const root = await fixture();
  try {
    assert.deepEqual(await completed(root, "review Be", "bash"), ["Bear\\ Creek\\'s", ":"]);
    assert.deepEqual(await completed(root, 'review "Be', "bash"), ["Bear Creek's", ":"]);
    assert.deepEqual(await completed(root, "review x --tag 'two", "bash"), ["two words", ":"]);
    assert.deepEqual(await completed(root, "update-baseline mill --accept w", "bash"), [
      "wepp/output/\\*.txt",
      ":",
    ]);
    assert.deepEqual(await completed(root, "review :Be", "powershell"), ["'Bear Creek''s'\t[31mred", ":"]);
    assert.deepEqual((await completed(root, "show :", "powershell")).slice(0, 3), [
      "0-9--x\t",
      "mill\tMill creek",
      "mill-2\tTwo",
    ]);
  } finally {
    await rm(root, { recursive: true, force: true });
  }
});

test("every option and argument in the table of values is one of the program", () => {
  const all = (command: CommandShape): CommandShape[] => [command, ...command.commands.flatMap(all)];
  const commands = all(shapeOf(buildProgram(testContext({}))));
  const has = (command: CommandShape, named: string) =>
    command.options.some(({ long }) => long === named) || command.args.some(({ name }) => name === named);
  for (const entry of [...NAMED.options, ...NAMED.arguments]) {
    const [named = "", command] = entry.split(" ").reverse();
    assert.ok(
      commands.some((one) => (command === undefined || one.name === command) && has(one, named)),
      entry,
    );
  }
});
