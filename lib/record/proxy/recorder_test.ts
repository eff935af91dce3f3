import assert from "node:assert/strict";
import { readdir, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { ProfileError } from "../../errors.ts";
import { type Disk, nodeDisk } from "../../recording/disk.ts";
import { createRedactor } from "../../redact/redactor.ts";
import { openProxySession } from "./mod.ts";
import { bodyOf, eventsBelow, type Fixture, withProxy } from "./testing/fixture.ts";

const RUN = "/weppcloud/runs/ample-otter/disturbed9002";
const JSON_TYPE = { "content-type": "application/json" };

const answering = (handler: Parameters<typeof withProxy>[0] | undefined = undefined) =>
  handler ?? ((request, response) =>
    void bodyOf(request).then((body) => {
      response.writeHead(200, JSON_TYPE);
      response.end(`{"seen":${body.length},"echo":"Hidden Valley"}`);
    }));

/** Waits for a state: an exchange is recorded a moment after its answer. */
function until({ session: { recorder } }: Fixture, reached: () => boolean): Promise<void> {
  return new Promise((resolve) => {
    const stop = recorder.onChange(check);
    function check() {
      if (!reached()) return;
      stop();
      resolve();
    }
    check();
  });
}

/** Three actions of an open capture. */
async function act(fixture: Fixture): Promise<void> {
  const { ask, session } = fixture;
  await session.recorder.startCapture({ slug: "valley", notes: "why" });
  const post = (path: string, body: string) =>
    ask(`${RUN}/${path}`, { method: "POST", headers: JSON_TYPE, body });
  await post("tasks/setname/", '{"name":"Hidden Valley","list":[1,{"a b":true}]}');
  await post("tasks/set_readme/", '{"readme":"a mistake that nobody needs"}');
  await post("rq/api/run_wepp?mode=2", "{}");
  await until(fixture, () => session.recorder.status().actions === 3);
}

test("a reviewed capture comes into the log as its dialog left it", async () => {
  await withProxy(answering(), async (fixture) => {
    const { session, out, events, ask } = fixture;
    const { recorder } = session;
    await ask(`${RUN}/query/before`);
    await act(fixture);
    assert.deepEqual([recorder.status().state, recorder.status().actions], ["capturing", 3]);
    await recorder.endCapture();
    const { recorded } = recorder;
    await ask(`${RUN}/query/after`);
    await until(fixture, () => recorder.recorded > recorded);
    assert.equal(recorder.status().state, "reviewing");
    const [name, readme, wepp] = recorder.capturedSteps();
    assert.deepEqual(name?.fields.map(({ path, label, shown }) => [path, label, shown]), [
      ["$.name", "name", "Hidden Valley"],
      ["$.list[0]", "list[0]", "1"],
      ['$.list[1]["a b"]', 'list[1]["a b"]', "true"],
    ]);
    assert.deepEqual(wepp?.fields.map(({ path }) => path), ["query[0]"]);
    assert.equal(
      (await eventsBelow(out)).length,
      2,
      "nothing of the capture is in the log before it is confirmed",
    );
    recorder.redactValue(name?.id ?? "", "$.name");
    recorder.dropStep(readme?.id ?? "");
    recorder.dropStep(wepp?.id ?? "");
    recorder.dropStep(wepp?.id ?? "", true);
    const confirmed = await recorder.confirm();
    assert.deepEqual(
      { ...confirmed, id: "" },
      {
        id: "",
        slug: "valley",
        steps: 2,
        dropped: 1,
        redacted: 1,
        runs: ["ample-otter"],
        next: [`profile assemble ${out} --capture valley`],
      },
    );
    const all = await events();
    const requests = all.filter(({ stage }) => stage === "request");
    assert.deepEqual(requests.map(({ endpoint, captureId }) => [endpoint?.slice(RUN.length), captureId]), [
      ["/query/before", undefined],
      ["/tasks/setname/", confirmed.id],
      ["/rq/api/run_wepp", confirmed.id],
      ["/query/after", undefined],
    ]);
    assert.equal(requests[1]?.requestMeta?.jsonPayload, '{"name":"[redacted]","list":[1,{"a b":true}]}');
    const logs = join(out, "runs/ample-otter/_logs");
    const text = await readFile(join(logs, "profile.events.jsonl"), "utf8");
    const inCapture = text.split("\n").filter((line) => line.includes(confirmed.id)).join("\n");
    assert.ok(!inCapture.includes("Hidden Valley"), "the value is gone from the answers, too");
    assert.ok(!text.includes("mistake"));
    const ledger = (await readFile(join(logs, "profile.ledger.jsonl"), "utf8")).trim().split("\n");
    const reviewed = ledger.map((line) => JSON.parse(line)).filter(({ by }) => by === "record proxy");
    assert.deepEqual(reviewed.map(({ decision }) => decision), ["redact", "drop"]);
    assert.deepEqual(await readdir(out), ["runs"]);
  });
});

test("a capture that is open at the end, or when the session dies, is recorded as it was", async () => {
  await withProxy(answering(), async (fixture) => {
    await act(fixture);
    const { out, session, target } = fixture;
    const [folder = ""] = (await readdir(out)).filter((name) => name.startsWith(".capture-"));
    assert.equal((await stat(join(out, folder))).mode & 0o777, 0o700);
    // What a killed session leaves behind: the folder of a process that is gone.
    await writeFile(join(out, folder, "owner.json"), '{"pid":999999999,"host":"elsewhere"}');
    const second = await openProxySession({
      target,
      out,
      port: 0,
      toolbar: false,
      policy: {},
      answerLimit: 1000,
      redactor: createRedactor(),
      now: () => Date.now() + 3_600_000,
    });
    await second.close();
    assert.equal(second.recovered.length, 0, "a process of another machine may be at work for a while");
    const { hostname } = await import("node:os");
    await writeFile(join(out, folder, "owner.json"), JSON.stringify({ pid: 999999999, host: hostname() }));
    const third = await openProxySession({
      target,
      out,
      port: 0,
      toolbar: false,
      policy: {},
      answerLimit: 1000,
      redactor: createRedactor(),
    });
    await third.close();
    assert.deepEqual(third.recovered.map(({ slug, steps }) => [slug, steps]), [["valley", 3]]);
    assert.equal((await eventsBelow(out)).filter(({ stage }) => stage === "request").length, 3);
    assert.ok(!(await readdir(out)).includes(folder));
    // The first session has lost its folder; it must end all the same.
    session.recorder.fail(new ProfileError("unavailable", "given up by the test"));
  });
  await withProxy(answering(), async (fixture) => {
    await act(fixture);
    const requests = (await fixture.events()).filter(({ stage }) => stage === "request");
    assert.equal(requests.length, 3);
    assert.ok(requests.every(({ captureId }) => captureId !== undefined));
  });
});

test("what passes while paused is not recorded, and counted", async () => {
  await withProxy(answering(), async ({ ask, session, events }) => {
    session.recorder.pause();
    await ask(`${RUN}/query/secret`);
    session.recorder.resume();
    await ask(`${RUN}/query/shown`);
    const requests = (await events()).filter(({ stage }) => stage === "request");
    assert.deepEqual(requests.map(({ endpoint }) => endpoint), [`${RUN}/query/shown`]);
    assert.equal(session.recorder.left().get("while recording was paused"), 1);
  });
});

test("what another site sends is passed on, not recorded, and counted", async () => {
  await withProxy(answering(), async ({ ask, session, events }) => {
    const from = (site: string, method: string) =>
      ask(`${RUN}/tasks/from/${site}`, { method, headers: { "sec-fetch-site": site } });
    assert.equal((await from("cross-site", "POST")).status, 200);
    for (const site of ["same-origin", "same-site", "none"]) await from(site, "POST");
    await from("cross-site", "GET");
    const requests = (await events()).filter(({ stage }) => stage === "request");
    assert.deepEqual(requests.map(({ method, endpoint }) => [method, endpoint?.split("/").pop()]), [
      ["POST", "same-origin"],
      ["POST", "same-site"],
      ["POST", "none"],
      ["GET", "cross-site"],
    ]);
    assert.equal(session.recorder.left().get("actions sent by another site"), 1);
  });
});

test("a full disk ends the recording loudly, and the browsing goes on", async () => {
  const full = () => Promise.reject(Object.assign(new Error("no space"), { code: "ENOSPC" }));
  let space = true;
  const disk: Disk = {
    async open(path) {
      const file = await nodeDisk.open(path);
      return { write: (block) => space ? file.write(block) : full(), close: () => file.close() };
    },
    create: (path) => space ? nodeDisk.create(path) : full(),
  };
  const failures: ProfileError[] = [];
  const failed = Promise.withResolvers<void>();
  await withProxy(answering(), async (fixture) => {
    const { ask, session, events } = fixture;
    await ask(`${RUN}/query/kept`);
    await until(fixture, () => session.recorder.recorded === 1);
    space = false;
    const headers = { "content-type": "application/octet-stream" };
    const upload = await ask(`${RUN}/tasks/upload_dem/`, {
      method: "POST",
      headers,
      body: new Uint8Array(3_000_000),
    });
    assert.deepEqual([upload.status, JSON.parse(upload.text).seen], [200, 3_000_000]);
    await failed.promise;
    assert.match(failures[0]?.message ?? "", /The disk is full/);
    assert.equal(session.recorder.status().state, "failed");
    assert.equal((await ask(`${RUN}/query/later`)).status, 200);
    await assert.rejects(session.recorder.startCapture({ slug: "x", notes: "" }), /The disk is full/);
    assert.deepEqual((await events()).map(({ endpoint }) => endpoint), [
      `${RUN}/query/kept`,
      `${RUN}/query/kept`,
    ]);
  }, {
    disk,
    onFailure: (error) => {
      failures.push(error);
      failed.resolve();
    },
  });
});

test("a disk that is full in the middle of an upload of several files does not stop the upload", async () => {
  let space = true;
  const full = () => Promise.reject(Object.assign(new Error("no space"), { code: "ENOSPC" }));
  const disk: Disk = {
    open: nodeDisk.open,
    async create(path) {
      const file = await nodeDisk.create(path);
      return { write: (...blocks) => space ? file.write(...blocks) : full(), close: () => file.close() };
    },
  };
  const failures: string[] = [];
  await withProxy(answering(), async ({ ask, session, events }) => {
    const { recorder } = session;
    space = false;
    const encoder = new TextEncoder();
    const head = (name: string) =>
      encoder.encode(
        `--XX\r\nContent-Disposition: form-data; name="${name}"; filename="${name}.tif"\r\n\r\n`,
      );
    const file = new Uint8Array(300_000);
    const end = encoder.encode("\r\n");
    const blocks = [head("a"), file, end, head("b"), file, end, encoder.encode("--XX--\r\n")];
    const length = blocks.reduce((sum, block) => sum + block.length, 0);
    async function* body() {
      for (const block of blocks) {
        yield block;
        // The second file is sent when the recording of the first one has failed.
        if (block === end) await new Promise((resolve) => setImmediate(resolve));
      }
    }
    for (const size of [{ "content-length": String(length) }, {}]) {
      const got = await ask(`${RUN}/tasks/upload-sbs/`, {
        method: "POST",
        headers: { "content-type": "multipart/form-data; boundary=XX", ...size },
        body: body(),
      });
      assert.deepEqual([got.status, JSON.parse(got.text).seen], [200, length]);
    }
    assert.equal(recorder.status().state, "failed");
    assert.equal(failures.length, 1);
    assert.match(failures[0] ?? "", /The disk is full/);
    assert.deepEqual(await events(), [], "nothing is said of an upload that was not recorded");
  }, { disk, onFailure: (error) => failures.push(error.message) });
});

test("a capture that was confirmed when the session died comes in as its dialog left it, nothing twice", async () => {
  let writes = Infinity;
  const disk: Disk = {
    async open(path) {
      const file = await nodeDisk.open(path);
      const died = () => Promise.reject(new Error("the session died"));
      return { write: (block) => writes-- > 0 ? file.write(block) : died(), close: () => file.close() };
    },
    create: nodeDisk.create,
  };
  await withProxy(answering(), async (fixture) => {
    await act(fixture);
    const { out, session: { recorder }, target } = fixture;
    await recorder.endCapture();
    const [name, readme] = recorder.capturedSteps();
    recorder.redactValue(name?.id ?? "", "$.name");
    recorder.dropStep(readme?.id ?? "");
    writes = 1;
    await assert.rejects(recorder.confirm(), /the session died/);
    assert.equal((await eventsBelow(out)).filter(({ stage }) => stage === "request").length, 1);
    const { hostname } = await import("node:os");
    const [folder = ""] = (await readdir(out)).filter((each) => each.startsWith(".capture-"));
    await writeFile(join(out, folder, "owner.json"), JSON.stringify({ pid: 999999999, host: hostname() }));
    const options = { target, out, port: 0, toolbar: false, policy: {}, answerLimit: 1000 };
    const second = await openProxySession({ ...options, redactor: createRedactor() });
    await second.close();
    assert.deepEqual(second.recovered.map(({ slug, steps, runs }) => [slug, steps, runs]), [
      ["valley", 2, ["ample-otter"]],
    ]);
    const requests = (await eventsBelow(out)).filter(({ stage }) => stage === "request");
    assert.deepEqual(requests.map(({ endpoint }) => endpoint?.slice(RUN.length)), [
      "/tasks/setname/",
      "/rq/api/run_wepp",
    ]);
    const logs = join(out, "runs/ample-otter/_logs");
    const text = await readFile(join(logs, "profile.events.jsonl"), "utf8");
    assert.ok(!text.includes("Hidden Valley") && !text.includes("mistake"));
    const ledger = (await readFile(join(logs, "profile.ledger.jsonl"), "utf8")).trim().split("\n");
    const reviewed = ledger.map((line) => JSON.parse(line)).filter(({ by }) => by === "record proxy");
    assert.deepEqual(reviewed.map(({ decision }) => decision), ["redact", "drop"]);
  }, { disk });
});

test("captures are refused with a reason", async () => {
  await withProxy(answering(), async ({ session: { recorder } }) => {
    await assert.rejects(recorder.endCapture(), /No capture is open/);
    await assert.rejects(recorder.confirm(), /No capture waits/);
    await assert.rejects(recorder.startCapture({ slug: "no slug!", notes: "" }), /is no slug/);
    await recorder.startCapture({ slug: "one", notes: "" });
    await assert.rejects(recorder.startCapture({ slug: "two", notes: "" }), /A capture is open already/);
    await assert.rejects(recorder.confirm(), /No capture waits/);
    assert.throws(() => recorder.dropStep("none"), /no step "none"/);
  });
});
