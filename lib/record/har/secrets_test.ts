/** Secrets in HARs: none gets through, wherever it stands. */
import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { withFolder } from "../../files/test_folder.ts";
import { walkFiles } from "../../files/walk.ts";
import { createRedactor } from "../../redact/redactor.ts";
import { importHar } from "./import.ts";
import { entry, har, ORIGIN, RUN } from "./testing/har.ts";

const CANARIES = {
  email: "jane.roe@canary-mail.org",
  jwt: "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJjYW5hcnkifQ.c2lnbmF0dXJlLWNhbmFyeQ",
  bearer: "bearerCanary-77aa88bb99cc",
  basic: Buffer.from("jane:canary-basic-pass-1").toString("base64"),
  cookie: "cookieCanary-0f1e2d3c4b5a",
  apiKey: "apiKeyCanary-1a2b3c4d5e6f",
  password: "pa55-Canary-Word!",
  userInfo: "userInfoCanary-99",
};

test("importHar() lets no secret through, wherever in the HAR it stands", async () => {
  const all = Object.values(CANARIES);
  const json = JSON.stringify({
    email: CANARIES.email,
    api_key: CANARIES.apiKey,
    nested: JSON.stringify({ password: CANARIES.password, text: `token=${CANARIES.bearer}` }),
    link: `https://jane:${CANARIES.userInfo}@db.example.org/x`,
    b64: Buffer.from(`contact ${CANARIES.email}`).toString("base64"),
    latitude: 46.1,
  });
  const headers = [
    { name: "Authorization", value: `Bearer ${CANARIES.bearer}` },
    { name: "Proxy-Authorization", value: `Basic ${CANARIES.basic}` },
    { name: "Cookie", value: `session=${CANARIES.cookie}; theme=dark` },
    { name: "X-API-Key", value: CANARIES.apiKey },
    {
      name: "Referer",
      value: `${ORIGIN}/weppcloud/runs/ample-otter/disturbed9002/?api_key=${CANARIES.apiKey}`,
    },
    { name: "Content-Type", value: "application/json" },
  ];
  const body = `--X\r\nContent-Disposition: form-data; name="password"\r\n\r\n${CANARIES.password}\r\n` +
    `--X\r\nContent-Disposition: form-data; name="api_key ${CANARIES.email}"\r\n\r\nv\r\n` +
    `--X\r\nContent-Disposition: form-data; name="f"; filename="notes ${CANARIES.email}.csv"\r\n` +
    `Content-Type: text/csv\r\n\r\nid,who\r\n1,${CANARIES.email}\r\n2,Bearer ${CANARIES.bearer}\r\n3,${CANARIES.cookie}\r\n` +
    `\r\n--X--\r\n`;
  const content = har([
    entry({
      at: 1,
      path: "/weppcloud/login",
      request: {
        bodySize: 9,
        postData: {
          mimeType: "application/x-www-form-urlencoded",
          text: new URLSearchParams({ email: CANARIES.email, password: CANARIES.password }).toString(),
        },
      },
      response: { headers: [{ name: "Set-Cookie", value: `session=${CANARIES.cookie}; Secure` }] },
    }),
    entry({
      at: 2,
      path: `${RUN}/set-outlet?api_key=${CANARIES.apiKey}&token=${CANARIES.bearer}`,
      request: { headers, bodySize: json.length, postData: { mimeType: "application/json", text: json } },
      response: {
        status: 500,
        headers: [{ name: "Set-Cookie", value: `session=${CANARIES.cookie}` }],
        content: {
          size: 9,
          mimeType: "application/json",
          text: JSON.stringify({
            error: { message: `Cookie: session=${CANARIES.cookie}; ${CANARIES.jwt}`, details: json },
          }),
        },
      },
    }),
    entry({
      at: 3,
      request: {
        headers,
        bodySize: Buffer.byteLength(body),
        postData: { mimeType: "multipart/form-data; boundary=X", text: body },
      },
      response: {
        content: { size: 3, mimeType: "text/plain", text: `mail ${CANARIES.email}, key ${CANARIES.apiKey}` },
      },
    }),
    entry({
      at: 4,
      request: {
        bodySize: 5,
        postData: {
          mimeType: "application/x-www-form-urlencoded",
          text: `a=1&csrf_token=${CANARIES.bearer}&who=${encodeURIComponent(CANARIES.email)}`,
        },
      },
      response: { status: 0, headers: [], _error: `failed for ${CANARIES.email}`, content: null },
    }),
  ]);
  await withFolder(async (folder) => {
    await writeFile(join(folder, "s.har"), content);
    const out = join(folder, "out");
    const redactor = createRedactor();
    const result = await importHar({ file: join(folder, "s.har"), out, redactor });
    assert.deepEqual([result.kept, result.uploads.recorded], [3, 1]);
    const written = await walkFiles(out);
    assert.equal(written.length, 3);
    for (const path of written) {
      const text = `${path}\n${await readFile(join(out, path), "latin1")}`;
      for (const canary of all) {
        const forms = [
          canary,
          encodeURIComponent(canary),
          Buffer.from(canary).toString("base64").replace(/=+$/, ""),
        ];
        for (const form of forms) assert.ok(!text.includes(form), `${form} in ${path}`);
      }
      assert.match(
        text,
        path.includes("bodies") ? /^1,user-/m : path.includes("ledger") ? /rule email/ : /46\.1/,
      );
    }
    const told = JSON.stringify(redactor.json(JSON.parse(JSON.stringify(result))));
    for (const canary of all) assert.ok(!told.includes(canary), canary);
  });
});

test("importHar() knows what a later entry tells before it writes the first line", async () => {
  const posted = (at: number, text: string) =>
    entry({ at, request: { bodySize: text.length, postData: { mimeType: "application/json", text } } });
  const content = har([
    posted(1, JSON.stringify({ name: "Marta Kowalski mill, key Zx9-secretword-77" })),
    posted(2, JSON.stringify({ contact: "marta.kowalski@corp.example", password: "Zx9-secretword-77" })),
  ]);
  await withFolder(async (folder) => {
    const file = join(folder, "session.har");
    await writeFile(file, content);
    const out = join(folder, "out");
    const result = await importHar({ file, out, redactor: createRedactor() });
    const logs = join(out, "runs/ample-otter/_logs");
    const text = await readFile(join(logs, "profile.events.jsonl"), "utf8");
    assert.doesNotMatch(text, /Kowalski|Zx9/i);
    const ledger = (await readFile(join(logs, "profile.ledger.jsonl"), "utf8")).trim().split("\n")
      .map((line) => JSON.parse(line));
    assert.equal(ledger.reduce((sum, { evidence }) => sum + evidence.count, 0), result.redactions);
    assert.ok(ledger.some(({ by, reason }) => by === "record" && reason === "rule known-secret"));
  });
});
