/** What holds for any text and any JSON: redacting twice changes nothing, JSON stays JSON, no wrapping hides a secret. */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { JsonValue } from "../model/json.ts";
import { createRedactor } from "./redactor.ts";

const word = fc.constantFrom(
  ...'password token Cookie: Authorization: Bearer Basic session sessionId email=@ a@b.example.org {" ": "}, [ ] { } %40 %2540 %22 = & ; : \\ \\" " \' // https:// @ eyJhbGciOiJI . 10.1.2.3 [redacted] {{x}} dXNlcjpwYXNzd29yZA== hunter2-Q \n name= value= <input > fd00::1 + %'
    .split(" "),
);
const noisy = fc.array(fc.oneof({ weight: 4, arbitrary: word }, fc.string({ maxLength: 8 })), {
  maxLength: 30,
})
  .map((parts) => parts.join(""));
const json = fc.letrec<{ value: JsonValue }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    noisy,
    fc.integer(),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie("value"), { maxLength: 4 }),
    fc.dictionary(fc.oneof(word, fc.string()), tie("value"), { maxKeys: 4 }),
    tie("value").map((value) => JSON.stringify(value)),
    tie("value").map((value) => encodeURIComponent(JSON.stringify(value).toWellFormed())),
  ),
})).value;

test("text() of its own output changes nothing", () => {
  fc.assert(
    fc.property(noisy, (input) => {
      const redactor = createRedactor();
      const once = redactor.text(input);
      assert.equal(redactor.text(once), once);
      assert.equal(createRedactor().text(once), once);
    }),
    { numRuns: 3000 },
  );
});

test("json() of its own output changes nothing, and text() keeps JSON valid", () => {
  fc.assert(
    fc.property(json, (input) => {
      const redactor = createRedactor();
      const once = redactor.json(input);
      assert.deepEqual(redactor.json(once), once);
      JSON.parse(createRedactor().text(JSON.stringify(input)));
    }),
    { numRuns: 2000 },
  );
});

test("text() and json() of their own output change nothing, whatever short secrets were declared", () => {
  const secrets = fc.array(
    fc.oneof(
      fc.string({ minLength: 1, maxLength: 6 }),
      fc.constantFrom("red", "user", "]-[", "acted", "true", "200", "ed]", "[re", "40%", "amp"),
    ),
    { minLength: 1, maxLength: 3 },
  );
  fc.assert(
    fc.property(json, noisy, secrets, (value, input, declared) => {
      const redactor = createRedactor();
      for (const secret of declared) redactor.learn(secret, { declared: true });
      const once = redactor.text(`${input} ${declared.join(" ")}`);
      assert.equal(redactor.text(once), once);
      const whole = redactor.json(value);
      assert.deepEqual(redactor.json(whole), whole);
    }),
    { numRuns: 2000 },
  );
});

test("text() takes a known secret out of JSON that would break where it stands", () => {
  const cases: [string, string][] = [
    ['[{"session":"\\"session\\""}]', '[{"session":"[redacted]"}]'],
    [
      '{"token":"123456789012345678901","n":123456789012345678901}',
      '{"token":"[redacted]","n":"[redacted]"}',
    ],
    [
      '{"token":"1,2,34567890123","n":[1,2,34567890123]}',
      '{"token":"[redacted]","n":[1,2,34567890123]}',
    ],
    ['{"token":"nabc-123-XYZ","n":"a\\nabc-123-XYZ"}', '{"token":"[redacted]","n":"a\\nabc-123-XYZ"}'],
  ];
  for (const [input, expected] of cases) {
    const redactor = createRedactor();
    assert.equal(redactor.text(input), expected);
    assert.equal(redactor.text(expected), expected);
  }
});

test("text() and json() take out all values of a pair whose second item is a list", () => {
  const cases: [JsonValue, JsonValue][] = [
    [["set-cookie", ["a=b1-XYZ"]], ["set-cookie", ["[redacted]"]]],
    [[["set-cookie", ["a=b1-XYZ", "c=d"]], ["x", ["y"]]], [["set-cookie", ["[redacted]", "[redacted]"]], [
      "x",
      ["y"],
    ]]],
    [{ headers: [["password", ["hunter2"]]] }, { headers: [["password", ["[redacted]"]]] }],
    [["password", ["This field is required"]], ["password", ["This field is required"]]],
    [{ fields: ["password", ["user", "mail"]] }, { fields: ["password", ["user", "mail"]] }],
    [["password", [{ least: 8 }]], ["password", [{ least: 8 }]]],
  ];
  for (const [value, expected] of cases) {
    assert.deepEqual(createRedactor().json(value), expected);
    assert.equal(createRedactor().text(JSON.stringify(value)), JSON.stringify(expected));
  }
});

test("text() takes secrets out of lists and strings of any length", () => {
  const list = JSON.stringify(["password", Array.from({ length: 300_000 }, () => 1234)]);
  assert.match(createRedactor().text(list), /^\["password",\[/);
  const long = JSON.stringify({ token: "123456789012345678901", n: 1 });
  const number = `${long.slice(0, -2)}123456789012345678901,"x":"${"a b ".repeat(1_500_000)}"}`;
  const clean = createRedactor().text(number);
  assert.doesNotMatch(clean.slice(0, 100), /123456789012345678901/);
  JSON.parse(clean);
});

test("text() leaves no planted secret in nested wrappings", () => {
  const secret = "cN4ry-Val_ue77";
  const wrap = fc.constantFrom<(inner: string) => string>(
    (inner) => JSON.stringify({ note: inner }),
    (inner) => `a=1&next=${encodeURIComponent(inner)}&b=2`,
    (inner) => `error: ${inner}`,
    (inner) => JSON.stringify([inner, 1]),
  );
  const plant = fc.constantFrom(
    `password=${secret}`,
    `https://user:${secret}@host.example/`,
    `Authorization: Bearer ${secret}`,
    `Cookie: session=${secret}; Path=/`,
    JSON.stringify({ api_key: secret }),
    `/x?sig=${secret}&a=1`,
    `token: '${secret}'`,
    `{'password': b'${secret}'}`,
    `MultiDict([('a', '1'), ('csrf_token', '${secret}')])`,
    `<password>${secret}</password>`,
  );
  fc.assert(
    fc.property(plant, fc.array(wrap, { maxLength: 4 }), (planted, wraps) => {
      const input = wraps.reduce((inner, wrapping) => wrapping(inner), planted);
      const output = createRedactor().text(input);
      assert.ok(!output.includes(secret), output);
    }),
    { numRuns: 1000 },
  );
});
