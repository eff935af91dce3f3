/** A gateway between the built binary and the server, which changes single answers: none of them may pass unseen. */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import process from "node:process";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { DEMO_ACCOUNT, startEmbedded } from "../lib/embedded/mod.ts";
import { type Intervene, startGateway } from "./gateway.ts";
import { PSEUDONYM_KEY } from "./pseudonym_key.ts";

const REPO = join(dirname(fileURLToPath(import.meta.url)), "..");

interface Played {
  code: number | null;
  output: string;
}

/** Plays us-small through the gateway; nothing is compared but what the steps see. */
async function playThrough(
  intervene: Intervene,
  prepare = (_root: string) => Promise.resolve(),
): Promise<Played> {
  const root = await mkdtemp(join(tmpdir(), "between-"));
  const playbackRunRoot = join(root, "playback", "runs");
  await mkdir(join(root, "profiles"));
  await cp(join(REPO, "profiles/us-small"), join(root, "profiles/us-small"), { recursive: true });
  await prepare(root);
  const server = await startEmbedded({ playbackRunRoot, runsRoot: join(root, "runs") });
  const gateway = await startGateway(server, intervene);
  try {
    return await run(root, ["play", "us-small", "--base-url", gateway.baseUrl, "--no-compare"]);
  } finally {
    await gateway.close();
    await server.close();
    await rm(root, { recursive: true });
  }
}

function run(root: string, words: string[]): Promise<Played> {
  const { email, password } = DEMO_ACCOUNT;
  const env = {
    ...PSEUDONYM_KEY,
    PATH: process.env["PATH"] ?? "",
    PROFILE_DATA_ROOT: root,
    ADMIN_EMAIL: email,
    ADMIN_PASSWORD: password,
  };
  return new Promise((resolve) => {
    const child = spawn(join(REPO, "bin/profile"), words, { env, stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    child.stdout.on("data", (block) => output += String(block));
    child.stderr.on("data", (block) => output += String(block));
    child.on("close", (code) => resolve({ code, output }));
  });
}

const LOGIN_PAGE = '<form action="/weppcloud/login" method="post"><input name="csrf_token" value="x">' +
  '<input type="password" name="password"></form>';

test("a gateway that changes nothing: passed", async () => {
  const { code, output } = await playThrough(() => false);
  assert.equal(code, 0, output);
});

test("the login page in place of a report fails the step, under its own address or after a redirect", async () => {
  const inPlace = await playThrough((request, response) => {
    if (!request.url?.includes("/report/channel")) return false;
    response.writeHead(200, { "content-type": "text/html" }).end(LOGIN_PAGE);
    return true;
  });
  assert.equal(inPlace.code, 1, inPlace.output);
  assert.match(inPlace.output, /FAIL {2}report-channel/);
  const redirected = await playThrough((request, response) => {
    if (!request.url?.includes("/report/channel")) return false;
    response.writeHead(302, { location: "/weppcloud/login" }).end();
    return true;
  });
  assert.equal(redirected.code, 1, redirected.output);
  assert.match(redirected.output, /does not take us for logged in/);
});

test("a legacy failure with HTTP 200 fails the step", async () => {
  const { code, output } = await playThrough((request, response) => {
    if (!request.url?.includes("/tasks/setname/")) return false;
    response.writeHead(200, { "content-type": "application/json" }).end(
      '{"Success":false,"Error":"no such name"}',
    );
    return true;
  });
  assert.equal(code, 1, output);
  assert.match(
    output,
    /FAIL {2}setname.*\n.*profile\.yaml:\d+:\d+\n.*POST .*\n.*Success: false: no such name/,
  );
});

test("one 502 while a job is polled does not end the play, and is told", async () => {
  let left = 2;
  const { code, output } = await playThrough((request, response) => {
    // The first polls are those of the worker check.
    if (!request.url?.includes("/jobstatus/") || left <= 0) return false;
    left--;
    response.writeHead(502).end("bad gateway");
    return true;
  });
  assert.equal(code, 0, output);
  assert.match(output, /note .*502/);
});

test("a mutation answered 500, and one whose answer never comes, are no pass", async () => {
  const broken = await playThrough((request, response) => {
    if (!request.url?.includes("/build-soils")) return false;
    response.writeHead(500, { "content-type": "application/json" }).end(
      '{"error":{"message":"boom"},"password":"correct-horse-77"}',
    );
    return true;
  });
  assert.equal(broken.code, 1, broken.output);
  assert.match(broken.output, /answer {4}\{"error":\{"message":"boom"\},"password":"\[redacted\]"\}/);
  assert.doesNotMatch(broken.output, /correct-horse/);
  assert.match(broken.output, /expected {2}status 2xx\n +got {7}500: boom/);
  const reset = await playThrough((request) => {
    if (!request.url?.includes("/build-soils")) return false;
    request.socket.destroy();
    return true;
  });
  assert.equal(reset.code, 6, reset.output);
  assert.match(reset.output, /whether it was done is not known/);
});

test("trouble beside the result changes no verdict and loses no report", async () => {
  let kept = "";
  const { code, output } = await playThrough(() => false, async (root) => {
    const results = join(root, "profiles/results");
    await mkdir(results);
    await writeFile(join(results, "latest.json"), "{ torn");
    kept = await readFile(join(results, "latest.json"), "utf8");
  });
  assert.equal(kept, "{ torn");
  assert.equal(code, 0, output);
});
