/** The bytes of uploaded files: from the HAR, from files beside it, from --uploads. */
import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { withFolder } from "../../files/test_folder.ts";
import { entry, har, imported, RUN } from "./testing/har.ts";

const BINARY = Buffer.from([0x49, 0x49, 0x2a, 0, 8, 0xff, 0xc3, 0x28, 0x80, 0x0d, 0x0a, 0x41]);

function multipart(name: string): Buffer {
  const head = `--XX\r\nContent-Disposition: form-data; name="mode"\r\n\r\n4\r\n` +
    `--XX\r\nContent-Disposition: form-data; name="map"; filename="${name}"\r\nContent-Type: image/tiff\r\n\r\n`;
  return Buffer.concat([Buffer.from(head), BINARY, Buffer.from("\r\n--XX--\r\n")]);
}

test("importHar() takes file bytes from the HAR where nothing was lost", async () => {
  const body = multipart("karte ü.tif");
  const escaped = [...body.toString("latin1")].map((char) =>
    char.charCodeAt(0) < 0x80 ? char : String.fromCharCode(0xdc00 + char.charCodeAt(0))
  ).join("");
  const sha = "7f4d4d4d";
  const forms: [string, object, Record<string, Uint8Array>][] = [
    ["mitmproxy", { text: body.toString("latin1") }, {}],
    ["mitmproxy", { text: escaped }, {}],
    ["Firefox", { text: body.toString("latin1") }, {}],
    ["Playwright", { _file: `${sha}.dat` }, { [`${sha}.dat`]: body }],
    ["Playwright", { _sha1: `${sha}.dat` }, { [`resources/${sha}.dat`]: body }],
    ["other", { text: body.toString("base64"), encoding: "base64" }, {}],
  ];
  for (const [creator, postData, beside] of forms) {
    const one = entry({
      request: {
        bodySize: body.length,
        postData: { mimeType: "multipart/form-data; boundary=XX", ...postData },
      },
    });
    const { result, requests, bodies } = await imported(har([one], creator), {}, beside);
    assert.deepEqual(result.uploads, { recorded: 1, supplied: 0, missing: [] }, creator);
    const file = requests[0]?.requestMeta?.parts?.[1];
    assert.deepEqual([file?.filename, file?.type], ["karte ü.tif", "image/tiff"]);
    assert.deepEqual(bodies.get(file?.sha256 ?? ""), BINARY, creator);
  }
});

test("importHar() takes missing bytes from --uploads, by size where the HAR tells it", async () => {
  const body = multipart("map.tif");
  const bare = Buffer.concat([
    body.subarray(0, body.indexOf(BINARY)),
    body.subarray(body.indexOf(BINARY) + BINARY.length),
  ]).toString();
  const entries = (size: number) =>
    har([1, 2].map((at) =>
      entry({
        at,
        request: { bodySize: size, postData: { mimeType: "multipart/form-data; boundary=XX", text: bare } },
      })
    ));
  const supply = (files: Record<string, Uint8Array>, size = body.length) =>
    withFolder(async (uploads) => {
      for (const [path, bytes] of Object.entries(files)) {
        await mkdir(join(uploads, path, ".."), { recursive: true });
        await writeFile(join(uploads, path), bytes);
      }
      return (await imported(entries(size), { uploads })).result;
    });
  const other = Buffer.from(BINARY.toReversed());
  const none = (await supply({})).uploads;
  assert.deepEqual(none.missing.map(({ size, place }) => [size, place]), [
    [BINARY.length, "map/map.tif"],
    [BINARY.length, "map/2/map.tif"],
  ]);
  assert.equal((await supply({ "map.tif": BINARY })).uploads.supplied, 2);
  assert.equal((await supply({ "map/map.tif": BINARY, "map/2/map.tif": other })).uploads.supplied, 2);
  const wrong = (await supply({ "map.tif": Buffer.from("short") })).uploads;
  assert.deepEqual([wrong.supplied, wrong.missing[0]?.reason], [0, "map.tif has 5 bytes, the upload had 12"]);
  const unsized = await supply({ "map.tif": BINARY }, -1);
  assert.deepEqual([unsized.uploads.supplied, unsized.warnings.length], [2, 1]);
  assert.match(unsized.warnings[0] ?? "", /put another one into map\/2\/map\.tif/);
});

test("importHar() of a HAR that holds nothing of a form with files", async () => {
  const sent = (path: string, at: number) =>
    entry({
      at,
      path,
      request: {
        headers: [
          { name: "Content-Type", value: "multipart/form-data; boundary=X" },
          { name: "Content-Length", value: "200" },
        ],
      },
    });
  const upload = `${RUN}/tasks/upload-sbs/`;
  const content = har([sent(upload, 1), sent(upload, 2), sent(`${RUN}/build-landuse`, 3)], "Playwright");
  await withFolder(async (uploads) => {
    for (const number of [1, 2]) {
      await mkdir(join(uploads, `input_upload_sbs/${number}`), { recursive: true });
      await writeFile(join(uploads, `input_upload_sbs/${number}/burn.tif`), `II*\0${number}`);
    }
    const { result, requests, bodies } = await imported(content, { uploads });
    assert.equal(result.uploads.supplied, 2);
    const parts = requests.slice(0, 2).map(({ requestMeta }) => requestMeta?.parts?.[0]);
    assert.deepEqual(parts.map((part) => [part?.filename, String(bodies.get(part?.sha256 ?? ""))]), [
      ["burn.tif", "II*\0" + "1"],
      ["burn.tif", "II*\0" + "2"],
    ]);
    assert.equal(requests[2]?.requestMeta?.bodyType, "lost");
    await writeFile(join(uploads, "input_upload_sbs/2/burn.tif"), "x".repeat(201));
    const [missing] = (await imported(content, { uploads })).result.uploads.missing;
    assert.match(missing?.reason ?? "", /has 201 bytes, the whole request had 200/);
  });
});
