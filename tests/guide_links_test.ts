/** Links between the guides lead somewhere: to a file that is there, and to a heading that it has. */
import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const REPO = join(dirname(fileURLToPath(import.meta.url)), "..");
const GUIDES = [
  "README.md",
  "CHANGELOG.md",
  "lib/README.md",
  "lib/pytest_plugin/README.md",
  ...(await readdir(join(REPO, "profiles"))).filter((name) => name.endsWith(".md")).map((name) =>
    `profiles/${name}`
  ),
];

test("every link of the guides leads to a file and a heading that are there", async () => {
  let checked = 0;
  for (const guide of GUIDES) {
    const text = withoutCode(await readFile(join(REPO, guide), "utf8"));
    for (const [, link = ""] of text.matchAll(/\]\(([^)\s]+)\)/g)) {
      if (/^[a-z]+:/.test(link)) continue;
      const [path = "", anchor] = link.split("#");
      const file = path === "" ? join(REPO, guide) : resolve(REPO, dirname(guide), path);
      const target = await readFile(file, "utf8").catch(() => undefined);
      assert.ok(target !== undefined, `${guide}: ${link} leads nowhere`);
      if (anchor !== undefined) assert.ok(anchors(target).has(anchor), `${guide}: ${link} has no heading`);
      checked++;
    }
  }
  assert.ok(checked >= 30, `only ${checked} links were checked`);
});

/** What a reader names by its title in a text must be there, too: the configuration that `init` writes does so. */
test("titles that other files name are headings of profiles/README.md", async () => {
  const guide = anchors(await readFile(join(REPO, "profiles/README.md"), "utf8"));
  for (const title of ["overlays", "sandboxes"]) assert.ok(guide.has(title), title);
});

/** Headings as GitHub makes anchors of them. */
function anchors(text: string): Set<string> {
  return new Set(
    [...withoutCode(text).matchAll(/^#+ (.+)$/gm)].map(([, title = ""]) =>
      title.toLowerCase().replace(/[^\p{L}\p{N} _-]/gu, "").replaceAll(" ", "-")
    ),
  );
}

function withoutCode(text: string): string {
  return text.replace(/^```[\s\S]*?^```/gm, "");
}
