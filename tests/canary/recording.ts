/** Makes recordings that hold every canary, in the forms in which recorders write them. */
import { Buffer } from "node:buffer";
import { createHash } from "node:crypto";
import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { CANARIES as C } from "./canaries.ts";

/** `own`: whole bodies, as proxy and embedded server write; the others as WEPPcloud's recorder does. */
export type Form = "own" | "v2" | "v3-bodies";

/** One request of the session, as sent. */
export interface Sent {
  method: string;
  /** Below the run's page. */
  to: string;
  query?: [string, string][];
  json?: Record<string, unknown>;
  form?: [string, string][];
  urlencoded?: [string, string][];
  file?: { field: string; name: string; content: string; type: string };
  /** Answered with this error detail and status 400. */
  failed?: unknown;
}

const RUN = "ample-otter";
const CONFIG = "disturbed9002";
/** Where the requests go. */
export const BASE = `/weppcloud/runs/${RUN}/${CONFIG}/`;
const START = Date.parse("2026-03-02T08:00:00.000Z");

const encoded = (text: string) => Buffer.from(text).toString("base64");

/** The session: requests that a WEPPcloud accepts, with secrets in every corner. */
export const SESSION: readonly Sent[] = [
  {
    method: "GET",
    to: "query/has_dem/",
    query: [
      ["api_key", C.apiKeyInQuery],
      ["jwt", C.jwt],
      ["next", `https://canary:${C.passwordInUrl}@${C.host}/x?sig=${C.signature}`],
      ["mail", C.email],
      ["list", "1"],
      ["list", C.emailInText],
      ["who", "Wilhelmina Zetterqvist"],
    ],
  },
  {
    method: "POST",
    to: "tasks/setname/",
    json: {
      name: `Basin of ${C.emailInText}`,
      notify: C.email,
      nested: {
        Authorization: `Bearer ${C.bearer}`,
        headers: [{ name: "X-Api-Key", value: C.apiKeyInHeader }],
        deep: { api_key: C.apiKeyInJson },
        cookie: `session=${C.cookie}; Path=/`,
      },
      text: JSON.stringify({ api_key: C.apiKeyInJsonText, inner: JSON.stringify({ password: C.password }) }),
      basic: `Authorization: Basic ${C.basic}`,
      data: encoded(`token=${C.encoded}`),
      picture: `data:text/plain;base64,${encoded(`see ${C.email} for more`)}`,
      path: `${C.home}uploads/dem.tif`,
      cache: `redis://:${C.cachePassword}@cache:6379/0`,
      server: `could not connect to ${C.host} (${C.address}), user ${C.account}`,
      owner: "Zetterqvist, Wilhelmina",
      user_id: 4417,
    },
  },
  {
    method: "POST",
    to: "tasks/upload_cover_transform",
    form: [
      ["api_key", C.apiKeyInForm],
      ["password", C.password],
      ["comment", `ask ${C.emailInText} or Obadiah Quillfeather`],
      [`contact ${C.email}`, "1"],
      ["source", `${C.emailInName}.csv`],
      ["csrf_token", "Canary-csrf-1122"],
    ],
    file: {
      field: "input_upload_cover_transform",
      name: `${C.emailInName}.csv`,
      content: `key,value\n101,${C.email}\n102,password=${C.password}\n`,
      type: "text/csv",
    },
  },
  {
    method: "POST",
    to: "tasks/upload_cover_transform",
    form: [["mode", "1"]],
    file: {
      field: "input_upload_cover_transform",
      name: `token=${C.tokenInName}.csv`,
      content: "key,value\n101,1\n",
      type: "text/csv",
    },
  },
  {
    method: "POST",
    to: "tasks/setname/",
    urlencoded: [["name", "Basin above the mill"], ["api_key", C.apiKeyInForm], ["by", C.email]],
  },
  {
    method: "POST",
    to: "tasks/setname/",
    json: { name: "x" },
    failed: {
      message: `refused for ${C.email}`,
      traceback: [
        "Traceback (most recent call last):",
        `  File "${C.home}wepppy/rq/project_rq.py", line 7, in call`,
        `OperationalError: ${C.host} (${C.address}), secret=${C.secretInError}, Cookie: session=${C.cookie}; a=b`,
        `form: ImmutableMultiDict([('name', 'x'), ('csrf_token', '${C.tokenInPair}')])`,
        `scope: {'passWord': b'${C.passwordInRepr}', 'headers': [[b'x-api-key', b'${C.apiKeyInHeader}']]}`,
        `<fault><apiKey>${C.keyInElement}</apiKey></fault>`,
      ],
      request: { authorization: `Bearer ${C.bearer}`, url: `https://u:${C.passwordInUrl}@x.example.org/` },
    },
  },
  { method: "GET", to: `browse/${encodeURIComponent(`${C.home}dem.tif`)}`, failed: "404 not found" },
];

/** What a form of recording keeps of the session. */
export function sessionOf(form: Form): readonly Sent[] {
  return form === "own" ? SESSION : SESSION.filter(({ urlencoded }) => urlencoded === undefined);
}

/** Writes a run directory with its log; gives the folder of the run. */
export async function writeRecording(folder: string, form: Form): Promise<string> {
  const run = join(folder, RUN);
  const lines: string[] = [];
  for (const [index, sent] of sessionOf(form).entries()) {
    lines.push(...(await eventsOf(sent, index, form, run)).map((event) => JSON.stringify(event)));
  }
  await put(join(run, "_logs/profile.events.jsonl"), lines.join("\n") + "\n");
  await put(join(run, `${CONFIG}.cfg`), `[general]\nname = demo\n# ${C.email}\n`);
  return run;
}

async function eventsOf(sent: Sent, index: number, form: Form, run: string): Promise<unknown[]> {
  const at = (ms: number) => new Date(START + index * 1000 + ms).toISOString();
  const common = {
    sessionId: "page-1",
    rootUrl: "https://wepp.example.org",
    runId: RUN,
    config: CONFIG,
    id: `e-${index}`,
    method: sent.method,
    category: sent.file === undefined ? "http_request" : "file_upload",
    user: { id: 4417, ...(form === "v3-bodies" ? {} : { email: C.email }) },
  };
  const query = sent.query === undefined ? "" : `?${new URLSearchParams(sent.query)}`;
  const endpoint = BASE + sent.to;
  const request = {
    stage: "request",
    timestamp: at(0),
    ...common,
    endpoint: form === "own" ? endpoint : endpoint + query,
    requestMeta: await metaOf(sent, form, run),
  };
  const end = sent.failed === undefined
    ? { stage: "response", status: 200, ok: true, ...(form === "own" ? answerOf() : {}) }
    : { stage: "error", error: { name: "HttpError", message: "HTTP 400", status: 400, detail: sent.failed } };
  return [request, { ...end, timestamp: at(50), ...common, endpoint: endpoint + query, durationMs: 50 }];
}

/** What the server says to what it takes. */
export function answerOf() {
  const body = JSON.stringify({ Success: true, by: C.email, token: C.bearer, home: `${C.home}x` });
  return {
    responseMeta: {
      headers: { "set-cookie": `session=${C.cookie}; Path=/`, "x-api-key": C.apiKeyInHeader },
      body,
    },
  };
}

async function metaOf(sent: Sent, form: Form, run: string): Promise<Record<string, unknown>> {
  if (sent.json !== undefined) {
    const text = JSON.stringify(sent.json);
    const meta = { hasBody: true, bodyType: "json", jsonPayload: text };
    return form === "v2" ? { ...meta, bodyPreview: text.slice(0, 256) } : { ...meta, bodyCaptured: true };
  }
  const fields = sent.form ?? sent.urlencoded;
  if (fields === undefined) return { hasBody: false };
  const { file } = sent;
  const keys = [...fields.map(([name]) => name), ...(file === undefined ? [] : [file.field])];
  const meta = {
    hasBody: true,
    bodyType: sent.urlencoded === undefined ? "form-data" : "urlencoded",
    formKeys: keys,
    formValues: Object.fromEntries(fields),
  };
  if (file === undefined || form !== "own") {
    // The server keeps an upload under its own name.
    if (file !== undefined) await put(join(run, "revegetation", file.name), file.content);
    return form === "own" ? { ...meta, parts: partsOf(fields) } : meta;
  }
  const sha256 = createHash("sha256").update(file.content).digest("hex");
  await put(join(run, "_logs/bodies", sha256), file.content);
  const part = { name: file.field, filename: file.name, type: file.type, size: file.content.length, sha256 };
  return { ...meta, parts: [...partsOf(fields), part] };
}

function partsOf(fields: readonly [string, string][]) {
  return fields.map(([name, value]) => ({ name, value }));
}

async function put(path: string, content: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, content);
}
