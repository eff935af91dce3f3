/** The user's own rules of privacy hold for every recorder, and people have one name in all of them. */
import assert from "node:assert/strict";
import { createServer } from "node:http";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { walkFiles } from "../lib/files/walk.ts";
import { profileRun, proxyRun } from "./proxy/session.ts";
import { harOf } from "./recording/hars.ts";
import { type Watched, watchedFetch } from "./recording/watched.ts";

const RUN = "/weppcloud/runs/ample-otter/disturbed9002";
const RULES = `version: 1
redaction:
  keys: [parcel]
  patterns: [{ name: permit, pattern: "PRM-[0-9]{6}" }]
  people: [Jorun Skallagrim]
  hosts: [mudpuddle]
`;
const SECRETS = ["lot-77-quarry", "PRM-884412", "Skallagrim", "mudpuddle", "ann.lee@"];
const BODY = {
  parcel: "lot-77-quarry",
  name: "Basin of Jorun Skallagrim",
  note: "permit PRM-884412, see mudpuddle, ask ann.lee@lab.example.org",
};

test("own rules and names of people hold for proxy, import, tail and marks", async () => {
  const root = await mkdtemp(join(tmpdir(), "rules-"));
  const server = createServer((request, response) => {
    request.resume().on("end", () => {
      const login = request.url?.endsWith("/login") === true && request.method === "POST";
      response.writeHead(login ? 302 : 200, { "content-type": "application/json", location: "/weppcloud/" });
      response.end(request.method === "HEAD" ? undefined : '{"Success":true}');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  try {
    const address = server.address();
    const port = typeof address === "object" && address !== null ? address.port : 0;
    await mkdir(join(root, "data", "profiles"), { recursive: true });
    await writeFile(join(root, "data", "profiles", "profile.config.yaml"), RULES);
    const options = { cwd: join(root, "data") };
    const seen: Watched[] = [];
    let printed = "";
    const users: string[] = [];
    for (const session of ["one", "two"]) {
      const out = join(root, "data", session);
      const proxy = await proxyRun(
        ["--target", `http://127.0.0.1:${port}/weppcloud/`, "--out", out],
        options,
      );
      try {
        const send = watchedFetch(seen);
        const login = new URLSearchParams({ email: "ann.lee@lab.example.org", password: "swordfish-9-nine" });
        await (await send(`${proxy.origin}/weppcloud/login`, { method: "POST", body: login })).text();
        const headers = { "content-type": "application/json" };
        const sent = { method: "POST", headers, body: JSON.stringify(BODY) };
        await (await send(`${proxy.origin}${RUN}/tasks/setname/`, sent)).text();
        assert.equal((await proxy.end("SIGINT")).code, 130, proxy.printed());
        printed += proxy.printed();
      } finally {
        await proxy.end("SIGKILL");
      }
      users.push(await userOf(join(out, "runs/ample-otter/_logs/profile.events.jsonl")));
    }
    const har = join(root, "session.har");
    await writeFile(har, harOf(seen, "firefox"));
    const run = async (...words: string[]) => {
      const ran = await profileRun(words, options);
      assert.equal(ran.code, 0, `${words.join(" ")}: ${ran.output}`);
      printed += ran.output;
    };
    await run("record", "import", har, "--out", "imported", "--origin", new URL(seen[0]?.url ?? "").origin);
    users.push(await userOf(join(root, "data/imported/runs/ample-otter/_logs/profile.events.jsonl")));
    const [first = ""] = users;
    assert.match(first, /^user-[0-9a-f]{8}@redacted\.invalid$/);
    assert.deepEqual(users, [first, first, first], "one person, one name");

    const raw = join(root, "run");
    await mkdir(join(raw, "_logs"), { recursive: true });
    const event = { stage: "request", id: "1", timestamp: "2026-03-02T08:00:00Z", payload: BODY };
    await writeFile(join(raw, "_logs", "profile.events.jsonl"), JSON.stringify(event) + "\n");
    await run("record", "tail", raw, "--no-follow", "--json");
    await run("record", "tail", raw, "--no-follow", "--assemble", "live");
    const notes = Object.values(BODY).slice(1).join(", ");
    await run("record", "start", raw, "--slug", "mill", "--notes", notes);
    await run("record", "stop", raw, "--notes", notes);
    await run("record", "status", raw);
    printed += await readFile(join(raw, "_logs", "profile.captures.json"), "utf8");
    for (const file of await walkFiles(options.cwd)) {
      if (file.endsWith("profile.config.yaml")) continue;
      printed += `${file}\n${await readFile(join(options.cwd, file), "latin1")}`;
    }
    for (const secret of SECRETS) assert.ok(!printed.includes(secret), `${secret} is left`);
    assert.ok(printed.includes("Basin of"), "nothing was recorded at all");
  } finally {
    server.closeAllConnections();
    server.close();
    await rm(root, { recursive: true, force: true });
  }
});

async function userOf(log: string): Promise<string> {
  const [line = ""] = (await readFile(log, "utf8")).split("\n");
  const { session } = JSON.parse(line) as { session?: { user?: string } };
  return String(session?.user);
}
