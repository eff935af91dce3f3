/** A small draft for the tests of promote. */
import assert from "node:assert/strict";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { ProfileError } from "../../errors.ts";
import type { Verdict } from "../../model/exit.ts";
import { createRedactor } from "../../redact/redactor.ts";
import { promote } from "../promote.ts";
import type { PromoteOptions, PromoteResult } from "../types.ts";

/** The draft's `profile.yaml`, with one upload. */
export const PROFILE = `# yaml-language-server: $schema=../../profile.schema.json
version: 1
metadata:
  slug: raw   # mine
steps:
  - id: upload
    action: file_upload
    path: /weppcloud/runs/{{run_id}}/{{config}}/tasks/upload_sbs/
    files: { input_upload_sbs: { seed: 20260102T030405-aaaaaaaa/fire.tif } }
`;

/** A draft with its data root, and promoting it. */
export interface Bench {
  root: string;
  /** Puts a file into the draft and gives its path. */
  put(path: string, content: string): Promise<string>;
  promote(slug?: string, options?: Partial<PromoteOptions>): Promise<PromoteResult>;
  /** Expects an error with this verdict and message, and gives it. */
  refused(
    verdict: Verdict,
    message: RegExp,
    slug?: string,
    options?: Partial<PromoteOptions>,
  ): Promise<ProfileError>;
}

/** Runs a test on a draft in a temporary data root. */
export async function withDraft(run: (bench: Bench) => Promise<void>): Promise<void> {
  const root = await mkdtemp(join(tmpdir(), "profile-promote-"));
  const draftDir = join(root, "profiles/_drafts/raw");
  const bench: Bench = {
    root,
    async put(path, content) {
      const file = join(draftDir, path);
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, content);
      return file;
    },
    promote: async (slug = "us-small", options = {}) =>
      await promote({
        dataRoot: root,
        cwd: root,
        draft: "_drafts/raw",
        slug,
        replace: false,
        allowLarge: false,
        now: new Date(0),
        redactor: createRedactor(),
        ...options,
      }),
    async refused(verdict, message, slug, options) {
      const error = await bench.promote(slug, options).then(() => undefined, (thrown: unknown) => thrown);
      assert.ok(error instanceof ProfileError, String(error));
      assert.equal(error.verdict, verdict);
      assert.match(error.message, message);
      return error;
    },
  };
  try {
    await bench.put("profile.yaml", PROFILE);
    await bench.put("events.jsonl", '{"stage":"request"}\n');
    await bench.put(
      "ledger.jsonl",
      '{"at":"x","by":"assemble","decision":"step","subject":"a","reason":"b"}',
    );
    await bench.put("seed/20260102T030405-aaaaaaaa/fire.tif", "II*\0bytes");
    await bench.put("seed/20260102T030405-bbbbbbbb/other.tif", "unused");
    await bench.put("seed/config/cfg.cfg", "[general]\n");
    await run(bench);
  } finally {
    await rm(root, { recursive: true, force: true });
  }
}
