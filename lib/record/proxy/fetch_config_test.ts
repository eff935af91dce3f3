import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { test } from "node:test";
import { Pool } from "undici";
import { withFolder } from "../../files/test_folder.ts";
import { walkFiles } from "../../files/walk.ts";
import { createRedactor } from "../../redact/redactor.ts";
import { fetchConfigs } from "./fetch_config.ts";

type Answer = [status: number, type: string, text: string];

/** Fetches the config of one run from a server that answers as the test says; gives what is in the run's folder then. */
async function fetched(
  answers: Record<string, Answer>,
  cookie: string | undefined,
  page = "/weppcloud/runs/ample-otter/cfg/",
): Promise<{ files: Record<string, string>; asked: string[]; runs: string[] }> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url} ${request.headers.cookie ?? ""}`);
    const [status, type, text] = answers[(request.url ?? "").split("/").at(-1) ?? ""] ??
      [404, "text/html", "no"];
    response.writeHead(status, { "content-type": type }).end(text);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const upstream = new Pool(origin);
  try {
    return await withFolder(async (dir) => {
      const run = { id: "ample-otter", config: "cfg", events: 1, dir };
      const redactor = createRedactor();
      const runs = await fetchConfigs([run], { target: new URL(page, origin), upstream, cookie, redactor });
      const files: Record<string, string> = {};
      for (const path of await walkFiles(dir)) files[path] = await readFile(join(dir, path), "utf8");
      return { files, asked, runs };
    });
  } finally {
    await upstream.destroy();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
}

const CFG: Answer = [200, "application/octet-stream", '[general]\nname = "x"\nowner = person@example.org\n'];
const DEFAULTS: Answer = [200, "text/plain", "[general]\ncellsize = 30\n"];

test("fetchConfigs() keeps the run's config with secrets taken out, read with the browser's cookies", async () => {
  const { files, asked, runs } = await fetched({ "cfg.cfg": CFG, "_defaults.toml": DEFAULTS }, "session=abc");
  assert.deepEqual(runs, ["ample-otter"]);
  assert.deepEqual(Object.keys(files), ["_defaults.toml", "cfg.cfg"]);
  assert.match(files["cfg.cfg"] ?? "", /^\[general\]\nname = "x"\n/);
  assert.doesNotMatch(files["cfg.cfg"] ?? "", /person@example\.org/);
  assert.deepEqual(
    asked,
    ["cfg.cfg", "_defaults.toml"].map((name) =>
      `GET /weppcloud/runs/ample-otter/cfg/download/${name} session=abc`
    ),
  );
});

test("fetchConfigs() keeps nothing that is no config, and asks for nothing without a session", async () => {
  assert.deepEqual(await fetched({ "cfg.cfg": CFG }, undefined), { files: {}, asked: [], runs: [] });
  const odd: Answer[] = [
    [403, "application/json", "{}"],
    [200, "text/html; charset=utf-8", "<form>[general]</form>"],
    [200, "text/plain", "nothing here"],
    [200, "application/octet-stream", `[a]\n${"x".repeat(300_000)}`],
    [200, "application/octet-stream", "[a]\u0000\u0001"],
    [302, "text/plain", ""],
  ];
  for (const answer of odd) {
    const { files, runs } = await fetched({ "cfg.cfg": answer }, "session=abc", "/weppcloud/");
    assert.deepEqual([files, runs], [{}, []], answer.join(" ").slice(0, 60));
  }
});
