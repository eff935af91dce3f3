/** The target of the proxy's figures: a short JSON answer for a GET, uploads into a file. Prints its port. */
import { createWriteStream } from "node:fs";
import { createServer } from "node:http";
import process from "node:process";
import { pipeline } from "node:stream";

const sink = process.argv[2] ?? "/dev/null";
const body = JSON.stringify({ status: "ok", values: Array.from({ length: 20 }, (_, index) => index) });
const head = { "content-type": "application/json", "content-length": String(body.length) };

const server = createServer((request, response) => {
  const answer = (status: number) =>
    response.writeHead(status, head).end(request.method === "HEAD" ? undefined : body);
  if (request.method !== "POST") answer(200);
  else {pipeline(request, createWriteStream(sink), (error) =>
      answer(error === null || error === undefined ? 200 : 500));}
});
server.listen(0, "127.0.0.1", () => {
  const address = server.address();
  console.log(typeof address === "object" ? address?.port : "");
});
process.on("SIGINT", () => process.exit(0));
