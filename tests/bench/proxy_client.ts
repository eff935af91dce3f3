/**
 * The client of the proxy's figures. `load <port> <at once> <count>` prints requests per second and the median in
 * ms; `upload <port> <MB>` prints MB per second. It speaks HTTP on plain sockets: it shares the cores with what it
 * measures, and a client library would cost as much as the proxy.
 */
import { Buffer } from "node:buffer";
import { connect, type Socket } from "node:net";
import process from "node:process";
import { median } from "./measure.ts";

const RUN = "/weppcloud/runs/ample-otter/disturbed9002";
const [what, port = "", ...rest] = process.argv.slice(2);
const [first = 0, second = 0] = rest.map(Number);
const headers = [
  `Host: localhost:${port}`,
  "Connection: keep-alive",
  "Cookie: session=Zk3vP9qLw8xR2tYbN5mCa7Hd1",
  "User-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 " +
  "Safari/537.36",
  "Accept: */*",
];
console.log(JSON.stringify(what === "load" ? await load(first, second) : { rate: await upload(first) }));

async function load(atOnce: number, count: number): Promise<{ rate: number; median: number }> {
  const times: number[] = [];
  let left = count;
  const sockets = Array.from({ length: atOnce }, () => connect(Number(port), "127.0.0.1").setNoDelay());
  // Each socket is connected, and has been used once, before the clock runs.
  for (const socket of sockets) await ask(socket, "warm");
  const began = performance.now();
  await Promise.all(sockets.map(async (socket) => {
    while (left-- > 0) {
      const asked = performance.now();
      await ask(socket, String(left));
      times.push(performance.now() - asked);
    }
  }));
  const rate = times.length / (performance.now() - began) * 1000;
  for (const socket of sockets) socket.destroy();
  return { rate, median: median(times) };
}

function ask(socket: Socket, query: string): Promise<void> {
  const answered = answer(socket);
  socket.write(`GET ${RUN}/query/watershed?n=${query} HTTP/1.1\r\n${headers.join("\r\n")}\r\n\r\n`, "latin1");
  return answered;
}

/** Waits for one whole answer, as long as its Content-Length says. */
function answer(socket: Socket): Promise<void> {
  return new Promise((resolve, reject) => {
    let text = "";
    const settle = (then: () => void) => {
      socket.off("data", take).off("error", reject).off("close", gone);
      then();
    };
    const take = (block: Buffer) => {
      text += block.toString("latin1");
      const end = text.indexOf("\r\n\r\n");
      if (end === -1) return;
      const length = /\r\ncontent-length: (\d+)\r\n/i.exec(text.slice(0, end + 2))?.[1];
      if (!text.startsWith("HTTP/1.1 200 ") || length === undefined) {
        settle(() => reject(new Error(text.slice(0, end))));
      } else if (text.length >= end + 4 + Number(length)) settle(resolve);
    };
    const gone = () => settle(() => reject(new Error("the connection was closed")));
    socket.on("data", take).on("error", reject).on("close", gone);
  });
}

async function upload(megabytes: number): Promise<number> {
  const boundary = "----profile7MA4YWxkTrZu0gW";
  const head =
    `--${boundary}\r\nContent-Disposition: form-data; name="input_upload"; filename="dem.tif"\r\n` +
    "Content-Type: image/tiff\r\n\r\n";
  const tail = `\r\n--${boundary}--\r\n`;
  const block = Buffer.from(new Uint8Array(1_000_000).map((_, index) => (index * 31 + (index >> 7)) % 256));
  const socket = connect(Number(port), "127.0.0.1");
  const began = performance.now();
  const answered = answer(socket);
  const lines = [
    `POST ${RUN}/tasks/upload_dem/ HTTP/1.1`,
    ...headers,
    `Content-Type: multipart/form-data; boundary=${boundary}`,
    `Content-Length: ${head.length + tail.length + megabytes * block.length}`,
  ];
  socket.write(`${lines.join("\r\n")}\r\n\r\n${head}`, "latin1");
  for (let blocks = 0; blocks < megabytes; blocks++) {
    if (!socket.write(block)) await new Promise((resolve) => socket.once("drain", resolve));
  }
  socket.write(tail, "latin1");
  await answered;
  const rate = megabytes / (performance.now() - began) * 1000;
  socket.destroy();
  return rate;
}
