/** `record proxy` of the built binary in front of HTTPS targets with an authority of their own. */
import assert from "node:assert/strict";
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { WebSocket } from "ws";
import { DEMO_ACCOUNT, startEmbedded } from "../lib/embedded/mod.ts";
import { makeCertificates } from "../lib/embedded/tls/certificates.ts";
import { sha256 } from "../lib/files/hash.ts";
import { Browser } from "./demo/browser.ts";
import { burnSeverity } from "./demo/seeds.ts";
import { profileRun, proxyRun } from "./proxy/session.ts";

interface Place {
  root: string;
  out: string;
  /** `https://localhost:<port>/weppcloud/`. */
  target: string;
  /** PEM file with the authority of the target. */
  ca: string;
}

async function withTarget(work: (place: Place) => Promise<void>): Promise<void> {
  const root = await mkdtemp(join(tmpdir(), "proxy-https-"));
  const server = await startEmbedded({
    playbackRunRoot: join(root, "p"),
    runsRoot: join(root, "r"),
    tls: true,
  });
  try {
    const ca = join(root, "authority.pem");
    await writeFile(ca, server.ca ?? "");
    await mkdir(join(root, "profiles"));
    const target = `${server.baseUrl.replace("127.0.0.1", "localhost")}/`;
    await work({ root, out: join(root, "out"), target, ca });
  } finally {
    await server.close();
    await rm(root, { recursive: true, force: true });
  }
}

/** What a user does: log in, make a run, change it, upload a file. Then a WebSocket. */
async function work(origin: string): Promise<{ run: string; uploaded: string; echo: string }> {
  let cookies = "";
  const browser = new Browser(origin, (input, init) => {
    const { cookie } = (init?.headers ?? {}) as Record<string, string>;
    cookies = cookie ?? cookies;
    return fetch(input, init);
  });
  await browser.login(DEMO_ACCOUNT.email, DEMO_ACCOUNT.password);
  await browser.createRun("disturbed9002");
  await browser.task("setname/", { name: "Basin above the mill" });
  const file = burnSeverity(10, 10);
  const form = new FormData();
  form.append("input_upload_sbs", file, "sbs.tif");
  await browser.change("tasks/upload-sbs/", form);
  return {
    run: browser.run.split("/")[0] ?? "",
    uploaded: sha256(new Uint8Array(await file.arrayBuffer())),
    echo: await echo(origin, origin, cookies),
  };
}

/** Sends a word over the target's WebSocket; gives what came back, or why nothing did. */
function echo(proxy: string, origin: string, cookie: string): Promise<string> {
  return new Promise((resolve) => {
    const socket = new WebSocket(`${proxy.replace("http", "ws")}/weppcloud-microservices/echo`, {
      headers: { cookie, origin },
    });
    socket.on("open", () => socket.send("hello"));
    socket.on("message", (data) => {
      resolve(String(data));
      socket.close();
    });
    socket.on("unexpected-response", (_request, answer) => {
      resolve(`HTTP ${answer.statusCode}`);
      socket.terminate();
    });
    socket.on("error", (error) => resolve(`failed: ${error.message}`));
  });
}

async function recorded(out: string, run: string) {
  const logs = join(out, "runs", run, "_logs");
  const log = await readFile(join(logs, "profile.events.jsonl"), "utf8");
  return { log, bodies: await readdir(join(logs, "bodies")) };
}

test("record proxy --ca records a session with an HTTPS target, WebSocket included", async () => {
  await withTarget(async ({ root, out, target, ca }) => {
    const proxy = await proxyRun(["--target", target, "--out", out, "--ca", ca]);
    try {
      const done = await work(proxy.origin);
      assert.equal(done.echo, "hello");
      assert.equal(await echo(proxy.origin, "http://localhost:1", ""), "HTTP 403");
      assert.equal((await proxy.end("SIGINT")).code, 130);
      const { log, bodies } = await recorded(out, done.run);
      assert.match(log, /Basin above the mill/);
      assert.match(log, /rq-engine\/create/);
      assert.deepEqual(bodies, [done.uploaded]);
      assert.equal(proxy.lines.at(-1)?.["webSockets"], 1);
      const made = await profileRun(["assemble", out, "--name", "x", "--json"], { cwd: root });
      assert.equal(made.code, 0, made.output);
      assert.deepEqual((JSON.parse(made.stdout) as { holes: unknown[] }).holes, []);
    } finally {
      await proxy.end("SIGKILL");
    }
  });
});

test("record proxy --target embedded records over its HTTPS", async () => {
  const root = await mkdtemp(join(tmpdir(), "proxy-https-"));
  try {
    const out = join(root, "out");
    const proxy = await proxyRun(["--target", "embedded", "--out", out]);
    try {
      const done = await work(proxy.origin);
      assert.equal(done.echo, "hello");
      assert.equal((await proxy.end("SIGINT")).code, 130);
      assert.deepEqual((await recorded(out, done.run)).bodies, [done.uploaded]);
    } finally {
      await proxy.end("SIGKILL");
    }
  } finally {
    await rm(root, { recursive: true, force: true });
  }
});

test("record proxy refuses an HTTPS target that it cannot trust, at its start", async () => {
  await withTarget(async ({ root, out, target, ca }) => {
    const start = (...words: string[]) => profileRun(["record", "proxy", "--out", out, ...words]);
    const without = await start("--target", target);
    assert.equal(without.code, 3, without.output);
    assert.match(without.stderr, /certificate of localhost:\d+ is not trusted/);
    assert.match(without.stderr, /--ca FILE/);

    const other = join(root, "other.pem");
    await writeFile(other, (await makeCertificates(["localhost"], Date.now())).ca);
    const wrong = await start("--target", target, "--ca", other);
    assert.equal(wrong.code, 3, wrong.output);
    assert.match(wrong.stderr, /other\.pem" of --ca is another authority's/);

    await writeFile(other, "no certificate");
    assert.equal((await start("--target", target, "--ca", other)).code, 2);
    await writeFile(other, "-----BEGIN CERTIFICATE-----\nbm8=\n-----END CERTIFICATE-----\n");
    const broken = await start("--target", target, "--ca", other);
    assert.equal(broken.code, 2, broken.output);
    assert.match(broken.stderr, /other\.pem/);
    assert.equal((await start("--target", target, "--ca", root)).code, 2);
    assert.equal((await start("--target", target, "--ca", join(root, "none.pem"))).code, 2);
    const name = await start("--target", target.replace("localhost", "127.0.0.2"), "--ca", ca);
    assert.equal(name.code, 3, name.output);
  });
});
