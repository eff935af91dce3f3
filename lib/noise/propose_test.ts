import assert from "node:assert/strict";
import { readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { gzipSync } from "node:zlib";
import { type Bench, NOW, PROFILE, refusal, tif, withBench } from "../baseline/test_bench.ts";
import type { Files } from "../compare/test_fixtures.ts";
import { loadProfile } from "../profiles/load.ts";
import { createRedactor } from "../redact/redactor.ts";
import { applyProposal, editedProfile } from "./apply.ts";
import { chosenChanges, findProposal } from "./choose.ts";
import { proposeNoise } from "./propose.ts";
import { writeProposal } from "./proposal.ts";
import { jitterOf } from "./test_plays.ts";

/** Outputs of a play that vary a little. */
function outputs(play: number): Files {
  const jitter = jitterOf(play + 1);
  return {
    "out/a.json": JSON.stringify({ a: jitter(100), b: 2 }),
    "out/H1.json": JSON.stringify({ a: jitter(100) }),
    "out/H2.json": JSON.stringify({ a: jitter(200) }),
    "out/loss.tif": tif(1),
    "out/t.txt": "x\n",
  };
}

/** Plays some times; each has a result folder of its own. */
async function playTimes(bench: Bench, count: number, files = outputs): Promise<string[]> {
  const dirs: string[] = [];
  for (let play = 1; play <= count; play++) {
    await bench.play(files(play));
    const dir = join(bench.root, `profiles/results/us-small/20261122T12000${play}.000Z`);
    await rm(dir, { recursive: true, force: true });
    await rename(bench.resultDir, dir);
    dirs.push(dir);
  }
  return dirs;
}

/** A profile whose baseline is the outputs of play 0. */
async function withBaseline(use: (bench: Bench) => Promise<void>): Promise<void> {
  await withBench(async (bench) => {
    await bench.play(outputs(0));
    await bench.update();
    await use(bench);
  });
}

const load = (bench: Bench) => loadProfile("us-small", bench.root, bench.root, { seedsLater: true });

async function propose(bench: Bench, dirs: readonly string[]) {
  return await proposeNoise(await load(bench), dirs, 1.5, bench.root);
}

test("proposeNoise() gives files of one kind the same rule", async () => {
  await withBaseline(async (bench) => {
    const { proposal, patch } = await propose(bench, await playTimes(bench, 4));
    assert.deepEqual(proposal.changes.map(({ before }) => before.target).sort(), [
      "out/H1.json",
      "out/H2.json",
      "out/a.json",
    ]);
    const rules = proposal.changes.filter(({ before }) => before.target.startsWith("out/H")).map((
      { after },
    ) => after.params);
    assert.deepEqual(rules[0], rules[1]);
    assert.deepEqual(proposal.added, []);
    assert.match(
      patch,
      /^--- a\/profiles\/us-small\/profile\.yaml\n\+\+\+ b\/profiles\/us-small\/profile\.yaml\n@@/,
    );
    assert.match(patch, /^- {4}method: json_exact$/m);
    assert.match(patch, /^\+ {4}method: json_close$/m);
  });
});

test("proposeNoise() proposes nothing where all plays are as the baseline", async () => {
  await withBaseline(async (bench) => {
    const { proposal, patch } = await propose(bench, await playTimes(bench, 3, () => outputs(0)));
    assert.deepEqual([proposal.changes, proposal.notes, patch], [[], [], ""]);
  });
});

test("proposeNoise() says of a change that it is none of noise", async () => {
  await withBaseline(async (bench) => {
    const changed = () => ({ ...outputs(0), "out/t.txt": "y\n" });
    const { proposal, patch } = await propose(bench, await playTimes(bench, 3, changed));
    assert.deepEqual(proposal.notes, [
      "out/t.txt is the same in all plays and not as in the baseline: a change, no noise",
    ]);
    assert.equal(patch, "");
  });
});

test("proposeNoise() learns of packed files by what they hold", async () => {
  const packed = (play: number) => ({
    "out/a.json.gz": gzipSync(JSON.stringify({ a: jitterOf(play + 1)(100), b: 2 })),
  });
  await withBench(async (bench) => {
    const rule = "{ target: out/a.json.gz, method: json_exact }";
    await writeFile(join(bench.profileDir, "profile.yaml"), `${PROFILE}comparisons:\n  - ${rule}\n`);
    await bench.play(packed(0));
    await bench.update();
    const { proposal } = await propose(bench, await playTimes(bench, 4, packed));
    const [change] = proposal.changes;
    assert.deepEqual(Object.keys(change?.after.params?.["tolerances"] ?? {}), ["$.a"]);
    assert.deepEqual(proposal.notes, []);
  });
});

test("proposeNoise() says that the baseline keeps too little for a rule that looks into the file", async () => {
  await withBench(async (bench) => {
    const files = (play: number) => ({ "out/x.txt": `a ${jitterOf(play + 1)(100)}\n` });
    const profile = `${PROFILE}comparisons:\n  - { target: out/x.txt, method: hash_exact, keep: hash }\n`;
    await writeFile(join(bench.profileDir, "profile.yaml"), profile);
    await bench.play(files(0));
    await bench.update();
    const { proposal } = await propose(bench, await playTimes(bench, 4, files));
    assert.equal(proposal.changes[0]?.after.method, "text_diff");
    assert.equal(proposal.changes[0]?.after.keep, undefined);
    assert.match(proposal.notes.join(), /keeps of out\/x\.txt its hash alone: accept it again/);
  });
});

test("proposeNoise() leaves rules of methods alone that are written by hand", async () => {
  await withBench(async (bench) => {
    const files = (play: number) => ({ "out/x.txt": `a ${play}\n` });
    const rule = '{ target: out/x.txt, method: text_contains, params: { contains: ["a 0"] } }';
    await writeFile(join(bench.profileDir, "profile.yaml"), `${PROFILE}comparisons:\n  - ${rule}\n`);
    await bench.play(files(0));
    await bench.update();
    const { proposal, patch } = await propose(bench, await playTimes(bench, 3, files));
    assert.deepEqual(proposal.notes, [
      "out/x.txt differed in some plays; rules of text_contains are written by hand",
    ]);
    assert.equal(patch, "");
  });
});

test("proposeNoise() does not learn of what only some plays produced", async () => {
  await withBaseline(async (bench) => {
    const some = (play: number) => {
      const { "out/t.txt": text = "", ...rest } = outputs(0);
      return play === 2 ? rest : { ...rest, "out/t.txt": text };
    };
    const { proposal } = await propose(bench, await playTimes(bench, 3, some));
    assert.deepEqual(proposal.notes, ["out/t.txt was produced by some of the plays only"]);
  });
});

test("proposeNoise() without a baseline proposes all comparisons, learned ones among them", async () => {
  await withBench(async (bench) => {
    const { proposal } = await propose(bench, await playTimes(bench, 4));
    assert.deepEqual(proposal.changes.map(({ after }) => after.method), [
      "json_close",
      "json_close",
      "json_close",
    ]);
    assert.deepEqual(proposal.added.map(({ target }) => target), ["out/loss.tif", "out/t.txt"]);
    const { text } = await editedProfile(await load(bench), proposal, bench.root);
    assert.equal(text.match(/- target:/g)?.length, 5);
  });
});

const accept = { reason: "threads", by: "tester", now: NOW, redactor: createRedactor() };

test("applyProposal() writes rules and ledger, and nothing else; then the plays pass", async () => {
  await withBaseline(async (bench) => {
    const dirs = await playTimes(bench, 4);
    const { proposal, patch } = await propose(bench, dirs);
    await writeProposal(dirs[3] ?? "", proposal, patch, createRedactor());
    const found = await findProposal(await load(bench), {
      dataRoot: bench.root,
      cwd: bench.root,
      from: undefined,
    });
    assert.deepEqual(found, proposal);
    const before = await bench.read("ledger.jsonl");
    const manifest = await bench.read("baseline/manifest.json");
    await applyProposal(await load(bench), found, accept, bench.root);
    assert.match(await bench.read("profile.yaml"), /# kept comment/);
    assert.equal(await bench.read("baseline/manifest.json"), manifest);
    const lines = (await bench.read("ledger.jsonl")).slice(before.length).trimEnd().split("\n");
    const entries = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
    assert.deepEqual(
      entries.map(({ decision, reason, by }) => [decision, reason, by]),
      [1, 2, 3].map(() => ["noise", "threads", "update-baseline"]),
    );
    assert.equal((entries[0]?.["evidence"] as { plays: string[] }).plays.length, 4);
    for (const play of [1, 2, 3, 4]) assert.equal((await bench.play(outputs(play))).verdict, "passed");
    assert.equal((await bench.play({ ...outputs(1), "out/H1.json": '{"a": 103}' })).verdict, "differences");
  });
});

test("applyProposal() refuses a comparison that was changed since, a changed file, and no reason", async () => {
  await withBaseline(async (bench) => {
    const { proposal } = await propose(bench, await playTimes(bench, 4));
    const loaded = await load(bench);
    assert.equal(
      (await refusal(applyProposal(loaded, proposal, { ...accept, reason: " " }, bench.root))).verdict,
      "usage",
    );
    await applyProposal(loaded, proposal, accept, bench.root);
    const text = await readFile(loaded.file, "utf8");
    assert.equal((await refusal(applyProposal(loaded, proposal, accept, bench.root))).verdict, "refused");
    const error = await refusal(applyProposal(await load(bench), proposal, accept, bench.root));
    assert.match(error.message, /is another one than was learned from/);
    assert.equal(await readFile(loaded.file, "utf8"), text);
  });
});

test("applyProposal() refuses rules that were learned from other steps", async () => {
  await withBaseline(async (bench) => {
    const { proposal } = await propose(bench, await playTimes(bench, 4));
    const file = join(bench.profileDir, "profile.yaml");
    await writeFile(file, (await readFile(file, "utf8")).replace("-116.2", "-116.3"));
    const error = await refusal(applyProposal(await load(bench), proposal, accept, bench.root));
    assert.equal(error.verdict, "refused");
    assert.match(error.message, /learned from other plays: steps, variables, /);
  });
});

test("findProposal() finds the newest, also where it proposes nothing", async () => {
  await withBaseline(async (bench) => {
    const place = { dataRoot: bench.root, cwd: bench.root, from: undefined };
    const dirs = await playTimes(bench, 4);
    const { proposal, patch } = await propose(bench, dirs.slice(0, 3));
    await writeProposal(dirs[2] ?? "", proposal, patch, createRedactor());
    const none = await propose(bench, [dirs[3] ?? "", dirs[3] ?? ""]);
    assert.deepEqual(none.proposal.changes, []);
    await writeProposal(dirs[3] ?? "", none.proposal, none.patch, createRedactor());
    assert.deepEqual(await findProposal(await load(bench), place), none.proposal);
  });
});

test("findProposal() takes no proposal whose rule is one for another target", async () => {
  await withBaseline(async (bench) => {
    const place = { dataRoot: bench.root, cwd: bench.root, from: undefined };
    const dirs = await playTimes(bench, 4);
    const { proposal } = await propose(bench, dirs);
    const changes = proposal.changes.map((one) => ({
      ...one,
      after: { ...one.after, target: "out/t.txt" },
    }));
    await writeProposal(dirs[3] ?? "", { ...proposal, changes }, "", createRedactor());
    const error = await refusal(findProposal(await load(bench), place));
    assert.match(
      error.message,
      /is damaged: changes\.0\.after\.target: is another target than that of the rule/,
    );
  });
});

test("chosenChanges() takes targets and globs, and refuses one that names nothing", async () => {
  await withBaseline(async (bench) => {
    const { proposal } = await propose(bench, await playTimes(bench, 4));
    const targets = (accepted: string[]) =>
      chosenChanges(proposal, accepted).changes.map(({ before }) => before.target);
    assert.deepEqual(targets(["out/H*"]).sort(), ["out/H1.json", "out/H2.json"]);
    assert.deepEqual(targets(["out/a.json"]), ["out/a.json"]);
    assert.throws(() => chosenChanges(proposal, ["out/a.json", "no/*"]), /names no rule that is proposed/);
    const left = chosenChanges(proposal, undefined, ["out/H*"]);
    assert.deepEqual(left.changes.map(({ before }) => before.target), ["out/a.json"]);
    assert.throws(() => chosenChanges(proposal, undefined, ["no/*"]), /--reject "no\/\*" names no rule/);
  });
});

test("findProposal() says what to do where there is none", async () => {
  await withBaseline(async (bench) => {
    const place = { dataRoot: bench.root, cwd: bench.root, from: undefined };
    const error = await refusal(findProposal(await load(bench), place));
    assert.match(error.remedy ?? "", /profile play us-small --repeat 10 --learn-noise/);
  });
});
