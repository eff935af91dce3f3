import assert from "node:assert/strict";
import { test } from "node:test";
import { ProfileError } from "../errors.ts";
import { fillNotice, noticeWords } from "./words.ts";

const VALUES = { summary: "profile: $(rm) 'x'", verdict: "differences", report: "/r/report.json", dir: "/r" };

test("noticeWords() and fillNotice() keep a value within its word, and words of other programs as they are", () => {
  const words = noticeWords(
    "notify-command",
    `mail -s "{summary}" -w %{http_code} '{text: .}' \${HOME} {dir}/x`,
  );
  assert.deepEqual(fillNotice(words, VALUES), [
    "mail",
    "-s",
    "profile: $(rm) 'x'",
    "-w",
    "%{http_code}",
    "{text: .}",
    "${HOME}",
    "/r/x",
  ]);
  assert.deepEqual(noticeWords("notify-command", ["a b", "c"]), ["a b", "c"]);
});

test("noticeWords() refuses what cannot be run, by the option's name", () => {
  for (
    const [command, why] of [["", /names no program/], ["mail 'x", /quote/], ["cp {folder} /x", /\{folder\}/]]
  ) {
    assert.throws(() => noticeWords("publish-command", command as string), (error) => {
      assert.ok(error instanceof ProfileError && error.verdict === "usage");
      assert.match(error.message, why as RegExp);
      return error.message.startsWith("--publish-command ");
    });
  }
});
