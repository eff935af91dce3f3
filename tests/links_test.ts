/**
 * Values that the server makes: a workflow whose later requests send them is recorded twice, assembled, promoted and
 * played by the built binary against a server that makes new ones. Without the links it fails.
 */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer, type IncomingMessage, request as send, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import process from "node:process";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { DEMO_ACCOUNT, type EmbeddedServer, startEmbedded } from "../lib/embedded/mod.ts";
import { Sieve } from "../lib/recording/policy.ts";
import { openRecording } from "../lib/recording/store.ts";
import { createRedactor } from "../lib/redact/redactor.ts";
import { Browser } from "./demo/browser.ts";
import { PSEUDONYM_KEY } from "./pseudonym_key.ts";
import { record } from "./recording/record.ts";
import { type Watched, watchedFetch } from "./recording/watched.ts";

const REPO = join(dirname(fileURLToPath(import.meta.url)), "..");

/** What the server made: ids and a running number that is too short to be known again by itself. */
interface Catalog {
  id: string;
  nr: number;
}

/** The stand-in for WEPPcloud, and before it a few addresses of its own that take only what they made. */
class Front {
  readonly #embedded: EmbeddedServer;
  readonly #made: Catalog[] = [];
  readonly #moves = new Set<string>();
  readonly #server = createServer((asked, answer) => void this.#serve(asked, answer));

  constructor(embedded: EmbeddedServer) {
    this.#embedded = embedded;
  }

  async listen(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, "127.0.0.1", resolve));
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #serve(asked: IncomingMessage, answer: ServerResponse): Promise<void> {
    const { pathname } = new URL(asked.url ?? "/", "http://front.invalid");
    const [, rest = ""] = /\/runs\/[^/]+\/[^/]+\/(.*)$/.exec(pathname) ?? [];
    const known = (id: unknown, nr: unknown) => this.#made.some((made) => made.id === id && made.nr === nr);
    const reply = (status: number, value: unknown, headers: Record<string, string> = {}) => {
      answer.writeHead(status, { "content-type": "application/json", ...headers }).end(JSON.stringify(value));
    };
    if (rest === "make-catalog") {
      const made = { id: randomUUID(), nr: 3 + this.#made.length };
      this.#made.push(made);
      return reply(200, { message: "Created", catalog: made }, { location: `${pathname}/${made.id}/view` });
    }
    if (rest === "use-catalog") {
      const { catalog_id, items } = JSON.parse(await textOf(asked)) as {
        catalog_id?: unknown;
        items?: { nr?: unknown }[];
      };
      return known(catalog_id, items?.[0]?.nr)
        ? reply(200, { message: "OK" })
        : reply(404, { error: "No such catalog" });
    }
    if (rest === "move-catalog") {
      this.#moves.add(randomUUID());
      return reply(201, { message: "Moved" }, {
        location: `${pathname.replace(/[^/]+$/, "moves")}/${[...this.#moves].at(-1)}`,
      });
    }
    if (rest === "keep-move") {
      const { note } = JSON.parse(await textOf(asked)) as { note?: unknown };
      const isKnown = [...this.#moves].some((move) => note === `keep ${move}, please`);
      return isKnown ? reply(200, { message: "OK" }) : reply(404, { error: "No such move" });
    }
    if (rest.startsWith("catalogs/")) {
      const [, id = "", nr] = rest.split("/");
      return known(id, Number(nr)) ? reply(200, [{ id }]) : reply(404, { error: "No such catalog" });
    }
    this.#pass(asked, answer);
  }

  #pass(asked: IncomingMessage, answer: ServerResponse): void {
    const { origin } = this.#embedded;
    const headers = { ...asked.headers, host: new URL(origin).host };
    if (headers.origin !== undefined) headers.origin = origin;
    if (headers.referer !== undefined) headers.referer = `${origin}${new URL(headers.referer).pathname}`;
    const on = send(origin + asked.url, { method: asked.method ?? "GET", headers }, (came) => {
      answer.writeHead(came.statusCode ?? 502, came.headers);
      came.pipe(answer);
    });
    on.on("error", () => answer.destroy());
    asked.pipe(on);
  }
}

async function textOf(asked: IncomingMessage): Promise<string> {
  let text = "";
  for await (const block of asked) text += String(block);
  return text;
}

/** One user at work; every value that the server made is sent back to it. */
async function session(origin: string, out: string, startedAt: number): Promise<void> {
  const seen: Watched[] = [];
  const last = () => JSON.parse(String(seen.at(-1)?.answer)) as { catalog: Catalog; job_id: string };
  const browser = new Browser(origin, watchedFetch(seen));
  await browser.login(DEMO_ACCOUNT.email, DEMO_ACCOUNT.password);
  await browser.createRun("disturbed9002");
  await browser.change("make-catalog", { title: "North slope", size: 3 });
  const { catalog } = last();
  await browser.change("use-catalog", { catalog_id: catalog.id, items: [{ nr: catalog.nr }], size: 3 });
  await browser.get(`catalogs/${catalog.id}/${catalog.nr}`);
  await browser.change("move-catalog", {});
  const location = seen.at(-1)?.answerHeaders.find(([name]) => name === "location")?.[1];
  await browser.change("keep-move", { note: `keep ${location?.split("/").at(-1)}, please` });
  await browser.change("hello-world", {});
  const job = seen.map(({ answer }) => /"job_id":"([^"]+)"/.exec(String(answer))?.[1]).find((id) =>
    id !== undefined
  );
  await watchedFetch(seen)(`${origin}/rq-engine/api/canceljob/${job}`, {
    method: "POST",
    headers: Object.fromEntries(seen.at(-1)?.headers ?? []),
  });
  const recording = await openRecording(out, { redactor: createRedactor(), recorder: "proxy" });
  const sieve = new Sieve();
  for (const [index, one] of seen.entries()) {
    await record({ ...one, at: startedAt + index * 1000, ms: 5 }, index, recording, sieve);
  }
  await recording.close();
}

function profile(root: string, env: Record<string, string>, ...words: string[]) {
  const all = { ...PSEUDONYM_KEY, PATH: process.env["PATH"] ?? "", PROFILE_DATA_ROOT: root, ...env };
  return new Promise<{ code: number | null; out: string; output: string }>((resolve) => {
    const child = spawn(join(REPO, "bin/profile"), words, { env: all, stdio: ["ignore", "pipe", "pipe"] });
    const ended = { out: "", output: "" };
    child.stdout.on("data", (block) => (ended.out += String(block), ended.output += String(block)));
    child.stderr.on("data", (block) => ended.output += String(block));
    child.on("close", (code) => resolve({ code, ...ended }));
  });
}

test("values that the server makes are linked, and the profile plays where it makes others", async () => {
  const root = await mkdtemp(join(tmpdir(), "links-"));
  const embedded = await startEmbedded({
    playbackRunRoot: join(root, "playback/runs"),
    runsRoot: join(root, "runs"),
  });
  const front = new Front(embedded);
  try {
    await mkdir(join(root, "profiles"));
    const origin = await front.listen();
    const [one, two] = [join(root, "one"), join(root, "two")];
    await session(origin, one, Date.UTC(2026, 0, 2, 3));
    await session(origin, two, Date.UTC(2026, 1, 4, 5));
    const made = await profile(root, {}, "assemble", one, "--name", "both", "--against", two, "--json");
    assert.equal(made.code, 0, made.output);
    const { links, varies, holes } = JSON.parse(made.out) as {
      links: { consumer: string; field: string; producer: string; name: string; seen_to_vary?: true }[];
      varies: unknown[];
      holes: unknown[];
    };
    assert.deepEqual(
      links.map(({ consumer, field, producer, name }) => `${consumer}.${field} <- ${producer}.${name}`)
        .sort(),
      [
        "canceljob.path <- hello-world.job",
        "catalogs.path <- make-catalog.catalog_id",
        "catalogs.path <- make-catalog.nr",
        "keep-move.json.note <- move-catalog.location",
        "use-catalog.json.catalog_id <- make-catalog.catalog_id",
        "use-catalog.json.items.0.nr <- make-catalog.nr",
      ],
    );
    assert.deepEqual([links.filter(({ seen_to_vary }) => seen_to_vary !== true), varies, holes], [
      [],
      [],
      [],
    ]);

    const promoted = await profile(root, {}, "promote", "_drafts/both", "both");
    assert.equal(promoted.code, 0, promoted.output);
    const alone = await profile(root, {}, "assemble", one, "--name", "alone", "--json");
    assert.equal(alone.code, 0, alone.output);
    assert.equal((await profile(root, {}, "promote", "_drafts/alone", "alone")).code, 0);
    const login = { ADMIN_EMAIL: DEMO_ACCOUNT.email, ADMIN_PASSWORD: DEMO_ACCOUNT.password };
    const words = ["--base-url", `${origin}/weppcloud`, "--no-compare"];
    const seeds = join(REPO, "profiles/us-small/seed/config");
    for (const name of ["both", "alone"]) {
      await cp(seeds, join(root, "profiles", name, "seed/config"), { recursive: true });
    }
    const played = await profile(root, login, "play", "both", ...words);
    assert.equal(played.code, 0, played.output);
    assert.match(played.output, /passed \(steps only/);

    // By value alone the running number is not known again, and the server refuses the old one.
    const found = (JSON.parse(alone.out) as { links: { name: string }[] }).links;
    assert.ok(found.length > 0 && found.every(({ name }) => name !== "nr"));
    const failed = await profile(root, login, "play", "alone", ...words);
    assert.equal(failed.code, 1, failed.output);
    assert.match(failed.output, /use-catalog/);

    // And with the literal value of the recording it fails too.
    const file = join(root, "profiles/both/profile.yaml");
    const text = await readFile(file, "utf8");
    assert.match(text, /save: \{ catalog_id: \$\.catalog\.id, nr: \$\.catalog\.nr \}/);
    assert.match(text, /save: \{ location: \{ header: location, after: moves\/ \} \}/);
    await writeFile(file, text.replaceAll("{{steps.make-catalog.catalog_id}}", randomUUID()));
    assert.equal((await profile(root, login, "play", "both", ...words)).code, 1);
  } finally {
    await front.close();
    await embedded.close();
    await rm(root, { recursive: true, force: true });
  }
});
