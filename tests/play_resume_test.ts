/** Plays that are cut off, and gone on with: Ctrl-C, `kill -9`, servers that go away; nothing is sent twice without need. */
import assert from "node:assert/strict";
import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { startGateway } from "./gateway.ts";
import { CHANGES, editJournal, lastReport, start, withBench } from "./resume_bench.ts";

test("play stopped by Ctrl-C in a wait ends with 130, tells how to go on, and --resume passes without a second send", async () => {
  await withBench({ jobScale: 8 }, async ({ server, play, changes, root }) => {
    const first = play("us-small", "--base-url", server.baseUrl, "--no-compare", "--no-cancel", "-v");
    await first.seen(/> build-soils\n[^]*job \S+ started/);
    first.kill("SIGINT");
    const { code, output } = await first.ended;
    assert.equal(code, 130, output);
    assert.match(output, /\nrerun +profile play us-small --resume[^\n]*\ninterrupted\n$/);
    assert.equal((await lastReport(root))["verdict"], "interrupted");
    const next = await play("us-small", "--resume").ended;
    assert.equal(next.code, 0, next.output);
    assert.match(next.output, /15 of them before it was resumed/);
    assert.match(next.output, /\npassed \(steps only\)\n$/);
    assert.equal(changes().filter((path) => path === "build-soils").length, 1, next.output);
    const report = await lastReport(root);
    assert.equal((report["steps"] as { resumed?: boolean }[]).filter(({ resumed }) => resumed).length, 15);
  });
});

test("Ctrl-C cancels the job that is waited for; --resume sends that change again, and says why", async () => {
  await withBench({ jobScale: 8 }, async ({ server, play, changes }) => {
    const first = play("us-small", "--base-url", server.baseUrl, "--no-compare", "-v");
    await first.seen(/> build-soils\n[^]*job \S+ started/);
    first.kill("SIGINT");
    const { code, output } = await first.ended;
    assert.equal(code, 130, output);
    assert.match(output, /job \S+ of build-soils was still going on and was canceled/);
    const next = await play("us-small", "--resume").ended;
    assert.equal(next.code, 0, next.output);
    assert.match(next.output, /build-soils is sent again: its job was \w+ when the play was stopped/);
    assert.deepEqual(changes(), CHANGES.flatMap((path) => path === "build-soils" ? [path, path] : [path]));
  });
});

test("play killed in a wait is resumed: the job is waited for, and no change is sent twice", async () => {
  await withBench({ jobScale: 8 }, async ({ server, play, changes }) => {
    const first = play("us-small", "--base-url", server.baseUrl, "-v");
    await first.seen(/> build-landuse\n[^]*job \S+ (queued|started)/);
    first.kill("SIGKILL");
    assert.equal((await first.ended).signal, "SIGKILL");
    const next = await play("us-small", "--resume").ended;
    assert.equal(next.code, 0, next.output);
    assert.match(next.output, /44 of 44 comparisons matched[^]*\npassed\n$/);
    assert.deepEqual(changes(), CHANGES);
    const none = await play("us-small", "--resume").ended;
    assert.equal(none.code, 2, none.output);
    assert.match(none.output, /No play of us-small was cut short: the last one ended passed/);
  });
});

test("a second Ctrl-C ends at once; SIGTERM ends with 143; both can be resumed", async () => {
  await withBench({ jobScale: 8 }, async ({ server, play, changes }) => {
    const first = play("us-small", "--base-url", server.baseUrl, "--no-compare", "--no-cancel", "-v");
    await first.seen(/> build-landuse\n[^]*job \S+ (queued|started)/);
    first.kill("SIGTERM");
    const { code, output } = await first.ended;
    assert.equal(code, 143, output);
    assert.match(output, /\nterminated\n$/);
    const second = play("us-small", "--resume", "--no-cancel", "-v");
    await second.seen(/> build-soils\n[^]*job \S+ (queued|started)/);
    second.kill("SIGINT");
    second.kill("SIGINT");
    second.kill("SIGINT");
    const twice = await second.ended;
    assert.ok(twice.signal === "SIGINT" || twice.code === 130, twice.output);
    const next = await play("us-small", "--resume").ended;
    assert.equal(next.code, 0, next.output);
    assert.deepEqual(changes(), CHANGES);
  });
});

test("a change without a job whose answer was never seen is not sent again until --redo says so", async () => {
  await withBench({}, async ({ server, play, changes, root }) => {
    const first = await play("us-small", "--base-url", server.baseUrl, "--to-step", "setname").ended;
    assert.equal(first.code, 0, first.output);
    // As a kill between the request and its answer leaves it.
    await editJournal(root, (lines) => [
      ...lines.filter(({ kind, at }) => at !== 2 && kind !== "end").map((line) =>
        line.kind === "begin"
          ? { ...line, part: null, owner: { ...line.owner as object, pid: 4194304 } }
          : line
      ),
      { kind: "sending", at: 2 },
    ]);
    const unknown = await play("us-small", "--resume").ended;
    assert.equal(unknown.code, 6, unknown.output);
    assert.match(
      unknown.output,
      /Nobody knows whether setname was done[^]*--resume --redo[^]*--from-step fetch-dem/,
    );
    assert.match(unknown.output, /\nincomplete\n$/);
    assert.deepEqual(changes(), CHANGES.slice(0, 2));
    const again = await play("us-small", "--resume").ended;
    assert.equal(again.code, 6, again.output);
    const redone = await play("us-small", "--resume", "--redo", "--no-compare").ended;
    assert.equal(redone.code, 0, redone.output);
    assert.match(redone.output, /setname is sent again: as asked for/);
    assert.deepEqual(changes(), [...CHANGES.slice(0, 2), ...CHANGES.slice(1)]);
  });
});

test("a change whose answer was never seen, and whose job is named in the run, is waited for", async () => {
  await withBench({}, async ({ server, play, changes, root }) => {
    const first = await play("us-small", "--base-url", server.baseUrl, "--to-step", "build-landuse").ended;
    assert.equal(first.code, 0, first.output);
    await editJournal(root, (lines) => [
      ...lines.filter(({ kind, at }) => (typeof at !== "number" || at < 13) && kind !== "end").map((line) =>
        line.kind === "begin"
          ? { ...line, part: null, owner: { ...line.owner as object, pid: 4194304 } }
          : line
      ),
      { kind: "sending", at: 13 },
    ]);
    const next = await play("us-small", "--resume").ended;
    assert.equal(next.code, 0, next.output);
    assert.match(next.output, /build-landuse: no answer was seen; its job \S+ is found in the run/);
    assert.deepEqual(changes(), CHANGES);
  });
});

test("a resumed play refuses a profile that was changed, another target, and a sandbox that is gone", async () => {
  await withBench({ jobScale: 8 }, async ({ server, play, root }) => {
    const first = play("us-small", "--base-url", server.baseUrl, "-v");
    await first.seen(/> set-outlet/);
    const busy = await play("us-small", "--resume").ended;
    assert.equal(busy.code, 3, busy.output);
    assert.match(busy.output, /us-small is still being played by process \d+/);
    first.kill("SIGKILL");
    await first.ended;
    const other = await play("us-small", "--resume", "--embedded").ended;
    assert.equal(other.code, 2, other.output);
    assert.match(other.output, /had the target http:\S+, not embedded/);
    const file = join(root, "profiles/us-small/profile.yaml");
    const text = await readFile(file, "utf8");
    await writeFile(file, text.replace("landuse_db: nlcd/2021 }", "landuse_db: nlcd/2019 }"));
    const changed = await play("us-small", "--resume").ended;
    assert.equal(changed.code, 5, changed.output);
    assert.match(changed.output, /us-small was changed since that play: the steps set-landuse-db/);
    await writeFile(file, text);
    // A job that still runs would make the folder of its run again.
    for (let busy = -1; busy !== server.busyMs(); await delay(200)) busy = server.busyMs();
    await rm(join(root, "playback"), { recursive: true });
    const gone = await play("us-small", "--resume").ended;
    assert.equal(gone.code, 3, gone.output);
    assert.match(gone.output, /The sandbox \S+ is not there any more/);
  });
});

test("a server that goes away mid-play leaves a play that can be resumed when it is back", async () => {
  await withBench({ jobScale: 8 }, async ({ server, play, changes }) => {
    let away = false;
    const gateway = await startGateway(server, (request) => {
      if (away) request.socket.destroy();
      return away;
    });
    try {
      const first = play("us-small", "--base-url", gateway.baseUrl, "--job-timeout", "3s", "-v");
      await first.seen(/> build-landuse\n[^]*job \S+ (queued|started)/);
      away = true;
      const gone = await first.ended;
      assert.ok(gone.code === 3 || gone.code === 6, gone.output);
      assert.match(gone.output, /\nrerun +profile play us-small --resume/);
      away = false;
      const next = await play("us-small", "--resume").ended;
      assert.equal(next.code, 0, next.output);
      assert.deepEqual(changes(), CHANGES);
    } finally {
      await gateway.close();
    }
  });
});

test("--from-step goes on behind a step that failed, in the same sandbox, and says that it is a part", async () => {
  await withBench({}, async ({ server, play, root }) => {
    let broken = true;
    const gateway = await startGateway(server, (request, response) => {
      if (!broken || !request.url?.includes("/build-soils")) return false;
      response.writeHead(500, { "content-type": "application/json" }).end('{"error":{"message":"boom"}}');
      return true;
    });
    try {
      const first = await play("us-small", "--base-url", gateway.baseUrl).ended;
      assert.equal(first.code, 1, first.output);
      const command =
        /\nrerun +profile play (us-small --from-step build-soils .*)\n/.exec(first.output)?.[1] ?? "";
      assert.match(first.output, /\nrerun +profile play us-small --from-step build-soils --base-url/);
      const resumed = await play("us-small", "--resume").ended;
      assert.equal(resumed.code, 2, resumed.output);
      broken = false;
      const next = await play(...command.split(" ")).ended;
      assert.equal(next.code, 0, next.output);
      assert.match(next.output, /44 of 44 comparisons matched[^]*\npassed \(partial\)\n$/);
      const update = await start(root, ["update-baseline", "us-small", "--all", "--reason", "x"]).ended;
      assert.equal(update.code, 5, update.output);
      assert.match(update.output, /is one of a part of the steps/);
    } finally {
      await gateway.close();
    }
  });
});
