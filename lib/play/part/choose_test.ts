import assert from "node:assert/strict";
import { test } from "node:test";
import { ProfileError } from "../../errors.ts";
import { withFolder, writeFiles } from "../../files/test_folder.ts";
import { type LoadedProfile, loadProfile } from "../../profiles/load.ts";
import type { Part } from "../resume/format.ts";
import { choosePart, partWords } from "./choose.ts";
import { changeBefore, refuseLackingValues } from "./needs.ts";

const STEPS = `metadata: { slug: mill }
steps:
  - { id: page, action: http_get, path: /p }
  - { id: name, action: http_post, path: /n, json: {}, save: { token: $.t } }
  - { id: a..b, action: http_get, path: /a }
  - { id: build, action: http_post, path: /b, json: { t: "{{steps.name.token}}" } }
  - { id: report, action: http_get, path: /r }
expect: { files: ["{{steps.build.job}}.txt"] }
`;

async function withProfile(use: (loaded: LoadedProfile) => void): Promise<void> {
  await withFolder(async (folder) => {
    await writeFiles(folder, { "p.yaml": STEPS });
    use(await loadProfile("p.yaml", folder, folder));
  });
}

function refusal(work: () => unknown): ProfileError {
  try {
    work();
  } catch (error) {
    if (error instanceof ProfileError) return error;
    throw error;
  }
  throw new Error("nothing was thrown");
}

test("choosePart() takes what stands between two steps, single steps and spans", async () => {
  await withProfile((loaded) => {
    const cases: [Part, string[], boolean][] = [
      [{ from: "a..b" }, ["a..b", "build", "report"], true],
      [{ to: "name" }, ["page", "name"], false],
      [{ from: "name", to: "a..b" }, ["name", "a..b"], false],
      [{ only: ["report", "page"] }, ["report", "page"], false],
      [{ only: ["name..build"] }, ["name", "a..b", "build"], false],
      [{ only: ["a..b"] }, ["a..b"], false],
    ];
    for (const [asked, ids, reachesEnd] of cases) {
      const chosen = choosePart(loaded, asked);
      assert.deepEqual([...chosen.ids].sort(), ids.sort(), partWords(asked));
      assert.equal(chosen.reachesEnd, reachesEnd, partWords(asked));
    }
  });
});

test("choosePart() names the nearest step for one that is not there", async () => {
  await withProfile((loaded) => {
    const error = refusal(() => choosePart(loaded, { only: ["buildx"] }));
    assert.equal(error.verdict, "usage");
    assert.match(error.message, /--only: the profile has no step "buildx"/);
    assert.match(error.remedy ?? "", /Did you mean "build"/);
    assert.equal(refusal(() => choosePart(loaded, { from: "report", to: "page" })).verdict, "usage");
    assert.equal(refusal(() => choosePart(loaded, { only: ["report..page"] })).verdict, "usage");
    assert.equal(refusal(() => choosePart(loaded, { only: ["page"], to: "name" })).verdict, "usage");
  });
});

test("changeBefore() finds the change that a part builds on; reads before it need no run", async () => {
  await withProfile((loaded) => {
    const before = (asked: Part) => changeBefore(loaded.profile, choosePart(loaded, asked))?.id;
    assert.equal(before({ from: "name" }), undefined);
    assert.equal(before({ to: "build" }), undefined);
    assert.equal(before({ from: "a..b" }), "name");
    assert.equal(before({ only: ["name", "report"] }), "build");
  });
});

test("refuseLackingValues() names the place where a value of a step outside is used", async () => {
  await withProfile((loaded) => {
    const chosen = choosePart(loaded, { from: "build" });
    const error = refusal(() => refuseLackingValues(loaded, chosen, new Map()));
    assert.equal(error.verdict, "refused");
    assert.match(error.message, /Step build uses \{\{steps\.name\.token\}\}, and name is not played/);
    assert.equal(error.position?.line, 6);
    const secret = new Map([[1, { sent: true, saved: [{ name: "token" }] }]]);
    assert.match(refusal(() => refuseLackingValues(loaded, chosen, secret)).message, /a secret is not kept/);
    refuseLackingValues(
      loaded,
      chosen,
      new Map([[1, { sent: true, saved: [{ name: "token", value: "x" }] }]]),
    );
    const last = choosePart(loaded, { from: "report" });
    assert.match(
      refusal(() => refuseLackingValues(loaded, last, new Map())).message,
      /What the profile expects/,
    );
  });
});
