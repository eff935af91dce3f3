import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { ProfileError } from "../errors.ts";
import { withFolder, writeFiles } from "../files/test_folder.ts";
import { asDerived } from "../profiles/derived.ts";
import { type LoadedProfile, loadProfile } from "../profiles/load.ts";
import { isPartial, partWords, settleHoles } from "./holes.ts";

const RUN = "/weppcloud/runs/{{run_id}}/{{config}}";
const HEAD = "metadata: { slug: mill }\nsteps:\n";
const NAME = `  - { id: name, action: http_post, path: "${RUN}/tasks/setname/", json: { name: x } }\n`;
const DB =
  `  - { id: db, action: http_post, path: "${RUN}/tasks/set_landuse_db/", urlencoded: !hole "not recorded" }\n`;
const OUTLET =
  `  - { id: outlet, action: http_post, path: "${RUN}/rq/api/set_outlet", json: { latitude: !hole "withheld" } }\n`;
const REPORT = `  - { id: report, action: http_get, path: "${RUN}/report/outlet/" }\n`;
const SUGGESTED = OUTLET.replace(
  '!hole "withheld"',
  "!suggested { value: 46.1, from: watershed.nodb, hole: withheld }",
);

async function withProfile(
  steps: string[],
  use: (loaded: LoadedProfile, own: LoadedProfile) => void,
): Promise<void> {
  await withFolder(async (folder) => {
    await writeFiles(folder, { "p.yaml": HEAD + steps.join("") });
    const loaded = await loadProfile("p.yaml", folder, folder);
    const lines = new Map(loaded.profile.steps.map(({ id }, index) => [id, 10 + index]));
    const log = join(folder, "capture/events.jsonl");
    use(
      loaded,
      asDerived(loaded, { kind: "WEPPcloud profile", folder, name: "mill", log, lines, absent: [] }),
    );
  });
}

function refusal(work: () => unknown): ProfileError {
  try {
    work();
  } catch (error) {
    assert.ok(error instanceof ProfileError, String(error));
    assert.equal(error.verdict, "refused");
    return error;
  }
  assert.fail("was not refused");
}

test("settleHoles() refuses holes by place, with the command that plays the rest where there is one", async () => {
  await withProfile([NAME, DB, OUTLET], (loaded) => {
    for (const mode of [undefined, "refuse"] as const) {
      const { message, others, remedy } = refusal(() => settleHoles(loaded, mode));
      assert.match(message, /step db lacks urlencoded: not recorded \(.*p\.yaml:4:\d+\)/);
      assert.match(others[0]?.message ?? "", /step outlet lacks json\.latitude: withheld/);
      assert.match(remedy ?? "", /profile play mill --holes drop/);
    }
  });
  await withProfile([OUTLET, REPORT], (loaded) => {
    assert.doesNotMatch(refusal(() => settleHoles(loaded)).remedy ?? "", /--holes drop/);
  });
});

test("settleHoles() leaves out what nothing builds on, and says so; what something builds on it refuses", async () => {
  await withProfile([NAME, DB], (loaded) => {
    const { loaded: played, part } = settleHoles(loaded, "drop");
    assert.deepEqual(played.profile.steps.map(({ id }) => id), ["name"]);
    assert.deepEqual(part.leftOut, [
      { id: "db", action: "http_post", index: 1, reason: "left out: urlencoded: not recorded" },
    ]);
    assert.equal(isPartial(part), true);
    assert.match(partWords(part) ?? "", /1 step with holes left out: db \(urlencoded: not recorded\)/);
  });
  await withProfile([OUTLET, REPORT], (loaded) => {
    assert.match(
      refusal(() => settleHoles(loaded, "drop")).message,
      /step outlet .* decides the outcome of report/,
    );
  });
});

test("settleHoles() keeps the places of the steps behind one that is left out", async () => {
  await withProfile([DB, NAME], (loaded) => {
    const { loaded: played } = settleHoles(loaded, "drop");
    assert.equal(played.source.locate(["steps", 0]).line, 4);
  });
});

test("settleHoles() sends suggestions only when told, and names each", async () => {
  await withProfile([NAME, SUGGESTED, REPORT], (loaded) => {
    refusal(() => settleHoles(loaded));
    const { loaded: played, part } = settleHoles(loaded, "suggested");
    assert.deepEqual(Reflect.get(played.profile.steps[1] ?? {}, "json"), { latitude: 46.1 });
    assert.deepEqual(part.taken, ["outlet.json.latitude (from watershed.nodb)"]);
    assert.deepEqual([played.holes, isPartial(part)], [[], true]);
  });
  const bad = SUGGESTED.replace("json: { latitude: !sug", "urlencoded: { latitude: !sug").replace(
    "46.1",
    "{ a: [ 1 ] }",
  );
  await withProfile([bad], (loaded) => {
    assert.match(refusal(() => settleHoles(loaded, "suggested")).message, /does not fit \(.*p\.yaml:3/);
  });
});

test("settleHoles() plays WEPPcloud's own recordings without the forms that no recorder of it kept", async () => {
  await withProfile([NAME, DB], (_, own) => {
    const { part } = settleHoles(own);
    assert.deepEqual(part.leftOut.map(({ id }) => id), ["db"]);
    assert.match(refusal(() => settleHoles(own, "refuse")).message, /\(.*capture\/events\.jsonl:11\)/);
  });
  await withProfile([NAME, DB, OUTLET], (_, own) => {
    const { message, others } = refusal(() => settleHoles(own));
    assert.match(`${message}\n${others.map((one) => one.message).join("\n")}`, /db[^]*outlet/);
  });
});

test("settleHoles() refuses a recording that lacks changes, whatever is asked for, and names its holes too", async () => {
  await withProfile([NAME, DB], (_, own) => {
    const lacking = {
      ...own,
      ...(own.derived && { derived: { ...own.derived, absent: ["Job 1 was polled"] } }),
    };
    for (const mode of [undefined, "drop"] as const) {
      const { message, others } = refusal(() => settleHoles(lacking, mode));
      assert.match(message, /lacks 1 change: Job 1 was polled/);
      assert.match(others[0]?.message ?? "", /step db lacks/);
    }
  });
});
