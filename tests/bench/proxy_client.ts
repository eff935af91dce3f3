/**
 * The client of the proxy's figures. `load <port> <at once> <count>` prints requests per second and the median in
 * ms; `upload <port> <MB>` prints MB per second.
 */
import { Agent, request } from "node:http";
import process from "node:process";
import { median } from "./measure.ts";

const RUN = "/weppcloud/runs/ample-otter/disturbed9002";
const [what, port = "", ...rest] = process.argv.slice(2);
const [first = 0, second = 0] = rest.map(Number);
const headers = {
  host: `localhost:${port}`,
  cookie: "session=Zk3vP9qLw8xR2tYbN5mCa7Hd1",
  "user-agent":
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36",
  accept: "*/*",
};
console.log(JSON.stringify(what === "load" ? await load(first, second) : { rate: await upload(first) }));

async function load(atOnce: number, count: number): Promise<{ rate: number; median: number }> {
  const agent = new Agent({ keepAlive: true, maxSockets: atOnce });
  const times: number[] = [];
  let left = count;
  const one = () =>
    new Promise<void>((resolve, reject) => {
      const began = performance.now();
      const path = `${RUN}/query/watershed?n=${left}`;
      const sent = request({ host: "127.0.0.1", port, path, agent, headers }, (answer) => {
        answer.resume();
        answer.on("end", () => {
          times.push(performance.now() - began);
          if (answer.statusCode === 200) resolve();
          else reject(new Error(`status ${answer.statusCode}`));
        });
      });
      sent.on("error", reject);
      sent.end();
    });
  await one();
  times.length = 0;
  const began = performance.now();
  await Promise.all(Array.from({ length: atOnce }, async () => {
    while (left-- > 0) await one();
  }));
  const rate = times.length / (performance.now() - began) * 1000;
  agent.destroy();
  return { rate, median: median(times) };
}

function upload(megabytes: number): Promise<number> {
  const boundary = "----profile7MA4YWxkTrZu0gW";
  const head =
    `--${boundary}\r\nContent-Disposition: form-data; name="input_upload"; filename="dem.tif"\r\n` +
    "Content-Type: image/tiff\r\n\r\n";
  const tail = `\r\n--${boundary}--\r\n`;
  const block = new Uint8Array(1_000_000).map((_, index) => (index * 31 + (index >> 7)) % 256);
  const began = performance.now();
  return new Promise((resolve, reject) => {
    const sent = request({
      host: "127.0.0.1",
      port,
      method: "POST",
      path: `${RUN}/tasks/upload_dem/`,
      headers: {
        ...headers,
        "content-type": `multipart/form-data; boundary=${boundary}`,
        "content-length": head.length + tail.length + megabytes * block.length,
      },
    }, (answer) => {
      answer.resume();
      answer.on("end", () => {
        if (answer.statusCode === 200) resolve(megabytes / (performance.now() - began) * 1000);
        else reject(new Error(`status ${answer.statusCode}`));
      });
    });
    sent.on("error", reject);
    sent.write(head);
    let blocks = 0;
    const more = () => {
      while (blocks++ < megabytes) if (!sent.write(block)) return void sent.once("drain", more);
      sent.end(tail);
    };
    more();
  });
}
