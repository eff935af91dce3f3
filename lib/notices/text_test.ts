import assert from "node:assert/strict";
import { test } from "node:test";
import { testReport } from "../model/test_report.ts";
import { playsDocument } from "../report/document.ts";
import { noticeText } from "./text.ts";

const failed = (id: string) => ({
  id,
  action: "http_post" as const,
  verdict: "failed" as const,
  failures: [`status 500 of ${id}`],
});
const bad = testReport({
  profile: "mill",
  verdict: "differences",
  summary: "differences",
  target: "https://wepp.example.org",
  steps: ["a", "b", "c", "d", "e"].map(failed),
  artifacts: { result: "/d/profiles/results/mill/1" },
});
const good = testReport({ profile: "creek", verdict: "passed", summary: "passed" });

test("noticeText() tells verdict, counts, the first differences of what did not pass, and where more is", () => {
  const whole = playsDocument("incomplete", [good, bad], {
    not_played: ["dam"],
    missing: ["shard 2/2 is missing"],
  });
  const text = noticeText({
    summary: "incomplete (1 of 3 profiles passed, 1 not played)",
    whole,
    places: ["run: https://ci.example.org/7"],
    troubles: ["not published: rsync ended with exit code 12"],
  });
  assert.equal(
    text,
    `profile: incomplete (1 of 3 profiles passed, 1 not played)
passed 1, differences 1

mill: differences at https://wepp.example.org
- a: status 500 of a
- b: status 500 of b
- c: status 500 of c
- and 2 more
result: /d/profiles/results/mill/1

not played: dam
shard 2/2 is missing
not published: rsync ended with exit code 12
run: https://ci.example.org/7
`,
  );
});

test("noticeText() is short however much failed, and holds no escape sequences", () => {
  const many = Array.from({ length: 200 }, () => ({
    ...bad,
    steps: [{ ...failed("x"), failures: [`\u001b[31m${"long ".repeat(1000)}`] }],
  }));
  const text = noticeText({
    summary: "differences",
    whole: playsDocument("differences", many, {}),
    places: [],
  });
  assert.ok(text.length < 20_000, String(text.length));
  assert.ok(!text.includes("\u001b"));
  assert.match(text, /\nand 180 further profiles that did not pass\n$/);
});
