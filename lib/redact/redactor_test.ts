import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { test } from "node:test";
import { createRedactor } from "./redactor.ts";

const PSEUDONYM = /^user-[0-9a-f]{8}@redacted\.invalid$/;

function text(input: string): string {
  return createRedactor().text(input);
}

test("text() replaces secrets in every place where they are written", () => {
  const cases: [string, string][] = [
    ["/x?token=abc123&page=2#top", "/x?token=[redacted]&page=2#top"],
    ["/x?page=2&sig=q1w2e3", "/x?page=2&sig=[redacted]"],
    ["csrf_token=Ij.demo&name=a+b", "csrf_token=[redacted]&name=a+b"],
    ["csrf%5Ftoken=Ij.demo&name=a", "csrf%5Ftoken=[redacted]&name=a"],
    ["user%5Bpassword%5D=hunter2&ok=1", "user%5Bpassword%5D=[redacted]&ok=1"],
    ["GET /a Authorization: Bearer abc.def", "GET /a Authorization: [redacted]"],
    ["Authorization: Basic dXNlcjpwYXNz\r\nHost: x", "Authorization: [redacted]\r\nHost: x"],
    ["sent bearer abc-123 twice", "sent bearer [redacted] twice"],
    ["Cookie: session=ab12; theme=dark\nHost: x", "Cookie: [redacted]\nHost: x"],
    ["Set-Cookie: sid=ab12; Path=/; Expires=Wed, 21 Oct 2026 07:28:00 GMT", "Set-Cookie: [redacted]"],
    ['Cookie: a="x y"; b=2', "Cookie: [redacted]"],
    ["https://bob:pw@host.example/x", "https://[redacted]@host.example/x"],
    ["redis://:pw@db:6379/0", "redis://[redacted]@db:6379/0"],
    ["next=https%3A%2F%2Fb%3Apw%40host%2F", "next=https%3A%2F%2F%5Bredacted%5D%40host%2F"],
    ["password = 'it is'", "password = '[redacted]'"],
    ["{'api_key': 'q'}", "{'api_key': '[redacted]'}"],
    ['log: {\\"password\\": \\"a b\\"} end', 'log: {\\"password\\": \\"[redacted]\\"} end'],
    ["api key: 12345", "api key: [redacted]"],
    ["Password: hunter", "Password: [redacted]"],
    ["password=must be", "password=[redacted] be"],
    ["session: 9f86d081884c", "session: [redacted]"],
    ["connect (10.4.17.22) failed", "connect ([redacted]) failed"],
    ["http://192.168.1.9:8080/x", "http://redacted.invalid:8080/x"],
    ["http://[fd12:3456::1]:80/", "http://redacted.invalid:80/"],
    ["from fe80::1ff:fe23:4567:890a now", "from [redacted] now"],
    [
      '<input value="x1" name="csrf_token" type="hidden">',
      '<input value="[redacted]" name="csrf_token" type="hidden">',
    ],
    ["<meta name='csrf-token' content='x1'>", "<meta name='csrf-token' content=\"[redacted]\">"],
    [
      '--b\r\nContent-Disposition: form-data; name="password"\r\n\r\nx1\r\n--b',
      '--b\r\nContent-Disposition: form-data; name="password"\r\n\r\n[redacted]\r\n--b',
    ],
    ["<password>X 1</password>", "<password>[redacted]</password>"],
    ['<w:Password type="text">X</w:Password>', '<w:Password type="text">[redacted]</w:Password>'],
    ["<apiKey><![CDATA[X]]></apiKey>", "<apiKey><![CDATA[[redacted]]]></apiKey>"],
    ["<p>x</p> <token>X cut o", "<p>x</p> <token>[redacted]"],
    ["&lt;password&gt;X&amp;Y&lt;/password&gt;", "&lt;password&gt;[redacted]&lt;/password&gt;"],
    ["key AKIAABCDEFGHIJKLMNOP used", "key [redacted] used"],
    ["/u/eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJ4In0.c2ln/x", "/u/[redacted]/x"],
  ];
  for (const [input, expected] of cases) assert.equal(text(input), expected);
});

test("text() leaves what is not secret", () => {
  for (
    const input of [
      "POST build-landuse 202 154 ms job 5f0c1a2b-1111-4222-8333-444455556666",
      "token has expired",
      "The session: expired",
      "Not a secret: the server listens on loopback only",
      "password: must be at least eight characters",
      "cookie: WEPPcloud has one",
      "--embedded-fault session-expired=5",
      "bearer token required",
      "play us-small --bearer-file ~/bearer --keep-going --quiet",
      "http://127.0.0.1:8080/weppcloud/runs/a/b/session-token",
      "npm install undici@7.30.2",
      "tokens_used=5&session_len=30",
      "path: /weppcloud/runs/gentle-basalt/dev_unit_1/rq/api/build_landuse",
      "sha256 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
      'password: "{{secret.ADMIN_PASSWORD}}"',
      'token: !hole "was not recorded"',
      "if token == None:",
      '{"credentials":"same-origin","has_token":true,"session":null,"token_type":"Bearer","csrf_token":""}',
      "credentials: { email_env: STAGING_EMAIL, password_env: STAGING_PASSWORD }",
      "version 10.4.1 and 10.4.17.22.9",
      "<title>password</title><label>Session token</label><session></session><p>a</p>",
      "<session-timeout>30</session-timeout><tokens>12</tokens>",
      "&lt;title&gt;password&lt;/title&gt;",
      "compass_words=2&bypass_width=3&biomass_words=b&pass_weight=1",
      '{"emails":3,"mails":[],"user_ids":[],"pass_width":2}',
      "at 12:03:11, 3:4",
    ]
  ) assert.equal(text(input), input);
});

test("text() gives the same pseudonym to the same address in every form", () => {
  const redactor = createRedactor();
  const plain = redactor.text("Ann.Lee+x@lab.example.org");
  assert.match(plain, PSEUDONYM);
  assert.equal(redactor.text("ann.lee+x@lab.example.org"), plain);
  assert.equal(redactor.text("to <ann.lee+x@lab.example.org>, ok"), `to <${plain}>, ok`);
  assert.equal(redactor.text("?q=ann.lee%2Bx%40lab.example.org&b=1"), `?q=${encodeURIComponent(plain)}&b=1`);
  assert.equal(
    redactor.text("?q=" + encodeURIComponent(encodeURIComponent("ann.lee+x@lab.example.org"))),
    "?q=" + encodeURIComponent(encodeURIComponent(plain)),
  );
  assert.equal(redactor.text("uploads/ann.lee+x@lab.example.org.tif"), `uploads/${plain}.tif`);
  assert.notEqual(createRedactor({ pseudonymKey: "k" }).text("ann.lee+x@lab.example.org"), plain);
});

test("text() keeps JSON as it is written, apart from the secrets", () => {
  assert.equal(
    text('{ "big": 12345678901234567890, "f": 1.0, "password": "p\\"w", "b": [1e3] }'),
    '{ "big": 12345678901234567890, "f": 1.0, "password": "[redacted]", "b": [1e3] }',
  );
  assert.equal(text('{"pin_token": 4711, "n_tokens": 9}'), '{"pin_token": "[redacted]", "n_tokens": 9}');
  assert.equal(
    text('{"headers":[{"name":"X-Api-Key","value":"q1"}]}'),
    '{"headers":[{"name":"X-Api-Key","value":"[redacted]"}]}',
  );
  assert.equal(
    text('{"headers":[{"value":"q1","name":"Cookie"}]}'),
    '{"headers":[{"value":"[redacted]","name":"Cookie"}]}',
  );
  assert.equal(text('{"a":1,"password":"cut off he'), '{"a":1,"password":"[redacted]');
  assert.equal(
    text('{"cookies":{"a":"1x","b":["2x"]},"c":"3x"}'),
    '{"cookies":{"a":"[redacted]","b":["[redacted]"]},"c":"3x"}',
  );
});

test("json() looks into nested JSON text, forms and pairs", () => {
  const body = JSON.stringify({ deep: JSON.stringify({ password: "a\\b", keep: "this" }) });
  assert.deepEqual(createRedactor().json({ jsonPayload: body, n: 1 }), {
    jsonPayload: JSON.stringify({ deep: JSON.stringify({ password: "[redacted]", keep: "this" }) }),
    n: 1,
  });
  assert.deepEqual(
    createRedactor().json({
      parts: [{ name: "password", value: "pw", type: "text/plain" }, { name: "a", value: "pw" }],
    }),
    { parts: [{ name: "password", value: "[redacted]", type: "text/plain" }, { name: "a", value: "pw" }] },
  );
  assert.deepEqual(
    createRedactor().json({ session: { browser: "x", token: "q1" }, jsonKeys: ["password"] }),
    {
      session: { browser: "x", token: "[redacted]" },
      jsonKeys: ["password"],
    },
  );
});

test("json() replaces a learned secret wherever it occurs, also before its key and in base64", () => {
  const secret = "Shr-tok-5b1f0a7e";
  const redactor = createRedactor();
  const result = redactor.json({ first: `see ${secret}`, token: secret, file: `/up/${secret}.tif` });
  assert.deepEqual(result, { first: "see [redacted]", token: "[redacted]", file: "/up/[redacted].tif" });
  assert.equal(redactor.text(`x ${secret} y`), "x [redacted] y");
  for (const lead of ["", "u", "us", "usr"]) {
    const encoded = Buffer.concat([Buffer.from([0xff, 1, 2]), Buffer.from(lead + secret)]).toString("base64");
    assert.ok(redactor.text(encoded).includes("[redacted]"), `with ${lead.length} bytes before`);
  }
});

test("text() finds secrets in base64 that it has never seen", () => {
  for (const inside of ["ann.lee@lab.example.org", "password=hunter2-x", '{"token":"abc-1234"}']) {
    assert.equal(text(`data ${Buffer.from(inside).toString("base64")} end`), "data [redacted] end");
    assert.equal(text(`/f/${Buffer.from(inside).toString("base64url")}/end`), "/f/[redacted]/end");
  }
});

test("learn() makes a secret known that no rule would find", () => {
  const redactor = createRedactor();
  redactor.learn("opensesame");
  assert.equal(redactor.text("the word is opensesame!"), "the word is [redacted]!");
});

test("learn() of a declared secret takes short ones too, as whole words", () => {
  const redactor = createRedactor();
  for (const secret of ["abc", "12345", "a.b", "x&y", "öre"]) redactor.learn(secret, { declared: true });
  const cases: [string, string][] = [
    ["abc", "[redacted]"],
    ["pin 12345, word abc!", "pin [redacted], word [redacted]!"],
    ["abcd xabc 123456 9abc abc2 före", "abcd xabc 123456 9abc abc2 före"],
    ["abc_abc-abc", "[redacted]_[redacted]-[redacted]"],
    ["a.b/xa.b/axb/öre", "[redacted]/xa.b/axb/[redacted]"],
    ["q=1&next=%2Fabc%20", "q=1&next=%2F[redacted]%20"],
    ["<p>x&amp;y</p>", "<p>[redacted]</p>"],
    ['said {\\"n\\": \\"\\nabc\\"} twice', 'said {\\"n\\": \\"\\n[redacted]\\"} twice'],
    // Numbers of JSON are counts and states; a secret is sent as text.
    ['{"n":12345,"s":"to abc","pin":"12345"}', '{"n":12345,"s":"to [redacted]","pin":"[redacted]"}'],
    ['{"s":"abc","n":12345}\n{"s":"12345"}\n', '{"s":"[redacted]","n":12345}\n{"s":"[redacted]"}\n'],
  ];
  for (const [input, expected] of cases) assert.equal(redactor.text(input), expected, input);
  assert.deepEqual(redactor.json({ abc: "to abc", list: ["12345", 12345] }), {
    "[redacted]": "to [redacted]",
    list: ["[redacted]", 12345],
  });
  assert.deepEqual(redactor.redactions()[0]?.rule, "known-secret");
});

test("learn() ignores what is too short to tell from words, unless it is declared", () => {
  const redactor = createRedactor();
  redactor.learn("abc");
  redactor.learn("ab", { declared: true });
  redactor.learn("", { declared: true });
  assert.equal(redactor.text("ab abc"), "ab abc");
  redactor.learn("abc", { declared: true });
  assert.equal(redactor.text("ab abc"), "ab [redacted]");
  redactor.learn("opensesame", { declared: true });
  assert.equal(redactor.text("xopensesamex"), "x[redacted]x");
});

test("a moment stays as it is, and is no way around the user's own patterns and secrets", () => {
  const moments = ["2025-11-02T17:04:05.123Z", "2025-11-02T17:04:05.123456+00:00", "2025-11-02T17:04:05"];
  for (const moment of moments) assert.equal(text(moment), moment);
  const own = createRedactor({ extra: { patterns: [{ name: "night", pattern: /T0[0-5]:\d\d/ }] } });
  assert.equal(own.text("2025-11-02T03:04:05Z"), "2025-11-02[redacted]:05Z");
  own.learn("17:04:05.123", { declared: true });
  assert.equal(own.text("2025-11-02T17:04:05.123Z"), "2025-11-02T[redacted]Z");
  own.learn("2025", { declared: true });
  assert.equal(own.text("2025-11-02T17:04:06Z"), "[redacted]-11-02T17:04:06Z");
});

test("json() keeps the members before and behind one that it changes, in their order", () => {
  const clean = createRedactor().json({ a: 1, b: { c: null }, token: "abc-123-def-456", d: [true], "": "x" });
  assert.equal(JSON.stringify(clean), '{"a":1,"b":{"c":null},"token":"[redacted]","d":[true],"":"x"}');
});

test("createRedactor() takes keys and patterns of the user", () => {
  const redactor = createRedactor({
    extra: {
      keys: ["Badge-No"],
      patterns: [{ name: "badge", pattern: /\bB\d{4}\b/ }],
      allowKeys: ["cap_token"],
    },
  });
  assert.deepEqual(redactor.json({ badgeNo: "x", cap_token: "q1", note: "B1234" }), {
    badgeNo: "[redacted]",
    cap_token: "q1",
    note: "[redacted]",
  });
});

test("redactions() counts per rule and place, without values", () => {
  const redactor = createRedactor();
  redactor.json({ password: "a1", mail: "x@lab.example.org" }, "line 1");
  redactor.text("x@lab.example.org and y@lab.example.org", "line 2");
  assert.deepEqual(
    redactor.redactions(),
    [
      { rule: "key:password", where: "line 1", count: 1 },
      { rule: "email", where: "line 1", count: 1 },
      { rule: "key:email", where: "line 1", count: 1 },
      { rule: "email", where: "line 2", count: 2 },
    ].filter((entry) => entry.rule !== "key:email"),
  );
});

test("text() takes time in proportion to the length, whatever the text", () => {
  const hostile = [
    "a",
    "=",
    ":",
    '"',
    "\\",
    "%41",
    "@",
    "//",
    "eyJ.",
    "key=",
    "a@",
    "<input ",
    "Cookie:",
    "{",
    "10.1",
    " ",
    '="',
    'name="x"\n',
    "bearer ",
    "%",
    "<a>",
    "<token>",
    "<a>" + " ".repeat(100) + "x".repeat(3900),
    "&lt;token&gt;",
    "token=['",
    "token=[('a',",
    "('token', ",
    "token=" + "[".repeat(4) + '"',
    "[(",
    '["token",',
  ];
  for (const unit of hostile) {
    const started = performance.now();
    text(unit.repeat(Math.ceil(100_000 / unit.length)));
    const took = performance.now() - started;
    assert.ok(took < 2000, `${JSON.stringify(unit)} took ${Math.round(took)} ms`);
  }
});

test("createRedactor() takes one word of any length, and secrets behind the first million characters", () => {
  const word = "a".repeat(9_000_000);
  assert.equal(createRedactor().text(word), word);
  const long = btoa(`${"x".repeat(900_000)} eva.lind@example.org ${"y".repeat(900_000)}`);
  assert.ok(createRedactor().text(long).includes("[redacted]"));
});
