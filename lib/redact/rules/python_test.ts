/** What Flask, Werkzeug and WSGI print of a request into a traceback, and lists of two in JSON. */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { createRedactor } from "../redactor.ts";

/** By text, and by JSON where it is some: both have to say the same. */
function text(input: string): string {
  const output = createRedactor().text(input);
  assert.equal(createRedactor().text(output), output, input);
  try {
    const value = createRedactor().json(JSON.parse(input));
    assert.deepEqual(JSON.parse(output), value, input);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  return output;
}

test("values of Python keep their form and lose their secret", () => {
  const cases: [string, string][] = [
    ["{'password': b'ZB1XYZ 12'}", "{'password': b'[redacted]'}"],
    ["token=b'ZB3XYZ12abc'", "token=b'[redacted]'"],
    ["password=u'Z B', a=r'Z'", "password=u'[redacted]', a=r'Z'"],
    ['passwd: Rb"Z"', 'passwd: Rb"[redacted]"'],
    ["{'password': ['Z 1', b'Z2'], 'a': ['Z3']}", "{'password': ['[redacted]', b'[redacted]'], 'a': ['Z3']}"],
    ["{'csrf_token': Markup('Z.x')}", "{'csrf_token': Markup('[redacted]')}"],
    [
      "{'password': {'old': 'Z', 'new': ('Y',)}} 'a'",
      "{'password': {'old': '[redacted]', 'new': ('[redacted]',)}} 'a'",
    ],
    [
      '{\\"token\\": [b\\"Z\\", \\"Y\\"]} \\"a\\"',
      '{\\"token\\": [b\\"[redacted]\\", \\"[redacted]\\"]} \\"a\\"',
    ],
    ["{'session': {'mode': 'a', 'token': 'Z'}}", "{'session': {'mode': 'a', 'token': '[redacted]'}}"],
    ["{'password': 'Z\\' 1'}", "{'password': '[redacted]'}"],
  ];
  for (const [input, expected] of cases) assert.equal(text(input), expected);
});

test("pairs lose the value of a secret key", () => {
  const cases: [string, string][] = [
    [
      "ImmutableMultiDict([('name', 'a'), ('password', 'Z'), ('csrf_token', 'Y')])",
      "ImmutableMultiDict([('name', 'a'), ('password', '[redacted]'), ('csrf_token', '[redacted]')])",
    ],
    [
      "'headers': [[b'host', b'a'], [b'authorization', b'Token Z']]",
      "'headers': [[b'host', b'a'], [b'authorization', b'[redacted]']]",
    ],
    [
      "[('password', ['Z', 'Y']), ('a', ['b'])]",
      "[('password', ['[redacted]', '[redacted]']), ('a', ['b'])]",
    ],
    ["[('pin_token', 47110), ('a', 1)]", "[('pin_token', '[redacted]'), ('a', 1)]"],
    ["add_header('Authorization', 'Token Z')", "add_header('Authorization', '[redacted]')"],
    ['say [\\"password\\", \\"Z\\"] once', 'say [\\"password\\", \\"Z\\"] once'],
    ['[[\\"password\\", \\"Z\\"]]', '[[\\"password\\", \\"[redacted]\\"]]'],
    ['["password","x"]', '["password","[redacted]"]'],
    ['[ "password" , "cut o', '[ "password" , "[redacted]'],
    ['{"a":[["token",47110],["b",2]]}', '{"a":[["token","[redacted]"],["b",2]]}'],
    ['{"header":["x-api-key","k9Zx81"]}', '{"header":["x-api-key","[redacted]"]}'],
  ];
  for (const [input, expected] of cases) assert.equal(text(input), expected);
});

test("lists of names, prose and code are no pairs", () => {
  for (
    const input of [
      '{"formKeys":["csrf_token","landuse_mode"],"jsonKeys":["password","inputFile2"],"params":["token","_"]}',
      '["password","token"]',
      '["password","name","mail"]',
      '[["token"],["a","b"]]',
      '{"order":["session",["a","b"]]}',
      "if key in ('password', 'secret'):",
      "fields = ('token', 'name')",
      "raise ValueError('password', 'is too short')",
      "getattr(self, 'password', None)",
      "choices=[('landuse_mode', 'single'), ('soil', 4)]",
      "{'passive': b'x', 'keys': ['a', 'b']}",
      "names: ['token', 'mode', 'x']",
      "('token_len', 42)",
      '{"notes":["the server no longer takes our session (HTTP 401); logging in again","the new session is valid: fine"]}',
      "('our session has ended', 'Log in: again')",
    ]
  ) assert.equal(text(input), input);
});

test("no secret is left in a printed request, and what is no secret stays", () => {
  const secret = fc.stringMatching(/^Q7[A-Za-z0-9 .:=\\'"[(){},-]{4,16}Z3$/);
  const repr = (value: string) => `'${value.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;
  const print = fc.constantFrom<(key: string, value: string) => string>(
    (key, value) => `{'a': 'kept', '${key}': ${repr(value)}, 'b': 'kept'}`,
    (key, value) => `{'a': 'kept', b'${key}': b${repr(value)}, 'b': 'kept'}`,
    (key, value) => `MultiDict([('a', 'kept'), ('${key}', ${repr(value)}), ('b', 'kept')])`,
    (key, value) => `[[b'a', b'kept'], [b'${key}', b${repr(value)}], [b'b', b'kept']]`,
    (key, value) => `{'a': ['kept'], '${key}': [${repr(value)}, ${repr(value)}], 'b': ['kept']}`,
    (key, value) => `call(a='kept', ${key}=Markup(${repr(value)}), b='kept')`,
    (key, value) => JSON.stringify([["a", "kept"], [key, value], ["b", "kept"]]),
    (key, value) => `<a>kept</a><${key}>${value}</${key}><b>kept</b>`,
  );
  const keys = fc.constantFrom(
    "password",
    "passWord",
    "User-Pass-Word",
    "csrf_token",
    "apiKey",
    "client_secret",
  );
  fc.assert(
    fc.property(print, keys, secret, fc.boolean(), (printed, key, value, inJson) => {
      const input = printed(key, value);
      const output = createRedactor().text(inJson ? JSON.stringify({ detail: input }) : input);
      assert.ok(!output.includes(value.slice(0, 6)) && !output.includes(value.slice(-6)), output);
      assert.equal(output.split("kept").length, 3, output);
    }),
    { numRuns: 3000 },
  );
});

test("keys are known in every spelling, in the plural, and with a number", () => {
  const secret = [
    "passWord",
    "PassWord",
    "pass_word",
    "Pass-Word",
    "userPassWord",
    "PASSWORD",
    "pass_phrase",
  ];
  for (const key of secret) assert.equal(text(`{"${key}":"x"}`), `{"${key}":"[redacted]"}`);
  for (const key of ["emails", "email2", "userEmails", "mail_addresses", "email_3"]) {
    assert.equal(text(`{"${key}":["x at y"]}`), `{"${key}":["[redacted]"]}`);
  }
  for (const key of ["userIds", "ownerIds", "uids", "member_ids"]) {
    assert.match(text(`{"${key}":[47,"48"]}`), /^\{"\w+":\["user-[0-9a-f]{8}","user-[0-9a-f]{8}"\]\}$/);
    assert.match(text(`${key}=47,48&x=4,7`), /^\w+=user-[0-9a-f]{8},user-[0-9a-f]{8}&x=4,7$/);
  }
});
