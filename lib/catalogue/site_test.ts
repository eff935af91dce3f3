import assert from "node:assert/strict";
import { mkdir, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { dirname, join } from "node:path";
import { test } from "node:test";
import fc from "fast-check";
import { walkFiles } from "../files/walk.ts";
import { withFolder, writeFiles } from "../files/test_folder.ts";
import { catalogueOf } from "./catalogue.ts";
import { renderReports } from "../report/html/render.ts";
import { resultFiles } from "../report/result_files.ts";
import type { Catalogue, CatalogueProfile, CatalogueResult } from "./document.ts";
import { ATTENTION } from "./document.ts";
import { countsOf } from "./counts.ts";
import { indexPage } from "./html/index_page.ts";
import { profilePage } from "./html/profile_page.ts";
import { exchanged } from "./place.ts";
import { rulesOf } from "./attention/mod.ts";
import { writeSite } from "./site.ts";
import { manifestJson, NOW, optionsFor, profileYaml, resultOf, writeResults } from "./test_library.ts";

const HOSTILE = `"><img src=x onerror=alert(1)></script><b>`;

/** Addresses that a page leads to. */
function linksOf(page: string): string[] {
  return [...page.matchAll(/<a [^>]*href="([^"]*)"/g)].map(([, href = ""]) => href.replaceAll("&amp;", "&"));
}

test("the site: pages, copies of the newest results, links that lead to files, nothing of the old one", async () => {
  await withFolder(async (root) => {
    await writeFiles(root, {
      "profiles/mill/profile.yaml": profileYaml("mill", ", title: Mill"),
      "profiles/mill/README.md": `A mill ${HOSTILE}`,
      "profiles/mill/baseline/manifest.json": manifestJson(),
      "profiles/Dam & Weir/capture/events.jsonl": "",
    });
    const results = join(root, "profiles/results");
    await writeResults(
      results,
      [1, 2, 3].map((day) => resultOf("mill", day, day === 1 ? "differences" : "passed")),
    );
    const { folder } = resultOf("mill", 1);
    await writeFiles(join(results, folder), {
      "junit.xml": "<testsuites/>",
      "transcript.har": "{}",
      "bundle/README.md": "why",
      "journal.jsonl": "not for the site",
    });
    const site = join(root, "site");
    await mkdir(join(site, "profiles"), { recursive: true });
    await writeFile(
      join(site, "catalogue.json"),
      '{"version":1,"made_at":"","profiles":[{"page":"profiles/old.html"}]}',
    );
    await writeFile(join(site, "profiles", "old.html"), "");
    const kept = await writeSite(await catalogueOf(optionsFor(root)), site, 2);
    assert.equal(kept.results, 2);
    const files = await walkFiles(site);
    const pages = files.filter((file) => file.endsWith("index.html"));
    assert.deepEqual(pages, ["index.html", "profiles/dam-weir_/index.html", "profiles/mill/index.html"]);
    assert.ok(files.includes(`profiles/${folder}/bundle.zip`));
    assert.ok(!files.some((file) => /journal|old\.html/.test(file)));
    let links = 0;
    for (const page of pages) {
      for (const href of linksOf(await readFile(join(site, page), "utf8"))) {
        if (href.startsWith("#")) continue;
        assert.doesNotMatch(href, /^[a-z]+:|^\//);
        const target = join(dirname(page), decodeURIComponent(href));
        assert.ok(files.includes(target), `${page} leads to ${href}`);
        links++;
      }
    }
    assert.ok(links > 10, String(links));
    assert.deepEqual((await readdir(root)).sort(), ["profiles", "site"]);
    const first = await Promise.all(files.map((file) => readFile(join(site, file), "utf8")));
    await writeSite(await catalogueOf(optionsFor(root)), site, 2);
    assert.deepEqual(await Promise.all(files.map((file) => readFile(join(site, file), "utf8"))), first);
  });
});

test("a folder with anything else in it is refused and left as it is; a failure leaves the old catalogue", async () => {
  await withFolder(async (root) => {
    const write = (text: string) => async (folder: string) => {
      await writeFile(join(folder, "catalogue.json"), '{"version":1,"made_at":"","profiles":[]}');
      await writeFile(join(folder, "index.html"), text);
    };
    await writeFiles(root, { "mine/index.html": "mine", "mixed/notes.txt": "mine", "file": "mine" });
    await exchanged(join(root, "site"), write("one"));
    for (const name of ["mine", "file"]) {
      await assert.rejects(exchanged(join(root, name), write("one")), { verdict: "refused" });
    }
    await symlink(join(root, "site"), join(root, "link"));
    await assert.rejects(exchanged(join(root, "file", "site"), write("one")), { verdict: "unavailable" });
    await assert.rejects(exchanged(join(root, "link"), write("one")), /is a symbolic link/);
    await writeFile(join(root, "mixed", "catalogue.json"), '{"version":1,"made_at":"","profiles":[]}');
    await assert.rejects(
      exchanged(join(root, "mixed"), write("one")),
      /notes\.txt is no part of the earlier catalogue/,
    );
    await assert.rejects(
      exchanged(join(root, "site"), () => Promise.reject(new Error("disk full"))),
      /disk full/,
    );
    assert.equal(await readFile(join(root, "site", "index.html"), "utf8"), "one");
    const name = `.site.catalogue-${encodeURIComponent(hostname())}-999999999-abc`;
    await mkdir(join(root, name, "new"), { recursive: true });
    await exchanged(join(root, "site"), write("two"));
    assert.equal(await readFile(join(root, "site", "index.html"), "utf8"), "two");
    assert.deepEqual((await readdir(root)).sort(), ["file", "link", "mine", "mixed", "site"]);
  });
});

test("what somebody put deep into an earlier catalogue is refused by name and stays", async () => {
  await withFolder(async (root) => {
    await writeFiles(root, { "profiles/mill/profile.yaml": profileYaml("mill") });
    const { report, folder } = resultOf("mill", 1);
    await writeResults(join(root, "profiles/results"), [{ report, folder }]);
    const site = join(root, "site");
    const write = async () => await writeSite(await catalogueOf(optionsFor(root)), site, 1);
    await write();
    const foreign = ["profiles/mill/notes.txt", `profiles/${folder}/mine.csv`, "profiles/other/profile.yaml"];
    for (const name of foreign) {
      await writeFiles(site, { [name]: "mine" });
      await assert.rejects(write(), (error: Error) => {
        assert.ok(error.message.startsWith(`${join(site, name)} is no part of the earlier catalogue`));
        return "verdict" in error && error.verdict === "refused";
      });
      assert.equal(await readFile(join(site, name), "utf8"), "mine");
      await rm(join(site, name));
    }
    await symlink(root, join(site, "profiles", "link"));
    await assert.rejects(write(), /profiles\/link is no part/);
    await rm(join(site, "profiles", "link"));
    await write();
  });
});

function result(index: number, more: Partial<CatalogueResult> = {}): CatalogueResult {
  const at = new Date(NOW - index * 86_400_000).toISOString();
  return {
    result: `${at.replace(/[-:]/g, "")}`,
    started_at: at,
    duration_ms: 600_000 + index * 7919 % 60_000,
    verdict: index % 7 === 0 ? "differences" : "passed",
    summary: "passed",
    target: "https://wepp.example.org/weppcloud",
    overlay: null,
    steps_sha256: "a".repeat(64),
    ...(index < 5 ? { files: { page: `profiles/p/${at.replace(/[-:]/g, "")}/report.html` } } : {}),
    ...more,
  };
}

function profile(slug: string, more: Partial<CatalogueProfile> = {}): CatalogueProfile {
  return {
    slug,
    kind: "profile",
    title: `A profile of middling length that says what ${slug} is about`,
    tags: ["us", "nightly", "wildfire"],
    owner: "hydrology",
    recorded_at: "2026-01-01T00:00:00Z",
    promoted_at: "2026-01-02T00:00:00Z",
    steps: 20,
    comparisons: 40,
    baseline: null,
    results: Array.from({ length: 30 }, (_, index) => result(index)),
    unfinished: 0,
    usual_ms: 600_000,
    attention: ATTENTION.slice(1, 4).map((kind) => ({ kind, words: "words of why" })),
    bytes: 1_000_000,
    files: 100,
    lfs: { state: "mixed", pointers: 1, fetched: 1 },
    page: `profiles/${slug}/index.html`,
    ...more,
  };
}

function catalogueWith(profiles: CatalogueProfile[], more: Partial<Catalogue> = {}): Catalogue {
  return {
    version: 1,
    made_at: new Date(NOW).toISOString(),
    program: "0.0.0",
    rules: { history: 30, stale_ms: 1, ...rulesOf(1) },
    counts: countsOf(profiles, [], 0),
    profiles,
    drafts: [],
    archived: [],
    warnings: [],
    ...more,
  };
}

test("a kill in the midst of the exchange loses nothing: the next one puts the old catalogue back", async () => {
  await withFolder(async (root) => {
    const site = join(root, "site");
    const mine = `.site.catalogue-${encodeURIComponent(hostname())}-999999999-abc`;
    const elsewhere = ".site.catalogue-other-999999999-abc";
    for (const name of [mine, elsewhere]) {
      await writeFiles(join(root, name), { "old/index.html": "old", "new/index.html": "new" });
      await writeFile(join(root, name, "old/catalogue.json"), '{"version":1,"made_at":"","profiles":[]}');
    }
    await assert.rejects(exchanged(site, () => Promise.reject(new Error("disk full"))), /disk full/);
    assert.equal(await readFile(join(site, "index.html"), "utf8"), "old");
    assert.deepEqual((await readdir(root)).sort(), [elsewhere, "site"]);
  });
});

test("a copied page leads to what was copied alone; one that leads nowhere else is copied as it is", async () => {
  await withFolder(async (root) => {
    const library = join(root, "profiles/results");
    await writeFiles(root, { "profiles/mill/profile.yaml": profileYaml("mill") });
    /** A result with these files, and which of its files are gone by now. */
    const cases: [files: Record<string, string>, gone: string[]][] = [
      [{ log: "play.log" }, []],
      [{ log: "play.log", pending: "pending/pending.json", diff: "diff" }, []],
      [{ log: "play.log", transcript: "transcript.har" }, ["play.log"]],
      [{ bundle: "bundle" }, ["bundle/README.md"]],
    ];
    for (const [index, [names, gone]] of cases.entries()) {
      const place = resultOf("mill", index).folder;
      const at = `profiles/results/${place}`;
      const artifacts = Object.fromEntries(
        Object.entries({ result: "", html: "/report.html", ...mapped(names, (name) => `/${name}`) })
          .map(([name, path]) => [name, at + path]),
      );
      const { report } = resultOf("mill", index, index === 0 ? "passed" : "nothing-compared", { artifacts });
      await writeResults(library, [{ folder: place, report }]);
      const dir = join(library, place);
      const written = Object.values(names).map((name) => name === "bundle" ? "bundle/README.md" : name);
      await writeFiles(dir, {
        ...Object.fromEntries(written.filter((name) => name !== "diff").map((name) => [name, "{}"])),
        "report.html": await renderReports([report], undefined, [resultFiles(dir, dir)]),
      });
      for (const name of gone) await rm(join(dir, name));
    }
    await rm(join(library, resultOf("mill", 3).folder, "bundle"), { recursive: true });
    const site = join(root, "site");
    await writeSite(await catalogueOf(optionsFor(root)), site, 9);
    const files = await walkFiles(site);
    const pages = files.filter((file) => file.endsWith("report.html"));
    assert.equal(pages.length, cases.length);
    for (const page of pages) {
      for (const href of linksOf(await readFile(join(site, page), "utf8"))) {
        if (href.startsWith("#")) continue;
        assert.ok(files.includes(join(dirname(page), href)), `${page} leads to ${href}`);
      }
    }
    const { folder } = resultOf("mill", 0);
    assert.equal(
      await readFile(join(site, "profiles", folder, "report.html"), "utf8"),
      await readFile(join(library, folder, "report.html"), "utf8"),
    );
  });
});

function mapped(texts: Record<string, string>, change: (text: string) => string): Record<string, string> {
  return Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, change(text)]));
}

test("the index of 500 profiles with 30 results each stays below 2 MB", () => {
  const profiles = Array.from({ length: 500 }, (_, index) => profile(`watershed-number-${index}`));
  const page = indexPage(catalogueWith(profiles));
  assert.ok(page.length < 2_000_000, String(page.length));
  assert.equal(page.match(/<tr data-last/g)?.length, 500);
});

test("the first page names drafts that are about to expire, and says when nothing is to be done", () => {
  const calm = catalogueWith([profile("mill", { attention: [] })]);
  assert.match(indexPage(calm), /Nothing: all is well/);
  const draft = { draft: "_drafts/weir", kind: "draft", state: "2 holes", ready: false, holes: 2 } as const;
  const drafts = [{ ...draft, expires_at: "2026-11-25T12:00:00Z", soon: true, overdue: false, bytes: 1 }];
  const page = indexPage({ ...calm, drafts });
  assert.doesNotMatch(page, /all is well/);
  assert.match(
    page,
    /<a href="#drafts">1 draft<\/a> <span class="badge warn">about to expire<\/span>\n<span class="dim">_drafts\/weir/,
  );
  assert.match(page, /2026-11-25<small>in 2 days<\/small>/);
});

test("texts of a library are text in the pages, whatever they hold", () => {
  const tagsIn = (page: string) =>
    page.match(/<[a-z!/][^>]*>/gi)?.map((tag) => tag.split(/[\s>]/)[0]).join("");
  const render = (text: string) => {
    const one = profile("mill", {
      title: text,
      tags: [text],
      owner: text,
      attention: [{ kind: "failed", words: text }],
      fault: text,
      results: [result(0, { trouble: text, target: text, overlay: text, from: text })],
    });
    const archived = [{ slug: text, title: text, reason: text, who: text }];
    const catalogue = catalogueWith([one], { archived, warnings: [text] });
    const ledger = [{ at: text, by: text, who: text, decision: text, subject: text, reason: text, more: 0 }];
    const detail = { readme: `${text}x`, ledger, ledger_more: 0, baseline_files: [], baseline_more: 0 };
    return [indexPage(catalogue), profilePage(one, detail, catalogue)];
  };
  const plain = render("x").map(tagsIn);
  assert.deepEqual(render(HOSTILE).map(tagsIn), plain);
  fc.assert(
    fc.property(
      fc.string({ unit: fc.constantFrom(..."<>\"'&/! =\n`", "script", "a"), minLength: 1 }),
      (text) => {
        assert.deepEqual(render(text).map(tagsIn), plain);
      },
    ),
  );
});
