/**
 * What the built binary writes, as others read it: JSON Schemas by a validator that is not ours, JUnit by an XSD, HAR by
 * the schema of its tools, TAP by a reader. Each accepts what was written, and refuses what was planted.
 */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { after, before, test } from "node:test";
import { Ajv, type ValidateFunction } from "ajv";
import addFormats from "ajv-formats";
import harSchemas from "har-schema";
import { Parser } from "tap-parser";
import { parse } from "yaml";
import { type FormatName, FORMATS } from "../../cli/formats.ts";
import { jsonSchemaOf } from "../../lib/model/json_schema.ts";
import { walkFiles } from "../../lib/files/walk.ts";
import { type Library, makeLibrary, REPO } from "./library.ts";

let library: Library;
before(async () => {
  library = await makeLibrary();
});
after(() => library.close());

const validators = new Map<FormatName, ValidateFunction>();

/** The validator of an exported schema. */
async function validatorOf(name: FormatName): Promise<ValidateFunction> {
  const known = validators.get(name);
  if (known !== undefined) return known;
  const ajv = new Ajv({ strict: false, allErrors: true });
  addFormats.default(ajv);
  const made = ajv.compile(await schemaOf(name));
  validators.set(name, made);
  return made;
}

/** The schema as `profile schema` prints it; those that are shipped are compared with what it prints. */
async function schemaOf(name: FormatName): Promise<object> {
  const { file, about, load } = FORMATS[name];
  return JSON.parse(JSON.stringify(jsonSchemaOf(await load(), file, about))) as object;
}

/** Documents of a format that were written, by their path. */
async function documentsOf(name: FormatName): Promise<[string, unknown][]> {
  if (name === "plays" || name === "doctor") return [[`${name} --json`, library.printed[name]]];
  const isOf = WRITTEN[name];
  if (isOf === undefined) return [];
  const paths = (await walkFiles(library.root)).filter(isOf);
  const found: [string, unknown][] = [];
  for (const path of paths) {
    const text = await readFile(join(library.root, path), "utf8");
    const lines = "lines" in FORMATS[name];
    if (lines) { for (const line of text.trim().split("\n")) found.push([path, JSON.parse(line)]); }
    else found.push([path, path.endsWith(".yaml") ? parse(text, { customTags: [] }) : JSON.parse(text)]);
  }
  return found;
}

const named = (name: string) => (path: string) => basename(path) === name;
const WRITTEN: Partial<Record<FormatName, (path: string) => boolean>> = {
  "profile": (path) => /^profiles\/us-[a-z]+\/profile\.yaml$/.test(path),
  "config": named("profile.config.yaml"),
  "manifest": (path) => path.endsWith("baseline/manifest.json"),
  "report": (path) => /^profiles\/results\/[^/]+\/[^/]+\/report\.json$/.test(path),
  "latest": named("latest.json"),
  "pending": named("pending.json"),
  "play-journal": named("journal.jsonl"),
  "sandbox": (path) => path.startsWith("profiles/results/.sandboxes/") && path.endsWith(".json"),
  "captures": named("profile.captures.json"),
  "events": (path) => path.startsWith("playback/") && path.endsWith("profile.events.jsonl"),
  "candidates": named("baseline_candidates.json"),
  "status": (path) => /^profiles\/_drafts\/[^/]+\/status\.json$/.test(path),
  "checkpoint": (path) => /^profiles\/_drafts\/[^/]+\/checkpoint$/.test(path),
  "spool": named("spool.json"),
  "spool-lines": (path) => /\/segments\/\d+\.jsonl$/.test(path),
  "tail-checkpoint": named("checkpoint.json"),
  "ledger": (path) => /^profiles\/.*\/ledger\.jsonl$/.test(path),
};

type Fault = [what: string, change: (document: Record<string, unknown>) => void];

const set = (
  key: string,
  value: unknown,
): Fault => [`${key}: ${JSON.stringify(value)}`, (one) => void (one[key] = value)];
const without = (key: string): Fault => [`no ${key}`, (one) => void delete one[key]];

/** At least three faults for each format: what is missing, of another type, not known, or no word of the format. */
const FAULTS: Partial<Record<FormatName, Fault[]>> = {
  "profile": [without("metadata"), set("steps", "none"), set("stepps", []), set("version", "one"), [
    "an action that is none",
    (one) => void Object.assign((one["steps"] as object[])[0] ?? {}, { action: "http_fetch" }),
  ]],
  "config": [
    set("base_ulr", "x"),
    set("production_hosts", "host"),
    set("job_timeout", true),
    set("compare_commands", "yes"),
  ],
  "manifest": [without("files"), set("target", 7), set("more", 1), set("version", 2)],
  "report": [without("verdict"), set("exit_code", "0"), set("verdict", "fine"), set("steps", {})],
  "plays": [without("reports"), set("verdict", "fine"), set("exit_code", "0")],
  "latest": [without("profiles"), set("invocation", "a"), set("version", 2)],
  "pending": [without("items"), set("target", "elsewhere"), set("more", 1), set("complete", "yes")],
  "play-journal": [without("kind"), set("kind", "other"), ["another type", (one) => {
    for (const key of Object.keys(one)) if (key !== "kind") one[key] = { other: "type" };
  }] as Fault],
  "sandbox": [without("id"), set("mode", "other"), set("more", 1), set("id", "no id")],
  "doctor": [without("findings"), set("verdict", "differences"), set("more", 1), set("settings", {})],
  "captures": [without("captures"), set("captures", {}), set("version", 2)],
  "events": [set("stage", 7), set("timestamp", 7), set("requestMeta", "none")],
  "candidates": [without("candidates"), set("basis", 7), set("more", 1)],
  "status": [set("version", 2), set("version", "1"), without("version")],
  "checkpoint": [set("version", 2), set("version", "1"), without("version")],
  "spool": [set("version", 2), set("version", "1"), without("version")],
  "spool-lines": [without("kind"), set("kind", "other"), set("more", 1)],
  "tail-checkpoint": [set("version", 2), without("version"), set("more", 1)],
  "ledger": [without("decision"), set("at", 7), set("evidence", "none")],
};

for (const name of Object.keys(FAULTS) as FormatName[]) {
  test(`${name}: what was written fits its JSON Schema, and what was planted does not`, async () => {
    const documents = await documentsOf(name);
    assert.ok(documents.length > 0, "nothing of this format was written");
    const validate = await validatorOf(name);
    for (const [path, document] of documents) {
      assert.ok(validate(document), `${path}: ${JSON.stringify(validate.errors?.slice(0, 3))}`);
    }
    const faults = FAULTS[name] ?? [];
    assert.ok(faults.length >= 3);
    for (const [what, change] of faults) {
      const broken = structuredClone(documents[0]?.[1]) as Record<string, unknown>;
      change(broken);
      assert.equal(validate(broken), false, `${what} was taken`);
    }
  });
}

test("every format is known to schema, and has a title, a sentence and a dialect that editors know", async () => {
  for (const name of Object.keys(FORMATS) as FormatName[]) {
    const schema = await schemaOf(name) as Record<string, unknown>;
    assert.equal(schema["title"], FORMATS[name].file);
    assert.equal(schema["description"], FORMATS[name].about);
    assert.match(String(schema["$schema"]), /draft-07/);
    assert.equal(JSON.stringify(schema).includes('"$id"'), false);
    await validatorOf(name);
  }
});

test("the shipped profiles, baselines and configuration fit, and the shipped schemas are those of this program", async () => {
  const [isProfile, isManifest, isConfig] = [
    await validatorOf("profile"),
    await validatorOf("manifest"),
    await validatorOf("config"),
  ];
  const folder = join(REPO, "profiles");
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    if (!entry.isDirectory() || entry.name === "results" || entry.name.startsWith("_")) continue;
    const profile: unknown = parse(await readFile(join(folder, entry.name, "profile.yaml"), "utf8"));
    assert.ok(isProfile(profile), `${entry.name}: ${JSON.stringify(isProfile.errors)}`);
    const manifest: unknown = JSON.parse(
      await readFile(join(folder, entry.name, "baseline", "manifest.json"), "utf8"),
    );
    assert.ok(isManifest(manifest), entry.name);
  }
  assert.ok(isConfig(parse(await readFile(join(folder, "profile.config.yaml"), "utf8"))));
  for (
    const [name, file] of [["profile", "profile.schema.json"], [
      "config",
      "profile.config.schema.json",
    ]] as const
  ) {
    assert.equal(await readFile(join(folder, file), "utf8"), library.run("schema", name).stdout, file);
  }
});

test("JUnit fits the XSD of its readers, of one profile and of several; a fault does not", async (context) => {
  if (spawnSync("xmllint", ["--version"]).status !== 0) return context.skip("xmllint is not here");
  const xsd = join(REPO, "tests", "formats", "junit.xsd");
  const lint = (file: string) =>
    spawnSync("xmllint", ["--noout", "--schema", xsd, file], { encoding: "utf8" });
  const whole = join(library.root, "junit.xml");
  for (const file of [whole, join(await library.result("us-small"), "junit.xml")]) {
    const { status, stderr } = lint(file);
    assert.equal(status, 0, stderr);
  }
  const text = await readFile(whole, "utf8");
  for (const kind of ["<skipped", "<failure"]) assert.ok(text.includes(kind), `no ${kind} was written`);
  const faults: [string | RegExp, string][] = [
    [' tests="', ' testz="'],
    [/time="[\d.]+"/, 'time="1 s"'],
    ["<skipped", "<left-out"],
    [/<testcase classname="[^"]*"/, "<testcase"],
  ];
  for (const [from, to] of faults) {
    const broken = text.replace(from, to).replace("</left-out>", "</left-out>");
    assert.notEqual(broken, text);
    await writeFile(join(library.root, "broken.xml"), broken);
    assert.notEqual(lint(join(library.root, "broken.xml")).status, 0, `${from} was taken`);
  }
});

test("HAR fits the schema of its tools; a fault does not", async () => {
  const ajv = new Ajv({ strict: false, allErrors: true });
  addFormats.default(ajv);
  for (const schema of Object.values(harSchemas)) {
    const { $schema: _dialect, ...rest } = schema as Record<string, unknown>;
    ajv.addSchema(rest);
  }
  const validate = ajv.getSchema("har.json#");
  assert.ok(validate !== undefined);
  const read = async (path: string) =>
    JSON.parse(await readFile(path, "utf8")) as { log: Record<string, unknown> };
  const transcript = await read(join(await library.result("us-small"), "transcript.har"));
  for (const har of [transcript, await read(join(library.root, "play.har"))]) {
    assert.ok(validate(har), JSON.stringify(validate.errors?.slice(0, 3)));
    assert.ok((har.log["entries"] as unknown[]).length > 20);
  }
  const entryOf = (har: typeof transcript) => (har.log["entries"] as Record<string, unknown>[])[0] ?? {};
  const faults: ((har: typeof transcript) => void)[] = [
    (har) => void delete har.log["creator"],
    (har) => void (entryOf(har)["startedDateTime"] = "yesterday"),
    (har) => void (entryOf(har)["time"] = "5"),
    (har) => void delete entryOf(har)["response"],
  ];
  for (const plant of faults) {
    const broken = structuredClone(transcript);
    plant(broken);
    assert.equal(validate(broken), false, String(plant));
  }
});

test("TAP: a reader counts the same passed, failed and skipped as the report, over several profiles", async () => {
  const results = Parser.parse(await readFile(join(library.root, "report.tap"), "utf8"));
  const points = results.flatMap(([kind, point]) => kind === "assert" ? [point] : []);
  assert.deepEqual(results.filter(([kind]) => kind === "extra"), [], "nothing that a reader does not know");
  const { reports } = library.printed.plays as { reports: PlayedReport[] };
  const steps = points.filter(({ name }) => / step /.test(name));
  const inReports = (verdict: string) =>
    reports.flatMap((report) => report.steps).filter((step) => step.verdict === verdict).length;
  assert.equal(steps.filter(({ ok, skip }) => ok && !skip).length, inReports("passed"));
  assert.equal(steps.filter(({ skip }) => skip).length, inReports("skipped"));
  assert.ok(points.some(({ ok }) => !ok), "us-other differs");
  for (const { profile } of reports) assert.ok(points.some(({ name }) => name.startsWith(profile)), profile);
  const [, plan] = results.find(([kind]) => kind === "plan") ?? [];
  assert.equal((plan as { end: number }).end, points.length);
});

interface PlayedReport {
  profile: string;
  steps: { verdict: string }[];
}
