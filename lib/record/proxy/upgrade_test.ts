import assert from "node:assert/strict";
import { connect } from "node:net";
import { test } from "node:test";
import { WebSocket, WebSocketServer } from "ws";
import { bodyOf, withProxy } from "./testing/fixture.ts";

const RUN = "/weppcloud/runs/ample-otter/disturbed9002";

test("a WebSocket is passed on with the target's origin, and not recorded", async () => {
  await withProxy((_request, response) => response.end(), async ({ server, session, target, events }) => {
    let origin: string | undefined;
    const sockets = new WebSocketServer({ server });
    sockets.on("connection", (socket, request) => {
      origin = request.headers.origin;
      socket.on("message", (data) => socket.send(`echo ${String(data)}`));
    });
    const client = new WebSocket(`ws://localhost:${session.proxy.port}/weppcloud/status`, {
      origin: session.proxy.origin,
    });
    const answer = await new Promise<string>((resolve, reject) => {
      client.on("error", reject);
      client.on("open", () => client.send("hi"));
      client.on("message", (data) => resolve(String(data)));
    });
    assert.equal(answer, "echo hi");
    assert.equal(origin, target);
    assert.equal(session.proxy.webSockets(), 1);
    const closed = new Promise((resolve) => client.on("close", resolve));
    client.close();
    await closed;
    sockets.close();
    assert.deepEqual(await events(), []);
  });
});

test("an upgrade to anything but a WebSocket is declined: the request is served and recorded", async () => {
  const seen: string[] = [];
  await withProxy(async (request, response) => {
    const { upgrade, connection, "http2-settings": settings } = request.headers;
    const body = new TextDecoder().decode(await bodyOf(request));
    seen.push([request.method, body, upgrade, settings, /upgrade/i.test(connection ?? "")].join());
    response.writeHead(200, { "content-type": "application/json" }).end("{}");
  }, async ({ session, server, events }) => {
    server.on("upgrade", (_request, socket) => socket.destroy());
    const { port } = session.proxy;
    const raw = (lines: string[], body = "") =>
      new Promise<string>((resolve, reject) => {
        let text = "";
        const socket = connect(port, "127.0.0.1", () => {
          socket.write([...lines, `Host: localhost:${port}`, "", body].join("\r\n"));
        });
        socket.on("error", reject);
        socket.on("close", () => resolve(text.split("\r\n")[0] ?? ""));
        socket.on("data", (data) => {
          text += String(data);
          if (/^HTTP.1.1 \d+ [^]*\r\n\r\n/.test(text)) socket.destroy();
        });
      });
    const h2c = ["Connection: Upgrade, HTTP2-Settings", "Upgrade: h2c", "HTTP2-Settings: AAMAAABkAAQ"];
    const json = ["Content-Type: application/json", "Content-Length: 7"];
    assert.equal(
      await raw([`POST ${RUN}/rq/api/run_wepp HTTP/1.1`, ...h2c, ...json], '{"a":1}'),
      "HTTP/1.1 200 OK",
    );
    assert.equal(await raw([`GET ${RUN}/query/x HTTP/1.1`, ...h2c]), "HTTP/1.1 200 OK");
    assert.deepEqual(seen, ['POST,{"a":1},,,false', "GET,,,,false"]);
    const websocket = ["Connection: Upgrade", "Upgrade: WebSocket", "Sec-WebSocket-Key: AAAA"];
    assert.match(await raw(["GET /.profile/x HTTP/1.1", ...websocket]), /^HTTP\/1.1 404 /);
    assert.equal(session.proxy.webSockets(), 0);
    const requests = (await events()).filter(({ stage }) => stage === "request");
    assert.deepEqual(requests.map(({ requestMeta }) => requestMeta?.jsonPayload), ['{"a":1}', undefined]);
  });
});
