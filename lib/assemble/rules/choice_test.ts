import assert from "node:assert/strict";
import { test } from "node:test";
import { ProfileError } from "../../errors.ts";
import { recordedOf } from "../testing/recorded.ts";
import { chooseRules, ruleList } from "./choice.ts";
import { REQUEST_RULES } from "./requests.ts";
import { SEQUENCE_RULES } from "./sequences.ts";

function foldedBy(rules: ReturnType<typeof chooseRules>, method: string, to: string): string | undefined {
  const [recorded] = recordedOf([{ method, to, at: 0 }]);
  return recorded === undefined ? undefined : rules.folding(recorded)?.name;
}

test("chooseRules() holds every rule that is not kept", () => {
  const all = [...REQUEST_RULES, ...SEQUENCE_RULES].map(({ name }) => name);
  assert.equal(new Set(all).size, all.length);
  assert.ok(all.every((name) => chooseRules().holds(name) && !chooseRules({ keep: [name] }).holds(name)));
  assert.equal(foldedBy(chooseRules(), "POST", "elevationquery/"), "elevation-queries");
  assert.equal(foldedBy(chooseRules({ keep: ["elevation-queries"] }), "POST", "elevationquery/"), undefined);
  assert.match(chooseRules({ keep: ["job-polls"] }).warnings.join(), /kept job-polls: they name jobs/);
});

test("chooseRules() folds by method and address below the run, with and without a slash at the end", () => {
  const rules = chooseRules({ fold: ["GET report/*", "* tasks/set_readme/", "post /weppcloud/runs/**/x"] });
  assert.equal(foldedBy(rules, "GET", "report/soils/"), "GET report/*");
  assert.equal(foldedBy(rules, "POST", "report/soils/"), undefined);
  assert.equal(foldedBy(rules, "GET", "report/wepp/results/"), undefined);
  assert.equal(foldedBy(rules, "PUT", "tasks/set_readme"), "* tasks/set_readme/");
  assert.equal(foldedBy(rules, "POST", "tasks/x"), "POST /weppcloud/runs/**/x");
  assert.equal(rules.isOwn("GET report/*") && !rules.isOwn("job-polls"), true);
});

test("chooseRules() names the rules when one is not known, and says how a pattern is written", () => {
  const failure = (wishes: Parameters<typeof chooseRules>[0]): ProfileError => {
    try {
      chooseRules(wishes);
    } catch (error) {
      if (error instanceof ProfileError) return error;
    }
    return assert.fail("no ProfileError");
  };
  const unknown = failure({ keep: ["job-poll"] });
  assert.equal(unknown.verdict, "usage");
  assert.match(unknown.remedy ?? "", /Did you mean "job-polls"\? The rules are job-polls, .*refresh-reads/);
  for (const pattern of ["report/*", "GET", "FETCH report/*", "", "GET a b"]) {
    assert.match(failure({ fold: [pattern] }).message, /Cannot read the pattern/, pattern);
  }
});

test("ruleList() has every rule with its reason", () => {
  assert.equal(ruleList().length, REQUEST_RULES.length + SEQUENCE_RULES.length);
  assert.ok(
    ruleList().some(([name, reason]) =>
      name === "page-load-reads" && /^read when .*: optional steps$/.test(reason)
    ),
  );
});
