import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { test } from "node:test";
import { Session } from "../../auth/session.ts";
import { sha256 } from "../../files/hash.ts";
import { withFolder } from "../../files/test_folder.ts";
import { walkFiles } from "../../files/walk.ts";
import { HttpClient } from "../../http/client.ts";
import { serverUrls } from "../../http/server_urls.ts";
import { checkRun } from "../check_run.ts";
import { httpOutputs, type HttpSource } from "./http.ts";
import { runFilesOf } from "./run_files.ts";
import type { Outputs } from "./types.ts";

const RUN = "profile;;tmp;;ab";
type Answers = Record<
  string,
  { status?: number; json?: unknown; text?: string | Uint8Array; headers?: Record<string, string> }
>;

/** A server that answers below the run's address as the test says; `*` is the rest. */
async function withRun(
  answers: Answers,
  use: (
    outputs: Outputs,
    found: { scratch: string; asked: string[]; notes: string[]; answers: Answers },
  ) => Promise<void>,
  bounds?: HttpSource["bounds"],
): Promise<void> {
  const asked: string[] = [];
  const notes: string[] = [];
  const server = createServer((request, response) => {
    const path = decodeURIComponent(request.url ?? "").replace(`/weppcloud/runs/${RUN}/cfg/`, "");
    asked.push(path);
    const { status = 200, json, text, headers } = answers[path] ?? answers["*"] ?? { status: 404 };
    response.writeHead(status, {
      "content-type": json === undefined ? "application/octet-stream" : "application/json",
      ...headers,
    });
    response.end(json === undefined ? text : JSON.stringify(json));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const urls = serverUrls(`http://127.0.0.1:${(server.address() as AddressInfo).port}/weppcloud`);
  const client = new HttpClient({
    guard: { recordedRun: "ample-otter", sandboxRun: RUN, origins: new Set([urls.origin]) },
  });
  const session = new Session(client, urls, { bearer: "some-token" }, { note: () => {}, learn: () => {} });
  try {
    await withFolder(async (folder) => {
      const scratch = join(folder, "scratch", "outputs");
      const source = {
        client,
        session,
        urls,
        runId: RUN,
        config: "cfg",
        scratch,
        note: (line: string) => notes.push(line),
      };
      await use(httpOutputs(bounds === undefined ? source : { ...source, bounds }), {
        scratch,
        asked,
        notes,
        answers,
      });
      assert.deepEqual((await walkFiles(folder)).filter((path) => !path.startsWith("scratch/outputs/")), []);
    });
  } finally {
    await client.close();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
}

const folder = (...names: string[]) => ({
  json: {
    entries: names.map((name) => ({
      name: name.replace(/\/$/, ""),
      type: name.endsWith("/") ? "directory" : "file",
      size: 1,
    })),
  },
});

test("httpOutputs() lists folders below folders, and only what may be seen", async () => {
  await withRun({
    "files/": folder("a.txt", "wepp/", "_logs/", "empty/"),
    "files/wepp": folder("b.tif", "..", "x\\y"),
  }, async (outputs, { asked, notes }) => {
    assert.deepEqual((await outputs.list())?.map(({ path }) => path), ["a.txt", "wepp/b.tif"]);
    assert.deepEqual((await outputs.list("wepp/*"))?.map(({ path }) => path), ["wepp/b.tif"]);
    assert.ok(!asked.some((path) => path.includes("_logs")));
    assert.match(notes.join(), /2 entries of the run have names/);
  });
});

test("httpOutputs() reads the page where there is no listing, and says nothing when there is neither", async () => {
  const link = `<table><a href="/weppcloud/runs/${RUN}/cfg/download/a.txt">a</a>`;
  await withRun({ "browse/": { text: link } }, async (outputs) => {
    assert.deepEqual((await outputs.list())?.map(({ path }) => path), ["a.txt"]);
  });
  await withRun({}, async (outputs) => assert.equal(await outputs.list(), undefined));
});

test("httpOutputs() fetches bytes as they are, what is there now, and nothing that is not", async () => {
  const bytes = new Uint8Array([0, 255, 10, 13, 0, 200]);
  await withRun(
    { "download/wepp/a b.tif": { text: bytes } },
    async (outputs, { scratch, answers, asked }) => {
      assert.equal(
        await outputs.folder(["wepp/a b.tif", "nowhere.txt", "../out.txt"]),
        scratch,
      );
      assert.deepEqual(new Uint8Array(await readFile(join(scratch, "wepp/a b.tif"))), bytes);
      assert.deepEqual(asked, ["download/wepp/a b.tif", "download/nowhere.txt"]);
      assert.deepEqual(await outputs.look("wepp/a b.tif"), { size: 6, hash: sha256(bytes) });
      answers["download/wepp/a b.tif"] = { status: 404 };
      await outputs.folder(["wepp/a b.tif"]);
      assert.deepEqual(await walkFiles(scratch), [], "what is gone on the server is gone here");
      assert.equal(await outputs.look("wepp/a b.tif"), undefined);
    },
  );
});

test("httpOutputs() says when a file was written by the server's own words alone", async () => {
  const before = Date.now();
  const text = "same";
  // The server's clock is wrong: how long ago it was is right.
  const headers = {
    "date": "Mon, 02 Nov 2026 10:01:00 GMT",
    "last-modified": "Mon, 02 Nov 2026 10:00:00 GMT",
  };
  await withRun({ "download/a": { text, headers }, "download/b": { text } }, async (outputs) => {
    const a = await outputs.look("a");
    assert.ok(a !== undefined && "changed" in a && a.changed !== undefined);
    assert.ok(a.changed >= before - 60_000 && a.changed <= Date.now() - 60_000, `${a.changed - before}`);
    assert.deepEqual(await outputs.look("b"), { size: 4, hash: sha256(text) });
    assert.deepEqual(await outputs.look("b"), await outputs.look("b"), "a look changes nothing");
  });
});

test("httpOutputs() does not take what it may not read for absent", async () => {
  const deny = { status: 403 };
  const answers = {
    "download/_logs/a.jsonl": deny,
    "download/exceptions.log": deny,
    "download/wepp/x": deny,
    "download/wepp/here": { text: "x" },
    "files/wepp": folder("here", "x"),
  };
  await withRun(answers, async (outputs, { notes, asked }) => {
    const rootAlone = "cannot be read over HTTP: the server gives it to the role Root alone";
    for (const path of ["_logs/a.jsonl", "exceptions.log"]) {
      assert.deepEqual(await outputs.look(path), { fault: rootAlone, unseen: true });
    }
    assert.deepEqual(await outputs.look("wepp/x"), { fault: "cannot be read: HTTP 403", unseen: true });
    await outputs.folder(["wepp/x", "exceptions.log", "wepp/here"]);
    assert.deepEqual(notes, ["the server denies 2 files of the run (HTTP 403): wepp/x, exceptions.log"]);
    // A folder is one over HTTP, too, and what was fetched below it stays.
    assert.deepEqual(await outputs.look("wepp"), { fault: "is a folder" });
    assert.deepEqual(await walkFiles(await outputs.folder([])), ["wepp/here"]);
    assert.equal(await outputs.look("nowhere"), undefined);
    assert.ok(asked.includes("download/exceptions.log"), "the login may be Root's");
    const checks = await checkRun(runFilesOf(outputs), {
      files: ["wepp", { path: "wepp", min_size: 1 }, "wepp/here"],
      absent: ["exceptions.log", "wepp", "nowhere"],
      log_phrases: [{ file: "exceptions.log", absent: "Traceback" }],
    });
    assert.deepEqual(checks.flatMap(({ failure }) => failure ?? []), [
      "wepp is a folder, which has no size",
      `exceptions.log ${rootAlone}`,
      "wepp is there",
      `exceptions.log ${rootAlone}`,
    ]);
  });
});

test("httpOutputs() takes no more than its bounds, and no login page for a file", async () => {
  await withRun({ "download/a": { text: "x".repeat(100) } }, async (outputs, { scratch }) => {
    await assert.rejects(outputs.folder(["a"]), /a is larger than 50 bytes/);
    assert.ok((await walkFiles(scratch)).length <= 1);
  }, { file: 50 });
  await withRun({ "download/a": { text: "12345" }, "download/b": { text: "12345" } }, async (outputs) => {
    await assert.rejects(outputs.folder(["a", "b"]), /b is larger than 2 bytes/);
  }, { total: 7 });
  await withRun({ "*": folder("again/") }, async (outputs, { notes }) => {
    assert.deepEqual(await outputs.list(), []);
    assert.match(notes.join(), /too deep/);
  }, { depth: 5 });
  await withRun({ "files/": folder("a", "b", "c") }, async (outputs) => {
    await assert.rejects(outputs.list(), /lists more than 2 files/);
  }, { entries: 2 });
  await withRun({ "download/a": { status: 500 } }, async (outputs) => {
    await assert.rejects(outputs.folder(["a"]), /Cannot read a of the run: HTTP 500/);
  });
});
