import assert from "node:assert/strict";
import { once } from "node:events";
import { test } from "node:test";
import { WebSocket } from "ws";
import { makeSandbox, TestClient, type TestServer, withServer } from "../testing/client.ts";

const BASE = "/weppcloud-microservices";

/** A socket of a page; its messages are kept from the start. */
class Socket {
  readonly messages: string[] = [];
  readonly ws: WebSocket;
  #wake: () => void = () => {};

  constructor(server: TestServer, client: TestClient, path: string, origin: string | undefined) {
    const cookie = [...client.cookies].map(([name, value]) => `${name}=${value}`).join("; ");
    this.ws = new WebSocket(server.origin.replace(/^http/, "ws") + path, {
      headers: { cookie, ...origin === undefined ? {} : { origin } },
      ...server.ca === undefined ? {} : { ca: server.ca },
    });
    this.ws.on("message", (data, binary) => {
      this.messages.push(binary ? `binary ${Buffer.from(data as Buffer).toString("hex")}` : String(data));
      this.#wake();
    });
  }

  /** The status of the answer that refused the upgrade, or 101. */
  async status(): Promise<number> {
    return await new Promise((resolve, reject) => {
      this.ws.on("open", () => resolve(101));
      this.ws.on("unexpected-response", (_request, answer) => {
        answer.resume();
        resolve(answer.statusCode ?? 0);
        this.ws.terminate();
      });
      this.ws.on("error", (error) => {
        const status = /Unexpected server response: (\d+)/.exec(error.message)?.[1];
        if (status === undefined) reject(error);
        else resolve(Number(status));
      });
    });
  }

  async until(done: (messages: string[]) => boolean): Promise<void> {
    while (!done(this.messages)) await new Promise<void>((resolve) => this.#wake = resolve);
  }

  async close(): Promise<void> {
    this.ws.close();
    await once(this.ws, "close");
  }
}

for (const tls of [false, true]) {
  test(`the echo sends back what came, text and binary${tls ? ", over TLS" : ""}`, async () => {
    await withServer({ tls }, async (server) => {
      const client = new TestClient(server);
      await client.login();
      const socket = new Socket(server, client, `${BASE}/echo`, server.origin);
      assert.equal(await socket.status(), 101);
      socket.ws.send("grüße");
      socket.ws.send(Uint8Array.of(0, 255, 7));
      await socket.until((messages) => messages.length === 2);
      assert.deepEqual(socket.messages, ["grüße", "binary 00ff07"]);
      await socket.close();
    });
  });
}

test("a socket needs a login, the server's origin, a known address and a run that is there", async () => {
  await withServer({}, async (server) => {
    const client = new TestClient(server);
    const status = (path: string, origin: string | undefined): Promise<number> =>
      new Socket(server, client, path, origin).status();
    assert.equal(await status(`${BASE}/echo`, server.origin), 401);
    await client.login();
    assert.equal(await status(`${BASE}/echo`, undefined), 403);
    assert.equal(await status(`${BASE}/echo`, "http://127.0.0.1:1"), 403);
    assert.equal(await status(`${BASE}/nothing`, server.origin), 404);
    assert.equal(await status(`${BASE}/status/no-such-run:wepp`, server.origin), 404);
    assert.equal(await status(`${BASE}/status/%ff:wepp`, server.origin), 400);
  });
});

test("the status stream tells what the jobs of its run and channel do, and of no other", async () => {
  await withServer({}, async (server) => {
    const run = await makeSandbox(server, "stream");
    const other = await makeSandbox(server, "other");
    const client = await new TestClient(server).start();
    const open = async (id: string, channel: string): Promise<Socket> => {
      const path = `${BASE}/status/${encodeURIComponent(id)}:${channel}`;
      const socket = new Socket(server, client, path, server.origin);
      assert.equal(await socket.status(), 101);
      socket.ws.send('{"type":"init"}');
      return socket;
    };
    const sockets = [await open(run, "all"), await open(run, "wepp"), await open(other, "all")];
    const answer = await client.post(`/rq-engine/api/runs/${run}/disturbed9002/hello-world`);
    const { job_id: job } = await answer.json() as { job_id: string };
    await sockets[0]?.until((messages) => messages.length === 3);
    assert.deepEqual(
      sockets[0]?.messages.map((message) => JSON.parse(message)),
      ["ENQUEUED", "STARTED", "COMPLETED"].map((word) => ({
        type: "status",
        data: `rq:${job} ${word} hello_world_rq(${run})`,
      })),
    );
    assert.deepEqual(sockets[1]?.messages, []);
    assert.deepEqual(sockets[2]?.messages, []);
    // A socket that is still open does not keep the server from closing.
    for (const socket of sockets.slice(1)) await socket.close();
  });
});
