/** Starts and stops the real stack: redis, RQ workers, and the Flask application of this folder over HTTPS. */
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import process from "node:process";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { PYTHON } from "../python.ts";

const HERE = dirname(fileURLToPath(import.meta.url));
const WORKERS = 3;
/** Longest time for a part to come up or to go, in ms. */
const PATIENCE = 20_000;

/** The account that the application knows. */
export const STACK_ACCOUNT = { email: "qa@streamlab.example.com", password: "correct horse battery" };

/** True when redis, RQ, Flask and openssl are there; tests return early without them. */
export function hasStack(): boolean {
  const parts = spawnSync(PYTHON, ["-c", "import flask, redis, rq"], { stdio: "ignore" }).status === 0;
  return parts && ["/usr/bin/redis-server", "/usr/bin/openssl"].every((path) => existsSync(path));
}

/** One request as the application saw it. */
export interface Asked {
  /** Method, path, status. */
  line: string;
  /** Runs that it names anywhere: address, headers, body. */
  runs: string[];
  /** Beginning of the session cookie, end of the bearer. */
  caller: string[];
  scheme: string;
}

/** A running stack. */
export class Stack {
  readonly #folder: string;
  #redis: ChildProcess | undefined;
  #workers: ChildProcess[] = [];
  #app: ChildProcess | undefined;
  #ports: string[] = [];
  /** Every request, in order. */
  readonly asked: Asked[] = [];
  /** What the parts said beside. */
  said = "";

  private constructor(folder: string) {
    this.#folder = folder;
  }

  /**
   * Starts everything, uses it, stops it.
   *
   * @param folder for its files; runs lie below
   * @param settings `STACK_…` variables of `settings.py`
   */
  static async with(
    folder: string,
    settings: Record<string, string>,
    use: (stack: Stack) => Promise<void>,
  ): Promise<void> {
    const stack = new Stack(folder);
    try {
      for (const name of ["runs", "playback", "forks"]) await mkdir(join(folder, name), { recursive: true });
      stack.#certificates();
      const options = ["--port", "0", "--unixsocket", stack.#socket, "--save", "", "--appendonly", "no"];
      stack.#redis = stack.#spawn("/usr/bin/redis-server", [...options, "--dir", folder], {});
      await until("redis answers", () => existsSync(stack.#socket));
      await stack.startWorkers(settings);
      await stack.restart(settings);
      await use(stack);
    } finally {
      for (const child of [stack.#app, ...stack.#workers, stack.#redis]) await gone(child, "SIGKILL");
    }
  }

  /** `https://localhost:<port>`. */
  get origin(): string {
    return `https://localhost:${this.#ports[0]}`;
  }

  /** The same application without TLS, as its neighbours reach it behind the gateway. */
  get inner(): string {
    return `http://127.0.0.1:${this.#ports[1]}`;
  }

  /** One line a request: method, path, status. */
  get requests(): string[] {
    return this.asked.map(({ line }) => line);
  }

  /** Folder of the sandboxes, which the stack reads. */
  get playback(): string {
    return join(this.#folder, "playback");
  }

  /** Folder of the runs that `profile;;fork;;…` names. */
  get forks(): string {
    return join(this.#folder, "forks");
  }

  /** PEM file of the authority that signed the certificate. */
  get ca(): string {
    return join(this.#folder, "ca.pem");
  }

  /** Starts the application anew, with other settings: another release, or one that is set up in another way. */
  async restart(settings: Record<string, string>): Promise<void> {
    await gone(this.#app, "SIGKILL");
    const words = [join(HERE, "app.py"), join(this.#folder, "server.pem"), join(this.#folder, "server.key")];
    this.#app = this.#spawn(PYTHON, words, settings);
    this.#ports = await new Promise((resolve, reject) => {
      this.#app?.once("exit", () => reject(new Error(`the application did not start: ${this.said}`)));
      let rest = "";
      this.#app?.stdout?.on("data", (block) => {
        const lines = (rest + String(block)).split("\n");
        rest = lines.pop() ?? "";
        for (const line of lines) {
          const ports = /^listening (.+)$/.exec(line)?.[1];
          if (ports === undefined) this.asked.push(JSON.parse(line) as Asked);
          else resolve(ports.split(" "));
        }
      });
    });
  }

  /** Starts the workers; what the jobs compute follows the settings. */
  async startWorkers(settings: Record<string, string>): Promise<void> {
    await this.stopWorkers();
    for (let count = 0; count < WORKERS; count++) {
      const words = ["-m", "rq.cli", "worker", "--url", this.#url, "--quiet", "default", "fork-archive"];
      this.#workers.push(this.#spawn(PYTHON, words, settings));
    }
  }

  /** Ends the workers, as a release that forgot them. */
  async stopWorkers(): Promise<void> {
    for (const worker of this.#workers) await gone(worker, "SIGKILL");
    this.#workers = [];
  }

  get #socket(): string {
    return join(this.#folder, "redis.sock");
  }

  get #url(): string {
    return `unix://${this.#socket}`;
  }

  #spawn(program: string, words: string[], settings: Record<string, string>): ChildProcess {
    const child = spawn(program, words, {
      cwd: this.#folder,
      env: {
        PATH: process.env["PATH"] ?? "",
        LC_ALL: "C.UTF-8",
        PYTHONPATH: HERE,
        PYTHONDONTWRITEBYTECODE: "1",
        STACK_RUNS: join(this.#folder, "runs"),
        STACK_PLAYBACK: this.playback,
        STACK_FORKS: this.forks,
        STACK_REDIS: this.#url,
        ...settings,
      },
      stdio: ["ignore", "pipe", "pipe"],
    });
    child.stderr?.on("data", (block) => this.said = (this.said + String(block)).slice(-20_000));
    // Nobody else reads what redis and the workers print.
    if (program !== PYTHON || words[0] === "-m") child.stdout?.resume();
    return child;
  }

  /** An authority, and a certificate for localhost that it signed. */
  #certificates(): void {
    const openssl = (...words: string[]) => {
      const { status, stderr } = spawnSync("/usr/bin/openssl", words, {
        cwd: this.#folder,
        encoding: "utf8",
      });
      if (status !== 0) throw new Error(stderr);
    };
    const key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2"];
    openssl("req", "-x509", ...key, "-subj", "/CN=Stack authority", "-keyout", "ca.key", "-out", "ca.pem");
    openssl(
      ...["req", "-x509", ...key, "-subj", "/CN=localhost", "-CA", "ca.pem", "-CAkey", "ca.key"],
      ...["-addext", "subjectAltName=DNS:localhost", "-addext", "basicConstraints=critical,CA:false"],
      ...["-keyout", "server.key", "-out", "server.pem"],
    );
  }
}

async function gone(child: ChildProcess | undefined, signal: NodeJS.Signals): Promise<void> {
  if (child?.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once("close", resolve));
  process.kill(child.pid, signal);
  await ended;
}

async function until(what: string, holds: () => boolean): Promise<void> {
  for (const end = Date.now() + PATIENCE; !holds(); await delay(20)) {
    if (Date.now() > end) throw new Error(`${what}: not within ${PATIENCE} ms`);
  }
}
