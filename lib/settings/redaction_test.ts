import assert from "node:assert/strict";
import { mkdir, mkdtemp, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { ProfileError } from "../errors.ts";
import { pseudonymKeyFile, readPseudonymKey } from "./pseudonym_key.ts";
import { redactorOf } from "./redaction.ts";
import { findSecrets } from "./secrets.ts";

async function withFolder(use: (folder: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "settings-"));
  try {
    await use(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function withConfig(text: string, use: (root: string) => Promise<void>): Promise<void> {
  await withFolder(async (root) => {
    await mkdir(join(root, "profiles"));
    await writeFile(join(root, "profiles/profile.config.yaml"), text);
    await use(root);
  });
}

const KEY = { PROFILE_PSEUDONYM_KEY: "0123456789abcdef" };

test("readPseudonymKey() makes a key once, for its owner only, and takes the environment's first", async () => {
  await withFolder(async (home) => {
    const env = { HOME: home };
    const key = readPseudonymKey(env);
    assert.match(key, /^[0-9a-f]{64}$/);
    assert.equal(readPseudonymKey(env), key);
    assert.equal((await stat(pseudonymKeyFile(env))).mode & 0o777, 0o600);
    assert.equal(readPseudonymKey({ ...env, ...KEY }), KEY.PROFILE_PSEUDONYM_KEY);
    assert.throws(() => readPseudonymKey({ PROFILE_PSEUDONYM_KEY: "short" }), ProfileError);
    await writeFile(pseudonymKeyFile(env), "tiny");
    assert.throws(() => readPseudonymKey(env), /too short/);
  });
});

test("redactorOf() gives the same pseudonyms under one key, others under another, and warns without one", async () => {
  const mail = "mail ann.leeds@lab.example.org";
  const one = (await redactorOf({ dataRoot: undefined, env: KEY })).text(mail);
  assert.equal((await redactorOf({ dataRoot: undefined, env: KEY })).text(mail), one);
  const other = { PROFILE_PSEUDONYM_KEY: "fedcba9876543210" };
  assert.notEqual((await redactorOf({ dataRoot: undefined, env: other })).text(mail), one);
  await withFolder(async (folder) => {
    const warnings: string[] = [];
    await writeFile(join(folder, "file"), "");
    const env = { XDG_CONFIG_HOME: join(folder, "file") };
    const redactor = await redactorOf({
      dataRoot: undefined,
      env,
      warn: (message) => warnings.push(message),
    });
    assert.deepEqual(warnings, []);
    assert.match(redactor.text(mail), /^mail user-[0-9a-f]{8}@redacted\.invalid$/);
    assert.equal(warnings.length, 1);
    assert.match(warnings[0] ?? "", /this run only/);
  });
});

test("redactorOf() takes the rules of the data root", async () => {
  const config = `redaction:
  keys: [badge_no]
  patterns:
    - { name: ticket, pattern: 'TCK-\\d{4}', flags: i }
  allow: { keys: [cap_token], values: [help@example.org] }
  people: [Ines Okonkwo]
  hosts: [dbserver1]
  domains: [streamlab.example.com]
`;
  await withConfig(config, async (dataRoot) => {
    const redactor = await redactorOf({ dataRoot, env: KEY });
    const clean = redactor.json({
      badgeNo: "7-77",
      cap_token: "q1w2e3r4",
      text: "tck-1234 for help@example.org by okonkwo on dbserver1, x.streamlab.example.com",
    });
    assert.match(
      JSON.stringify(clean),
      /^\{"badgeNo":"\[redacted\]","cap_token":"q1w2e3r4","text":"\[redacted\] for help@example\.org by user-[0-9a-f]{8} on \[redacted\], \[redacted\]"\}$/,
    );
    assert.ok(redactor.redactions().some(({ rule }) => rule === "ticket"));
  });
});

test("redactorOf() refuses a configuration with a fault, with its place", async () => {
  const cases: [string, RegExp, number][] = [
    ["redaction:\n  patterns:\n    - { name: x, pattern: '(' }\n", /no regular expression/, 3],
    ["redaction:\n  patterns:\n    - name: x\n      pattern: '(a+)+x'\n", /take forever/, 4],
    ["redaction:\n  key: [a]\n", /unknown key "key"/, 2],
    ["redaction:\n  hosts: ['https://x/']\n", /no host name/, 2],
    ["redaction:\n  people: [ab]\n", /too short/, 2],
  ];
  for (const [text, words, line] of cases) {
    await withConfig(text, async (dataRoot) => {
      await assert.rejects(redactorOf({ dataRoot, env: KEY }), (error) => {
        assert.ok(error instanceof ProfileError);
        assert.match(error.message, words);
        assert.equal(error.position?.line, line, text);
        assert.ok((error.position?.column ?? 0) > 0);
        return true;
      });
    });
  }
});

test("findSecrets() takes the environment, then the file of the command line or the configuration", async () => {
  await withFolder(async (cwd) => {
    await writeFile(join(cwd, "s.env"), 'A=one\nPROFILE_SECRET_B="two # words"\nC=three\n', { mode: 0o600 });
    const base = { cwd, dataRoot: cwd };
    for (const from of [{ file: "s.env" }, { configured: "s.env" }]) {
      const secret = await findSecrets({ ...base, env: { PROFILE_SECRET_C: "env" }, ...from });
      assert.deepEqual(["A", "B", "C", "D"].map(secret), ["one", "two # words", "env", undefined]);
    }
    await assert.rejects(findSecrets({ ...base, env: {}, file: "none.env" }), /secrets file/);
  });
});
