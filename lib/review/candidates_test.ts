import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { addCandidates } from "../baseline/add_candidates.ts";
import { BaselineCandidates, CANDIDATES } from "../baseline/candidates.ts";
import { describeDraft } from "./describe.ts";
import { reviewDraft } from "./interactive.ts";
import { openDraft } from "./open.ts";
import { tableLines } from "./table.ts";
import { type Bench, withDraft } from "./testing/draft.ts";

async function withCandidates(use: (bench: Bench) => Promise<void>): Promise<void> {
  await withDraft(async (bench) => {
    const candidates = ["wepp/loss.txt", "wepp/H1.dat", "dem/dem.tif"].map((target, index) => ({
      target,
      method: "text_exact" as const,
      rank: "results" as const,
      telling: index < 2,
      files: 1,
      size: 10,
      evidence: ["written by run-wepp"],
    }));
    const list: BaselineCandidates = { version: 1, basis: "x", candidates, left_out: [], unreadable: [] };
    await writeFile(join(bench.dir, CANDIDATES), JSON.stringify(list));
    await use(bench);
  });
}

const choices = async ({ dir }: Bench) =>
  BaselineCandidates.parse(JSON.parse(await readFile(join(dir, CANDIDATES), "utf8"))).candidates
    .map(({ choice }) => choice);

test("applyEdits() takes and drops baseline candidates, and promote compares what was taken", async () => {
  await withCandidates(async (bench) => {
    const { decisions } = await bench.edit(
      { kind: "candidate", choice: "take", targets: "wepp/**" },
      { kind: "candidate", choice: "drop", targets: "wepp/H1.dat" },
    );
    assert.deepEqual(decisions.map(({ decision, subject }) => `${decision} ${subject}`), [
      "candidate wepp/loss.txt",
      "candidate wepp/H1.dat",
      "candidate wepp/H1.dat",
    ]);
    assert.deepEqual(await choices(bench), ["take", "drop", undefined]);
    assert.match(await bench.read("ledger.jsonl"), /"who":"Ann","decision":"candidate"/);
    const files = [{
      path: "profile.yaml",
      content: "version: 1\nmetadata: { slug: a }\nsteps: []\n",
      size: 1,
    }];
    const { added } = await addCandidates(files, bench.dir, [], "2026-01-01T00:00:00Z");
    assert.deepEqual(added.map(({ target }) => target), ["wepp/loss.txt"]);
    assert.deepEqual((await addCandidates(files, bench.dir, ["none"], "2026-01-01T00:00:00Z")).added, []);
    const draft = await openDraft("mill", bench.root, bench.root);
    const text = tableLines(await describeDraft(draft), (words) => words, false).join("\n");
    assert.match(
      text,
      /baseline candidates \(3\).*\n {2}take {2}wepp\/loss\.txt \(10 B\): text_exact\n {2}drop /,
    );
    await assert.rejects(
      bench.edit({ kind: "candidate", choice: "take", targets: "soil/*" }),
      /No baseline candidate matches "soil\/\*"/,
    );
  });
  await withDraft(async (bench) => {
    await assert.rejects(
      bench.edit({ kind: "candidate", choice: "take", targets: "**" }),
      /has no baseline candidates/,
    );
  });
});

test("reviewDraft() offers the baseline candidates after the steps, until somebody decided", async () => {
  await withCandidates(async (bench) => {
    const questions: string[] = [];
    const review = async (answers: string[]) => {
      questions.length = 0;
      return await reviewDraft({
        style: (text) => text,
        show: () => {},
        ask: (question) => {
          questions.push(question);
          return Promise.resolve(answers.shift());
        },
        edit: () => Promise.resolve(undefined),
        load: async () => {
          const draft = await openDraft("mill", bench.root, bench.root);
          return { draft, document: await describeDraft(draft) };
        },
        apply: (requests) => bench.edit(...requests),
      }, false);
    };
    await review(["A", "s"]);
    assert.match(questions.at(-1) ?? "", /^compare these 2\?/);
    assert.deepEqual(await choices(bench), [undefined, undefined, undefined]);
    await review(["s", "s", "+dem/*", "+nothing", "a"]);
    assert.deepEqual(await choices(bench), ["take", "take", "take"]);
    await review(["s", "s"]);
    assert.doesNotMatch(questions.join(), /compare these/);
  });
});
