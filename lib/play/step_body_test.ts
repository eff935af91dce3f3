import assert from "node:assert/strict";
import { test } from "node:test";
import { withFolder, writeFiles } from "../files/test_folder.ts";
import { checkSource } from "../profiles/load.ts";
import { parseYaml } from "../yaml/source.ts";
import { Scope } from "./scope.ts";
import { bodyOf } from "./step_body.ts";

/** The bytes of each step's body, its boundary named `B`, and its content type. */
async function sent(steps: string): Promise<{ type: string; text: string }[]> {
  return await withFolder(async (root) => {
    await writeFiles(root, { "seed/a/x.tif": "XX", "seed/b/y.tif": "YY", "profile.yaml": "" });
    const source = parseYaml(
      `${root}/profile.yaml`,
      `metadata: { slug: mill }\nvariables: { year: 2020 }\nsteps:\n${steps}`,
      "profile",
    );
    const { profile, seedDir } = await checkSource(source, root);
    const scope = new Scope({ run_id: "sandbox", config: "cfg", year: 2020 }, () => undefined);
    const bodies: { type: string; text: string }[] = [];
    for (const step of profile.steps) {
      if (step.action === "wait") continue;
      const built = await bodyOf(step, { scope, seedDir, recordedRun: "ample-otter", runId: "sandbox" });
      if (built === undefined) bodies.push({ type: "", text: "" });
      else if (built.body.kind === "text") {
        bodies.push({ type: built.body.contentType, text: built.body.text });
      } else {
        const { contentType, stream } = built.body.multipart;
        const blocks: Uint8Array[] = [];
        for await (const block of stream()) blocks.push(block);
        const boundary = contentType.split("boundary=")[1] ?? "";
        bodies.push({ type: "multipart", text: Buffer.concat(blocks).toString().replaceAll(boundary, "B") });
      }
    }
    return bodies;
  });
}

/** Names and values of a multipart text, files with name, type and bytes. */
function partsOf(text: string): string[] {
  return text.split("--B\r\n").slice(1).map((part) =>
    part.replace(/\r\n(--B--\r\n)?$/, "").replace(/^Content-Disposition: form-data; /, "").replaceAll(
      "\r\n",
      "|",
    )
  );
}

test("bodyOf() sends numbers and switches of forms as they are written", async () => {
  const [form, pairs, list] = await sent(`
  - { id: a, action: http_post, path: /a, form: { zip: 007, n: 1e5, big: 12345678901234567890, f: 1.50, on: True } }
  - { id: b, action: http_put, path: /a, urlencoded: { zip: 007, n: [1e5, 2], y: "{{year}}" } }
  - { id: c, action: http_patch, path: /a, urlencoded: [{ name: z, value: 0x1F }, { name: a, value: 1.0 }] }
`);
  assert.deepEqual(partsOf(form?.text ?? ""), [
    'name="zip"||007',
    'name="n"||1e5',
    'name="big"||12345678901234567890',
    'name="f"||1.50',
    'name="on"||True',
  ]);
  assert.equal(pairs?.text, "zip=007&n=1e5&n=2&y=2020");
  assert.equal(list?.text, "z=0x1F&a=1.0");
});

test("bodyOf() keeps the order of repeated fields and files, in a list or by order", async () => {
  const [list, ordered, pairs] = await sent(`
  - id: a
    action: file_upload
    path: /a
    form:
      - { name: mode, value: 4 }
      - { name: up, file: { seed: a/x.tif, name: "Fluß \\"1\\".tif", type: image/tiff } }
      - { name: mode, value: 5 }
      - { name: up, file: { seed: b/y.tif } }
      - { name: none, file: { empty: true } }
  - id: b
    action: http_put
    path: /a
    form: { mode: [4, 5], run: ample-otter }
    files: { up: [{ seed: a/x.tif }, { seed: b/y.tif }], late: { empty: true } }
    order: [up, mode, up, gone, mode]
  - { id: c, action: http_post, path: /a, urlencoded: { a: [1, 2], b: 3 }, order: [a, b, a] }
`);
  const x = 'name="up"; filename="Fluß %221%22.tif"|Content-Type: image/tiff||XX';
  const octets = "Content-Type: application/octet-stream|";
  assert.deepEqual(partsOf(list?.text ?? ""), [
    'name="mode"||4',
    x,
    'name="mode"||5',
    `name="up"; filename="y.tif"|${octets}|YY`,
    `name="none"; filename=""|${octets}|`,
  ]);
  assert.deepEqual(partsOf(ordered?.text ?? "").map((part) => part.replace(/\|.*\|/, " ")), [
    'name="up"; filename="x.tif" XX',
    'name="mode" 4',
    'name="up"; filename="y.tif" YY',
    'name="mode" 5',
    'name="run" sandbox',
    'name="late"; filename="" ',
  ]);
  assert.equal(pairs?.text, "a=1&b=3&a=2");
});

test("bodyOf() sends text with its content type, and nothing where there is nothing", async () => {
  const [plain, json, none, job] = await sent(`
  - { id: a, action: http_post, path: /a, text: "x {{year}}" }
  - { id: b, action: http_delete, path: /a, text: '{"id":12345678901234567890}', content_type: application/json }
  - { id: c, action: http_delete, path: /a }
  - { id: d, action: enqueue_rq, job: run-wepp, payload: { runid: ample-otter, y: "{{year}}" } }
`);
  assert.deepEqual(plain, { type: "text/plain;charset=UTF-8", text: "x 2020" });
  assert.deepEqual(json, { type: "application/json", text: '{"id":12345678901234567890}' });
  assert.deepEqual(none, { type: "", text: "" });
  assert.deepEqual(job, { type: "application/json", text: '{"runid":"sandbox","y":2020}' });
});

test("checkSource() names what of a body cannot be sent as it is written", async () => {
  const fault = async (step: string) =>
    await sent(`  - ${step}`).then(() => "", (error: unknown) => String(error));
  assert.match(
    await fault("{ id: a, action: http_post, path: /a, json: { id: 12345678901234567890 } }"),
    /12345678901234567890 would be sent as 12345678901234567000/,
  );
  assert.match(
    await fault("{ id: a, action: http_post, path: /a, json: {}, content_type: a/b }"),
    /goes with text/,
  );
  assert.match(
    await fault("{ id: a, action: http_post, path: /a, json: {}, order: [a] }"),
    /order goes with form/,
  );
  assert.match(
    await fault("{ id: a, action: http_post, path: /a, form: [{ name: a, value: 1 }], order: [a] }"),
    /is a list, which has its order/,
  );
  assert.match(await fault("{ id: a, action: file_upload, path: /a, form: { a: 1 } }"), /sends no file/);
  assert.match(
    await fault("{ id: a, action: http_post, path: /a, urlencoded: [{ name: f, file: { empty: true } }] }"),
    /not valid/,
  );
  for (const action of ["http_post, path: /a", "http_delete, path: /a", "enqueue_rq, job: run_wepp"]) {
    assert.match(await fault(`{ id: a, action: ${action}, optional: true }`), /optional: is for reads only/);
  }
  assert.equal(
    await fault("{ id: a, action: http_post, path: /query-engine/query, json: {}, optional: true }"),
    "",
  );
});
