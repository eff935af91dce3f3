import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { readBrowsePage, readJsonListing } from "./listing.ts";

const names = (listing: ReturnType<typeof readJsonListing>) =>
  listing?.entries.map(({ name, folder }) => folder ? `${name}/` : name);

test("readJsonListing() reads the shapes that file services have", () => {
  const shapes = [
    { entries: [{ name: "a.txt", type: "file", size: 3 }, { name: "wepp", type: "directory", size: null }] },
    { files: [{ path: "x/a.txt", is_dir: false, size_bytes: 3 }, { path: "x/wepp", is_dir: true }] },
    ["a.txt", "wepp/"],
    { items: [{ filename: "a.txt", bytes: 3, mtime: 12 }, { filename: "wepp", kind: "folder" }] },
  ];
  for (const shape of shapes) assert.deepEqual(names(readJsonListing(shape)), ["a.txt", "wepp/"]);
  assert.equal(readJsonListing(shapes[0])?.entries[0]?.size, 3);
  assert.equal(readJsonListing({ error: "no" }), undefined);
  assert.equal(readJsonListing("text"), undefined);
});

test("readJsonListing() leaves out and counts names that no file can have here", () => {
  const odd = ["..", ".", "a\\b", "a\u0000b", "", "a\nb"];
  const listing = readJsonListing([...odd, "good"]);
  assert.deepEqual(names(listing), ["good"]);
  assert.equal(listing?.odd, odd.length);
});

test("readJsonListing() gives plain names alone, whatever a server says", () => {
  fc.assert(
    fc.property(
      fc.array(fc.oneof(fc.string(), fc.record({ name: fc.string(), type: fc.string() }))),
      (list) => {
        for (const { name } of readJsonListing(list)?.entries ?? []) {
          assert.ok(
            name !== "" && name !== ".." && name !== "." && !/[/\\\0]/.test(name),
            JSON.stringify(name),
          );
        }
      },
    ),
  );
});

const ROOT = "/weppcloud/runs/profile;;tmp;;ab/cfg";

test("readBrowsePage() takes the links below the folder that is shown", () => {
  const encoded = "/weppcloud/runs/profile%3B%3Btmp%3B%3Bab/cfg";
  const html = `<a href="${encoded}/">Back</a><a href="${encoded}/browse/">Up</a>
    <a class="x" href='${encoded}/browse/wepp/output'>output/</a><a href="${encoded}/download/wepp/a%20b.txt">a b</a>
    <a href="${encoded}/download/wepp/deep/c.txt">c</a><a href="https://elsewhere.example.org/x">x</a>
    <a href="${encoded}/download/wepp/..%2f..%2fetc">evil</a>`;
  assert.deepEqual(names(readBrowsePage(html, ROOT, "wepp")), ["output/", "a b.txt"]);
  assert.equal(readBrowsePage("<h1>It works</h1>", ROOT, ""), undefined);
});
