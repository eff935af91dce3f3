import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { loadProfile } from "../profiles/load.ts";
import { describeDraft } from "./describe.ts";
import { reviewDraft, type ReviewEnd } from "./interactive.ts";
import { openDraft } from "./open.ts";
import { type Bench, withDraft } from "./testing/draft.ts";

/** A person who gives these answers; what was shown comes back. */
async function review(
  bench: Bench,
  answers: string[],
  every = false,
  edits: ((text: string) => string)[] = [],
): Promise<{ end: ReviewEnd; shown: string; questions: string[]; left: string[] }> {
  const shown: string[] = [];
  const questions: string[] = [];
  const end = await reviewDraft({
    style: (text) => text,
    show: (lines) => shown.push(...lines),
    ask: (question) => {
      questions.push(question);
      return Promise.resolve(answers.shift());
    },
    edit: (text) => Promise.resolve(edits.shift()?.(text)),
    load: async () => {
      const draft = await openDraft("mill", bench.root, bench.root);
      return { draft, document: await describeDraft(draft) };
    },
    apply: (requests) => bench.edit(...requests),
  }, every);
  return { end, shown: shown.join("\n"), questions, left: answers };
}

const ids = async ({ root }: Bench) =>
  (await loadProfile("_drafts/mill", root, root)).profile.steps.map(({ id }) => id);

test("reviewDraft() asks about what is open, fills with a value or the suggestion, and goes on", async () => {
  await withDraft(async (bench) => {
    const { end, shown, questions, left } = await review(bench, ["a", "f", "1", "46.1", "f", "", "d"]);
    assert.deepEqual(left, []);
    assert.equal(end.left, false);
    assert.match(shown, /1\/3\n1 {2}setname/);
    assert.match(shown, /suggested: -116\.25, from watershed\.nodb: outlet/);
    assert.match(
      questions.join("\n"),
      /value for set-outlet\.json\.longitude \[Enter: -116\.25, from watershed/,
    );
    const text = await bench.read("profile.yaml");
    assert.match(text, /latitude: 46\.1\n {6}longitude: -116\.25\n/);
    assert.deepEqual(await ids(bench), ["setname", "set-outlet", "resources-netful.json"]);
    // Accepted and filled steps are not asked about again.
    assert.deepEqual((await review(bench, [])).questions, []);
  });
});

test("reviewDraft() says what is refused and asks again; quitting keeps what was decided", async () => {
  await withDraft(async (bench) => {
    const { end, shown } = await review(bench, ["s", "d", "x", "r", "2", "q"]);
    assert.deepEqual(end, { decisions: 1, left: true });
    assert.match(shown, /error: set-outlet cannot be dropped/);
    assert.match(shown, /A {2}accept all that remain/);
    assert.match(await bench.read("profile.yaml"), /latitude: "\{\{secret\.LATITUDE\}\}"/);
  });
});

test("reviewDraft() accepts all that remain with their suggestions", async () => {
  await withDraft(async (bench) => {
    const { end, shown } = await review(bench, ["A"]);
    assert.equal(end.left, false);
    assert.match(shown, /Accepted 3 steps; 3 holes without a suggestion left/);
    assert.match(await bench.read("profile.yaml"), /longitude: -116\.25/);
  });
});

test("reviewDraft() opens the editor again when the text is not valid", async () => {
  await withDraft(async (bench) => {
    const { shown } = await review(bench, ["e", "y", "q"], true, [
      (text) => text.replace("status: 2xx", "status: 9xx"),
      (text) => text.replace("status: 9xx", "status: 201"),
    ]);
    assert.match(shown, /error: Nothing was written.*\(line 16:23\)/);
    assert.match(await bench.read("profile.yaml"), /status: 201/);
    assert.equal((await review(bench, ["s", "s", "s", "s"], true)).end.left, false);
  });
});

test("reviewDraft() ends when the person goes away", async () => {
  await withDraft(async (bench) => {
    assert.deepEqual((await review(bench, ["f"])).end, { decisions: 0, left: true });
  });
});

test("reviewDraft() asks about each doubtful suggestion of an accepted step; accepting all takes none", async () => {
  const doubt = async ({ dir, read }: Bench) => {
    const text = (await read("profile.yaml")).replace('nodb: outlet"', 'nodb: outlet; doubtful: 11 m away"');
    await writeFile(join(dir, "profile.yaml"), text);
  };
  await withDraft(async (bench) => {
    await doubt(bench);
    const { shown } = await review(bench, ["A"]);
    assert.match(shown, /holes? without a suggestion left, 1 doubtful suggestion not taken/);
    assert.match(await bench.read("profile.yaml"), /longitude: !suggested /);
    await review(bench, ["a", "n", "q"]);
    assert.match(await bench.read("profile.yaml"), /longitude: !suggested /);
    const { questions } = await review(bench, ["a", "y", "q"]);
    assert.match(questions.join("\n"), /longitude: -116\.25, from .*11 m away\ntake it all the same\?/);
    assert.match(await bench.read("profile.yaml"), /longitude: -116\.25\n/);
  });
});
