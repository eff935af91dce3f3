/** The built binary against a server of another process: login, secrets, guard, servers that are no WEPPcloud. */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import process from "node:process";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { type EmbeddedServer, startEmbedded } from "../lib/embedded/mod.ts";
import { walkFiles } from "../lib/files/walk.ts";
import { PSEUDONYM_KEY } from "./pseudonym_key.ts";

const REPO = join(dirname(fileURLToPath(import.meta.url)), "..");
const ACCOUNT = { email: "qa.person@example.org", password: "correct-horse-9-battery" };

/** Runs the binary without blocking this process, in which the server lives. */
function profile(root: string, env: Record<string, string>, ...words: string[]) {
  const all = { ...PSEUDONYM_KEY, PATH: process.env["PATH"] ?? "", PROFILE_DATA_ROOT: root, ...env };
  return new Promise<{ code: number | null; output: string }>((resolve) => {
    const child = spawn(join(REPO, "bin/profile"), words, { env: all, stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    child.stdout.on("data", (block) => output += String(block));
    child.stderr.on("data", (block) => output += String(block));
    child.on("close", (code) => resolve({ code, output }));
  });
}

async function withRoot(use: (root: string) => Promise<void>): Promise<void> {
  const root = await mkdtemp(join(tmpdir(), "server-"));
  try {
    await mkdir(join(root, "profiles"));
    await cp(join(REPO, "profiles/us-small"), join(root, "profiles/us-small"), { recursive: true });
    await use(root);
  } finally {
    await rm(root, { recursive: true });
  }
}

async function withServer(root: string, use: (server: EmbeddedServer) => Promise<void>): Promise<void> {
  const playbackRunRoot = join(root, "playback", "runs");
  const server = await startEmbedded({ playbackRunRoot, runsRoot: join(root, "runs"), account: ACCOUNT });
  try {
    await use(server);
  } finally {
    await server.close();
  }
}

const LOGIN = { ADMIN_EMAIL: ACCOUNT.email, ADMIN_PASSWORD: ACCOUNT.password };

test("play logs in at a server, and no password, cookie or token is in any file or output", async () => {
  await withRoot(async (root) => {
    await withServer(root, async (server) => {
      const ended = await profile(root, LOGIN, "play", "us-small", "--base-url", server.baseUrl, "--verbose");
      assert.equal(ended.code, 0, ended.output);
      assert.match(ended.output, /\npassed\n$/);
      const secrets = [
        ACCOUNT.password,
        ACCOUNT.email,
        "eyJhbGciOi",
        "weppcloud_session=",
        "remember_token=",
      ];
      const files = await walkFiles(join(root, "profiles/results"));
      assert.ok(files.some((file) => file.endsWith("transcript.har")));
      for (const secret of secrets) {
        assert.ok(!ended.output.includes(secret), `output holds ${secret}`);
        for (const file of files) {
          const content = await readFile(join(root, "profiles/results", file), "latin1");
          assert.ok(!content.includes(secret), `${file} holds ${secret}`);
        }
      }
    });
  });
});

test("play with a wrong password is unavailable, although the server answers 200 with a cookie", async () => {
  await withRoot(async (root) => {
    await withServer(root, async (server) => {
      const env = { ...LOGIN, ADMIN_PASSWORD: "wrong-password-1" };
      const ended = await profile(root, env, "play", "us-small", "--base-url", server.baseUrl);
      assert.equal(ended.code, 3, ended.output);
      assert.match(ended.output, /did not accept e-mail and password/);
      assert.ok(server.requests.some((entry) => entry.path.endsWith("/login") && entry.status === 200));
      assert.ok(!server.requests.some((entry) => entry.path.includes("/runs/")), "nothing else was asked");
    });
  });
});

test("play takes ADMIN_EMAIL and ADMIN_PASSWORD from docker/.env", async () => {
  await withRoot(async (root) => {
    await withServer(root, async (server) => {
      await mkdir(join(root, "docker"));
      const lines = [`ADMIN_EMAIL=${ACCOUNT.email}`, `ADMIN_PASSWORD="${ACCOUNT.password}"`, "OTHER=1"];
      await writeFile(join(root, "docker/.env"), lines.join("\n"));
      const ended = await profile(root, {}, "play", "us-small", "--base-url", server.baseUrl, "--no-compare");
      assert.equal(ended.code, 0, ended.output);
      assert.match(ended.output, /\npassed \(steps only\)\n$/);
    });
  });
});

test("no request names the recorded run, however the profile writes it: the server's own log proves it", async () => {
  const recorded =
    /run_id: (\S+)/.exec(await readFile(join(REPO, "profiles/us-small/profile.yaml"), "utf8"))?.[1] ?? "";
  assert.ok(recorded.length > 5);
  const [first = ""] = recorded;
  const hex = `%${first.charCodeAt(0).toString(16)}`;
  const twice = `%25${first.charCodeAt(0).toString(16)}`;
  const ways: [string, string][] = [
    [
      "path: /weppcloud/runs/{{run_id}}/{{config}}/report/channel",
      `path: /weppcloud/runs/${recorded}/{{config}}/report/channel`,
    ],
    [
      "path: /weppcloud/runs/{{run_id}}/{{config}}/report/channel",
      `path: /weppcloud/runs/${hex}${recorded.slice(1)}/{{config}}/x`,
    ],
    [
      "path: /weppcloud/runs/{{run_id}}/{{config}}/report/channel",
      `path: /weppcloud/runs/${twice}${recorded.slice(1)}/{{config}}/x`,
    ],
    [
      "path: /weppcloud/runs/{{run_id}}/{{config}}/report/channel",
      `path: /weppcloud/runs/{{run_id}}/../${recorded}/{{config}}/x`,
    ],
    ["path: /weppcloud/runs/{{run_id}}/{{config}}/report/channel", `path: /weppcloud/report?run=${recorded}`],
    ["path: /weppcloud/runs/{{run_id}}/{{config}}/report/channel", `path: //127.0.0.1:9/weppcloud/`],
    ["path: /weppcloud/runs/{{run_id}}/{{config}}/report/channel", `path: "/\\\\127.0.0.1:9/weppcloud/"`],
    [
      "json: { latitude: 46.6948, longitude: -117.0127 }",
      `json: { latitude: 46.6948, longitude: -117.0127, "${recorded}": 1 }`,
    ],
    [
      "json: { latitude: 46.6948, longitude: -117.0127 }",
      `json: { latitude: 46.6948, note: "copy of ${recorded}" }`,
    ],
    ["urlencoded: { name: Small basin above the mill }", `urlencoded: { name: "x ${recorded} y" }`],
  ];
  await withRoot(async (root) => {
    const file = join(root, "profiles/us-small/profile.yaml");
    const original = await readFile(file, "utf8");
    await withServer(root, async (server) => {
      for (const [what, instead] of ways) {
        assert.ok(original.includes(what), `the profile has no "${what}"`);
        await writeFile(file, original.replace(what, instead));
        const ended = await profile(root, LOGIN, "play", "us-small", "--base-url", server.baseUrl, "-q");
        assert.ok(
          ended.code === 5,
          `${instead}: ${ended.output}`,
        );
      }
      const seen = server.requests.map((entry) => decodeURIComponent(entry.path + entry.query));
      assert.ok(seen.length > 50);
      assert.deepEqual(seen.filter((path) => path.includes(recorded)), []);
    });
  });
});

test("play against something that is no WEPPcloud is unavailable", async () => {
  const answers: [string, RequestListener][] = [
    ["404 everywhere", (_request, response) => response.writeHead(404).end()],
    ["a page for everything", (_request, response) => response.end("<html><h1>It works</h1></html>")],
    ["a reset", (request) => request.socket.destroy()],
  ];
  for (const [name, listener] of answers) {
    const server = createServer(listener);
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/weppcloud`;
    await withRoot(async (root) => {
      const ended = await profile(root, LOGIN, "play", "us-small", "--base-url", url);
      assert.equal(ended.code, 3, `${name}: ${ended.output}`);
      assert.match(ended.output, /error {5}\S.*\n(?:at .*\n)?do {8}\S/, name);
    });
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
});
