import assert from "node:assert/strict";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { makeSandbox, TestClient, withServer } from "../testing/client.ts";
import { CONTENT_POLICY } from "./layout.ts";
import { SECTIONS } from "./workflow_forms.ts";

/** All ids of a page's controls and the labels that point to them. */
function labels(html: string): { controls: string[]; labelled: string[] } {
  const controls = [...html.matchAll(/<(?:input|select) [^>]*>/g)].map(([tag]) => tag)
    .filter((tag) => !/type="(hidden|submit)"/.test(tag)).map((tag) =>
      / ?\bid="([^"]+)"/.exec(tag)?.[1] ?? tag
    );
  const labelled = [...html.matchAll(/<label for="([^"]+)"/g)].map((match) => match[1] ?? "");
  return { controls, labelled };
}

test("every page has the strict policy, nothing in line, labels for all fields, and ids once only", async () => {
  await withServer({}, async (server) => {
    const run = encodeURIComponent(await makeSandbox(server, "pages"));
    const client = new TestClient(server);
    const pages = ["/weppcloud/", "/weppcloud/login", "/weppcloud/interfaces/"];
    const inside = [
      "profile",
      "interfaces/",
      `runs/${run}/disturbed9002/`,
      `runs/${run}/disturbed9002/browse/`,
    ];
    for (const path of [...pages, "login", ...inside.map((name) => `/weppcloud/${name}`)]) {
      if (path === "login") {
        await client.login();
        continue;
      }
      const answer = await client.send("GET", path);
      assert.equal(answer.status, 200, path);
      assert.equal(answer.headers.get("content-security-policy"), CONTENT_POLICY, path);
      const html = await answer.text();
      assert.doesNotMatch(html, /<style|<script(?![^>]* src=)|\son\w+=|\sstyle=|javascript:/i, path);
      const { controls, labelled } = labels(html);
      assert.deepEqual(controls.filter((id) => !labelled.includes(id)), [], path);
      const ids = [...html.matchAll(/\sid="([^"]+)"/g)].map((match) => match[1]);
      assert.equal(new Set(ids).size, ids.length, path);
    }
  });
});

test("the policy allows nothing in line and nothing from elsewhere", () => {
  assert.match(CONTENT_POLICY, /default-src 'self'/);
  assert.doesNotMatch(CONTENT_POLICY, /unsafe|\*|https?:|nonce/);
});

test("the run page has a form with stable ids for every step, and the run's ids for the script", async () => {
  await withServer({}, async (server) => {
    const run = await makeSandbox(server, "ids");
    const client = new TestClient(server);
    await client.login();
    const path = `/weppcloud/runs/${encodeURIComponent(run)}/disturbed9002/`;
    const html = await (await client.send("GET", path)).text();
    assert.match(html, /<main id="main" data-run="profile;;tmp;;ids" data-config="disturbed9002">/);
    for (const form of SECTIONS.flatMap((section) => section.forms)) {
      for (const kind of ["form", "submit", "status"]) {
        assert.ok(html.includes(`id="${kind}-${form.id}"`), form.id);
      }
    }
  });
});

test("a page follows ?theme=, then the option, then the browser", async () => {
  const theme = async (client: TestClient, query: string): Promise<string | undefined> =>
    / data-theme="(\w+)"/.exec(await (await client.send("GET", `/weppcloud/${query}`)).text())?.[1];
  await withServer({ theme: "dark" }, async (server) => {
    const client = new TestClient(server);
    assert.equal(await theme(client, ""), "dark");
    assert.equal(await theme(client, "?theme=light"), "light");
    assert.equal(await theme(client, '?theme="><b>'), "dark");
  });
  await withServer({}, async (server) => {
    assert.equal(await theme(new TestClient(server), ""), undefined);
    assert.equal(await theme(new TestClient(server), "?theme=dark"), "dark");
  });
});

test("a run is made by cookie, by rq_token or by bearer, with overrides; the log of the server keeps no token", async () => {
  await withServer({}, async (server) => {
    const stranger = new TestClient(server);
    const refused = await stranger.send("POST", "/rq-engine/create/", {
      body: new URLSearchParams({ config: "disturbed9002" }),
    });
    assert.equal(refused.status, 403);
    const client = await new TestClient(server).start();
    const { configs } = await (await client.send("GET", "/rq-engine/api/configs")).json() as {
      configs: { config: string }[];
    };
    assert.ok(configs.some(({ config }) => config === "disturbed9002"));
    const token = client.token ?? "";
    client.token = undefined;
    for (const [who, fields] of [[client, {}], [stranger, { rq_token: token }]] as const) {
      const body = new URLSearchParams({ config: "disturbed9002", "unitizer:is_english": "true", ...fields });
      const answer = await who.send("POST", "/rq-engine/create/", { body });
      assert.equal(answer.status, 303);
      const [, run = ""] = /^\/weppcloud\/runs\/([^/]+)\/disturbed9002\/$/.exec(
        answer.headers.get("location") ?? "",
      ) ?? [];
      const cfg = await readFile(
        join(server.root, "runs", run.slice(0, 2), run, "disturbed9002.cfg"),
        "utf8",
      );
      assert.match(cfg, /\[unitizer\]\nis_english = true/);
      assert.ok(!cfg.includes(token));
    }
    const wrong = await stranger.send("POST", "/rq-engine/create/", {
      body: new URLSearchParams({ config: "disturbed9002", rq_token: `${token}x` }),
    });
    assert.equal(wrong.status, 401);
  });
});

test("the browse page lists what may be seen, with names as text and not as HTML", async () => {
  await withServer({}, async (server) => {
    const run = await makeSandbox(server, "browse");
    const dir = join(server.root, "playback", "browse");
    await mkdir(join(dir, "_logs"), { recursive: true });
    await mkdir(join(dir, "wepp", "a b"), { recursive: true });
    await writeFile(join(dir, "wepp", "<b>&'\".txt"), "x");
    const client = new TestClient(server);
    await client.login();
    const base = `/weppcloud/runs/${encodeURIComponent(run)}/disturbed9002/browse`;
    const root = await (await client.send("GET", `${base}/`)).text();
    assert.match(root, />disturbed9002\.cfg<\/a>/);
    assert.doesNotMatch(root, /_logs/);
    const folder = await (await client.send("GET", `${base}/wepp`)).text();
    assert.match(folder, /browse\/wepp\/a%20b"/);
    assert.match(folder, /&lt;b&gt;&amp;/);
    assert.doesNotMatch(folder, /<b>/);
    const href = /href="([^"]+download\/wepp\/[^"]+)"/.exec(folder)?.[1] ?? "";
    assert.equal(await (await client.send("GET", href)).text(), "x");
    assert.equal((await client.send("GET", `${base}/_logs`)).status, 403);
    assert.equal((await client.send("GET", `${base}/wepp/none`)).status, 404);
    assert.equal((await client.send("GET", `${base}/..%2F..%2F`)).status, 404);
  });
});
