import assert from "node:assert/strict";
import { chmod, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { ProfileError } from "../errors.ts";
import { findCredentials } from "./credentials.ts";
import { findUserCredentials, variableOf } from "./user_credentials.ts";

async function withFolder(use: (folder: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "credentials-"));
  try {
    await use(folder);
  } finally {
    await rm(folder, { recursive: true });
  }
}

const LOGIN = { ADMIN_EMAIL: "a@example.org", ADMIN_PASSWORD: "pw" };

test("findCredentials() takes files of the command line, then the environment, then docker/.env", async () => {
  await withFolder(async (cwd) => {
    const base = { cwd, dataRoot: cwd, env: LOGIN };
    await writeFile(join(cwd, "secret"), "the-token\n", { mode: 0o600 });
    assert.deepEqual(await findCredentials({ ...base, bearerFile: "secret" }), { bearer: "the-token" });
    assert.deepEqual(await findCredentials({ ...base, cookieFile: "secret" }), { cookie: "the-token\n" });
    const both = { ...LOGIN, PROFILE_COOKIE: "s=1" };
    assert.deepEqual(await findCredentials({ ...base, env: both }), { cookie: "s=1" });
    assert.deepEqual(await findCredentials({ ...base, env: { ...both, PROFILE_BEARER: " t " } }), {
      bearer: "t",
    });
    assert.deepEqual(await findCredentials(base), { login: { email: "a@example.org", password: "pw" } });
    assert.deepEqual(await findCredentials({ ...base, env: {} }), {});
    await mkdir(join(cwd, "docker"));
    await writeFile(join(cwd, "docker/.env"), "ADMIN_EMAIL=b@example.org\nADMIN_PASSWORD=other\n");
    assert.deepEqual(await findCredentials({ ...base, env: {} }), {
      login: { email: "b@example.org", password: "other" },
    });
  });
});

test("findCredentials() refuses a file that everybody on the machine may read, and says how to mend it", async () => {
  await withFolder(async (cwd) => {
    const file = join(cwd, "secret");
    await writeFile(file, "ADMIN_EMAIL=canary-1", { mode: 0o600 });
    for (const mode of [0o644, 0o604, 0o602]) {
      await chmod(file, mode);
      for (const option of ["bearerFile", "cookieFile", "envFile"]) {
        await assert.rejects(findCredentials({ cwd, dataRoot: cwd, env: {}, [option]: file }), (error) => {
          assert.ok(error instanceof ProfileError);
          assert.equal(error.verdict, "refused");
          assert.equal(error.remedy, `chmod 600 ${file}`);
          assert.doesNotMatch(error.message, /canary/);
          return true;
        });
      }
    }
    await chmod(file, 0o640);
    await findCredentials({ cwd, dataRoot: cwd, env: {}, envFile: file });
  });
});

test("findUserCredentials() gives each user its own, of the environment before the file", async () => {
  await withFolder(async (cwd) => {
    const lines = ["ANN_LEE_EMAIL=ann@example.org", "ANN_LEE_PASSWORD=one", "PROFILE_USER_BOB_BEARER=token"];
    await writeFile(join(cwd, "users.env"), lines.join("\n"), { mode: 0o600 });
    assert.equal(variableOf("ann.lee", "EMAIL"), "PROFILE_USER_ANN_LEE_EMAIL");
    const env = { PROFILE_USER_ANN_LEE_PASSWORD: "two", PROFILE_USER_CY_COOKIE: "s=1" };
    const found = await findUserCredentials(["ann.lee", "bob", "cy", "dee"], { env, cwd, file: "users.env" });
    assert.deepEqual([...found], [
      ["ann.lee", { login: { email: "ann@example.org", password: "two" } }],
      ["bob", { bearer: "token" }],
      ["cy", { cookie: "s=1" }],
    ]);
    const half = findUserCredentials(["ann.lee"], { env, cwd });
    await assert.rejects(half, /lack PROFILE_USER_ANN_LEE_EMAIL/);
  });
});
