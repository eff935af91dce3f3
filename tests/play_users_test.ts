/** The built binary against a site with several accounts: every step goes out with its own user's session. */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import process from "node:process";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { walkFiles } from "../lib/files/walk.ts";
import { PSEUDONYM_KEY } from "./pseudonym_key.ts";

const REPO = join(dirname(fileURLToPath(import.meta.url)), "..");
const PASSWORDS: Record<string, string> = {
  "main@example.org": "canary-main-pw",
  "ann@example.org": "canary-ann-pw",
  "bob@example.org": "canary-bob-pw",
};
const PROFILE = `version: 1
metadata: { slug: shared, config: c, rq_required: false }
prerequisites: { users: { ann: owner, bob: guest, cy: guest } }
steps:
  - { id: own, action: http_post, path: "/rq-engine/api/runs/{{run_id}}/{{config}}/share", json: {}, user: ann }
  - { id: look, action: http_get, path: "/weppcloud/runs/{{run_id}}/{{config}}/look", user: bob }
  - { id: change, action: http_post, path: "/weppcloud/runs/{{run_id}}/{{config}}/tasks/change/", json: {}, user: bob }
  - { id: rest, action: http_get, path: "/weppcloud/runs/{{run_id}}/{{config}}/rest" }
  - { id: third, action: http_get, path: "/weppcloud/runs/{{run_id}}/{{config}}/third", user: cy }
`;

/** A site with the accounts above; `seen` tells as whom each request of a step came, by cookie and by token. */
async function withSite(use: (url: string, seen: string[]) => Promise<void>): Promise<void> {
  const seen: string[] = [];
  const server = createServer((request, response) => {
    void textOf(request).then((body) => {
      const path = new URL(request.url ?? "/", "http://h").pathname;
      const who = /sid=([^;]*)/.exec(request.headers.cookie ?? "")?.[1] ?? "";
      const bearer = /Bearer canary-token-(.*)/.exec(request.headers.authorization ?? "")?.[1] ?? "";
      const html = (text: string) => void response.setHeader("content-type", "text/html").end(text);
      const json = (value: unknown, status = 200) =>
        void response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(value));
      if (path === "/weppcloud/login" && request.method === "GET") {
        html('<form><input name="csrf_token" value="canary-csrf"><input type="password"></form>');
      } else if (path === "/weppcloud/login") {
        const form = new URLSearchParams(body);
        const email = form.get("email") ?? "";
        if (PASSWORDS[email] !== form.get("password")) return html('<input type="password">');
        response.setHeader("set-cookie", `sid=${email}; Path=/`);
        response.writeHead(302, { location: "/weppcloud/" }).end();
      } else if (path.endsWith("/session-heartbeat")) json({ ok: who !== "" }, who === "" ? 401 : 200);
      else if (path.endsWith("/session-token")) json({ token: `canary-token-${who}` });
      else {
        if (path.includes("/runs/")) {
          const csrf = request.headers["x-csrftoken"] === undefined ? "" : " csrf";
          seen.push(`${path.replace(/.*\/c\//, "")} ${who}${bearer === "" ? "" : ` ${bearer}`}${csrf}`);
        }
        json({});
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  try {
    await use(`http://127.0.0.1:${(server.address() as AddressInfo).port}/weppcloud`, seen);
  } finally {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
}

async function textOf(request: IncomingMessage): Promise<string> {
  let text = "";
  for await (const block of request) text += String(block);
  return text;
}

async function withRoot(use: (root: string) => Promise<void>): Promise<void> {
  const root = await mkdtemp(join(tmpdir(), "users-"));
  try {
    await mkdir(join(root, "profiles/shared/seed/config"), { recursive: true });
    await mkdir(join(root, "playback/runs"), { recursive: true });
    await writeFile(join(root, "profiles/shared/seed/config/c.cfg"), "[general]\n");
    await writeFile(join(root, "profiles/shared/profile.yaml"), PROFILE);
    await use(root);
  } finally {
    await rm(root, { recursive: true });
  }
}

function play(root: string, url: string, env: Record<string, string>, ...words: string[]) {
  const all = { ...PSEUDONYM_KEY, PATH: process.env["PATH"] ?? "", PROFILE_DATA_ROOT: root, ...env };
  return new Promise<{ code: number | null; output: string }>((resolve) => {
    const options = ["play", "shared", "--base-url", url, "--no-compare", "--verbose", ...words];
    const child = spawn(join(REPO, "bin/profile"), options, { env: all, stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    child.stdout.on("data", (block) => output += String(block));
    child.stderr.on("data", (block) => output += String(block));
    child.on("close", (code) => resolve({ code, output }));
  });
}

const MAIN = { ADMIN_EMAIL: "main@example.org", ADMIN_PASSWORD: "canary-main-pw" };

test("play sends each step with its user's session and token; who has none uses the main login, with a note", async () => {
  await withRoot(async (root) => {
    await withSite(async (url, seen) => {
      const users = join(root, "users.env");
      await writeFile(users, "BOB_EMAIL=bob@example.org\nBOB_PASSWORD=canary-bob-pw\n", { mode: 0o600 });
      const env = {
        ...MAIN,
        PROFILE_USER_ANN_EMAIL: "ann@example.org",
        PROFILE_USER_ANN_PASSWORD: "canary-ann-pw",
      };
      const { code, output } = await play(root, url, env, "--users-file", users);
      assert.equal(code, 0, output);
      assert.deepEqual(seen, [
        // Whether the server can use the sandbox is asked with the main login.
        " main@example.org",
        "share ann@example.org ann@example.org",
        "look bob@example.org",
        "tasks/change/ bob@example.org csrf",
        "rest main@example.org",
        "third main@example.org",
      ]);
      assert.match(output, /cy has no credentials and uses the main login/);
      const results = join(root, "profiles/results");
      const files = await walkFiles(results);
      const report = files.find((file) => file.endsWith("report.json")) ?? "";
      const { steps } = JSON.parse(await readFile(join(results, report), "utf8"));
      assert.deepEqual(steps.map(({ user }: { user?: string }) => user), [
        "ann",
        "bob",
        "bob",
        undefined,
        undefined,
      ]);
      for (const file of files) {
        const text = await readFile(join(results, file), "utf8");
        for (const secret of ["canary-", "ann@example.org", "bob@example.org"]) {
          assert.ok(
            !text.includes(secret) && !output.includes(secret),
            `${file} or the output holds ${secret}`,
          );
        }
      }
    });
  });
});

test("play is unavailable when the login of one of the users fails, and names the user", async () => {
  await withRoot(async (root) => {
    await withSite(async (url, seen) => {
      const env = { ...MAIN, PROFILE_USER_BOB_EMAIL: "bob@example.org", PROFILE_USER_BOB_PASSWORD: "wrong" };
      const { code, output } = await play(root, url, env);
      assert.equal(code, 3, output);
      assert.match(output, /User bob: Cannot log in: the server did not accept/);
      assert.deepEqual(seen, [], "no step was sent");
    });
  });
});
