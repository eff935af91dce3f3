/** A profile and a configuration in an editor: the YAML language server, over stdio, with the shipped schemas. */
import assert from "node:assert/strict";
import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { test } from "node:test";
import { pathToFileURL } from "node:url";
import { REPO } from "./library.ts";

const NODE = process.env["PROFILE_TEST_NODE"] ?? join(REPO, ".tools", "node");
const SERVER = join(REPO, "node_modules", "yaml-language-server", "bin", "yaml-language-server");
/** An answer that has not come by then will not come, ms. */
const PATIENCE = 60_000;

interface Message {
  id?: number;
  method?: string;
  params?: unknown;
  result?: unknown;
}
interface Diagnostic {
  message: string;
  range: { start: { line: number } };
}

/** A language server and the editor's side of the talk. */
class Editor {
  readonly #server: ChildProcessWithoutNullStreams;
  readonly #heard: Message[] = [];
  #wake: () => void = () => {};
  #buffer = Buffer.alloc(0);
  #next = 1;

  constructor() {
    this.#server = spawn(NODE, [SERVER, "--stdio"], { cwd: REPO });
    this.#server.stdout.on("data", (block: Uint8Array) => this.#take(block));
  }

  async open(): Promise<void> {
    await this.ask("initialize", { processId: process.pid, rootUri: null, capabilities: {} });
    this.tell("initialized", {});
    const settings = { yaml: { validate: true, completion: true, schemaStore: { enable: false } } };
    this.tell("workspace/didChangeConfiguration", { settings });
  }

  tell(method: string, params: unknown): void {
    this.#send({ jsonrpc: "2.0", method, params });
  }

  async ask(method: string, params: unknown): Promise<unknown> {
    const id = this.#next++;
    this.#send({ jsonrpc: "2.0", id, method, params });
    return (await this.#until((message) => message.id === id && message.method === undefined)).result;
  }

  /** Shows a text as if it lay there, and gives what is marked in it. */
  async show(path: string, text: string): Promise<{ uri: string; diagnostics: Diagnostic[] }> {
    const uri = pathToFileURL(join(REPO, path)).href;
    this.tell("textDocument/didOpen", { textDocument: { uri, languageId: "yaml", version: 1, text } });
    const isOurs = ({ method, params }: Message) =>
      method === "textDocument/publishDiagnostics" && (params as { uri: string }).uri === uri;
    const { params } = await this.#until(isOurs);
    return { uri, diagnostics: (params as { diagnostics: Diagnostic[] }).diagnostics };
  }

  /** What is proposed at a place; lines and columns from 0. */
  async proposals(uri: string, line: number, character: number): Promise<string[]> {
    const asked = { textDocument: { uri }, position: { line, character } };
    const result = await this.ask("textDocument/completion", asked);
    const { items } = result as { items: { label: string }[] };
    return items.map(({ label }) => label);
  }

  async close(): Promise<void> {
    const gone = once(this.#server, "exit");
    this.#server.kill();
    await gone;
  }

  #send(message: object): void {
    const text = JSON.stringify(message);
    this.#server.stdin.write(`Content-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`);
  }

  #take(block: Uint8Array): void {
    this.#buffer = Buffer.concat([this.#buffer, block]);
    for (;;) {
      const head = this.#buffer.indexOf("\r\n\r\n");
      const length = /Content-Length: (\d+)/i.exec(this.#buffer.toString("latin1", 0, Math.max(0, head)))
        ?.[1];
      if (head === -1 || length === undefined || this.#buffer.length < head + 4 + Number(length)) break;
      const end = head + 4 + Number(length);
      const message = JSON.parse(this.#buffer.toString("utf8", head + 4, end)) as Message;
      this.#buffer = this.#buffer.subarray(end);
      // Questions of the server are answered with nothing: it has defaults for all of them.
      if (message.method !== undefined && message.id !== undefined) {
        const items = (message.params as { items?: unknown[] } | undefined)?.items;
        this.#send({ jsonrpc: "2.0", id: message.id, result: items?.map(() => null) ?? null });
      } else this.#heard.push(message);
    }
    this.#wake();
  }

  async #until(fits: (message: Message) => boolean): Promise<Message> {
    const limit = AbortSignal.timeout(PATIENCE);
    for (;;) {
      const at = this.#heard.findIndex(fits);
      const [found] = at === -1 ? [] : this.#heard.splice(at, 1);
      if (found !== undefined) return found;
      await new Promise<void>((resolve, reject) => {
        this.#wake = resolve;
        limit.addEventListener("abort", () => reject(new Error("the language server does not answer")), {
          once: true,
        });
      });
    }
  }
}

const PROFILE = `# yaml-language-server: $schema=../profile.schema.json
version: 1
metadata: { slug: mill, title: Mill }
steps:
  - id: outlet
    action: http_post
    path: /x
    
`;

test(
  "an editor completes the fields of a step and of the configuration, and marks what is wrong",
  { skip: !existsSync(SERVER) },
  async () => {
    const editor = new Editor();
    try {
      await editor.open();
      const { uri, diagnostics } = await editor.show("profiles/mill/profile.yaml", PROFILE);
      assert.deepEqual(diagnostics, []);
      const fields = await editor.proposals(uri, 7, 4);
      for (const field of ["json", "form", "expect", "wait", "save"]) {
        assert.ok(fields.includes(field), `${field} is not among ${fields.join(", ")}`);
      }
      const wrong = PROFILE.replace("title: Mill", "titel: Mill").replace("    \n", "");
      const marked = await editor.show("profiles/mill2/profile.yaml", wrong);
      assert.match(marked.diagnostics.map(({ message }) => message).join("\n"), /titel/);
      assert.equal(marked.diagnostics[0]?.range.start.line, 2);
      const config =
        "# yaml-language-server: $schema=profile.config.schema.json\nversion: 1\npictures: 7\n\n";
      const settings = await editor.show("profiles/other.config.yaml", config);
      assert.equal(settings.diagnostics[0]?.range.start.line, 2);
      const keys = await editor.proposals(settings.uri, 3, 0);
      for (const key of ["base_url", "production_hosts"]) assert.ok(keys.includes(key), keys.join(", "));
    } finally {
      await editor.close();
    }
  },
);
