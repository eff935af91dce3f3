/** A disk that is full, on the built binary: a tmpfs of 1 MiB, where this user may mount one. */
import assert from "node:assert/strict";
import { createServer } from "node:http";
import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { readEvents } from "../lib/events/read_events.ts";
import { profileRun, proxyRun } from "./proxy/session.ts";
import { withSmallDisk } from "./small_disk.ts";

const RUN = "/weppcloud/runs/ample-otter/disturbed9002";

async function wholeEvents(log: string): Promise<number> {
  let events = 0;
  for await (const item of readEvents(log)) {
    assert.ok(item.kind === "event" || item.problem.kind === "torn", JSON.stringify(item));
    if (item.kind === "event") events++;
  }
  return events;
}

test("record proxy on a full disk: the browsing goes on, Ctrl-C ends with 6 and the reason", async () => {
  await withSmallDisk(async (disk) => {
    const server = createServer((request, response) => {
      request.resume().on("end", () => response.writeHead(200, { "content-type": "text/plain" }).end("done"));
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const address = server.address();
    const port = typeof address === "object" && address !== null ? address.port : 0;
    const proxy = await proxyRun(["--target", `http://127.0.0.1:${port}/`, "--out", join(disk, "out")]);
    try {
      for (let number = 0; number < 40; number++) {
        const answer = await fetch(`${proxy.origin}${RUN}/tasks/setname/`, {
          method: "POST",
          headers: { "content-type": "application/json" },
          body: JSON.stringify({ name: `n-${number}`, text: "lorem ipsum ".repeat(5_000) }),
        });
        assert.equal(await answer.text(), "done");
      }
      assert.equal((await proxy.end("SIGINT")).code, 6, proxy.printed());
      const last = proxy.lines.at(-1);
      assert.equal(last?.["verdict"], "incomplete");
      assert.match(String(last?.["failure"]), /disk is full/);
      assert.match(proxy.printed(), /NOT RECORDING ANY MORE: The disk is full/);
      const events = await wholeEvents(join(disk, "out/runs/ample-otter/_logs/profile.events.jsonl"));
      assert.ok(events >= 10 && events < 80, `${events} events`);
    } finally {
      await proxy.end("SIGKILL");
      server.closeAllConnections();
      server.close();
    }
  });
});

test("record import, assemble and tail --assemble on a full disk say so and keep what was good", async () => {
  await withSmallDisk(async (disk, root) => {
    const entry = (number: number) => ({
      startedDateTime: new Date(1_700_000_000_000 + number * 1000).toISOString(),
      time: 5,
      request: {
        method: "POST",
        url: `https://wepp.example.org${RUN}/tasks/setname/`,
        httpVersion: "HTTP/1.1",
        headers: [{ name: "content-type", value: "application/json" }],
        queryString: [],
        cookies: [],
        headersSize: -1,
        bodySize: 1,
        postData: {
          mimeType: "application/json",
          text: JSON.stringify({ n: number, text: "lorem ipsum ".repeat(5_000) }),
        },
      },
      response: {
        status: 200,
        statusText: "",
        httpVersion: "HTTP/1.1",
        headers: [],
        cookies: [],
        content: { size: 0, mimeType: "application/json" },
        redirectURL: "",
        headersSize: -1,
        bodySize: 0,
      },
      cache: {},
      timings: { send: 0, wait: 5, receive: 0 },
    });
    const har = join(root, "big.har");
    const entries = Array.from({ length: 40 }, (_, number) => entry(number));
    await writeFile(
      har,
      JSON.stringify({ log: { version: "1.2", creator: { name: "x", version: "1" }, entries } }),
    );
    const imported = await profileRun(["record", "import", har, "--out", join(disk, "out")]);
    assert.equal(imported.code, 3, imported.output);
    assert.match(imported.stderr, /The disk is full[^]*-->[^]*help: Free some space.*nothing of the HAR/);
    // A part would pass as the whole.
    assert.deepEqual(await readdir(join(disk, "out"), { recursive: true }), ["runs"]);

    const whole = join(root, "whole");
    assert.equal((await profileRun(["record", "import", har, "--out", whole])).code, 0);
    const log = join(whole, "runs/ample-otter/_logs/profile.events.jsonl");
    const before = await readFile(log);
    await rm(join(disk, "out"), { recursive: true });
    await mkdir(join(disk, "profiles"));
    for (
      const words of [["assemble", whole, "--name", "x"], [
        "record",
        "tail",
        log,
        "--no-follow",
        "--assemble",
        "y",
      ]]
    ) {
      const made = await profileRun([...words, "--data-root", disk]);
      assert.equal(made.code, 3, `${words.join(" ")}: ${made.output}`);
      assert.match(made.stderr, /disk is full|No space|ENOSPC/i, words.join(" "));
      assert.doesNotMatch(made.stderr, /\n {4}at /);
    }
    assert.deepEqual(await readFile(log), before);
  });
});
