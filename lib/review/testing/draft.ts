/** A small draft for the tests of review. */
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { sha256 } from "../../files/hash.ts";
import { withFolder } from "../../files/test_folder.ts";
import { createRedactor } from "../../redact/redactor.ts";
import { applyEdits, type EditResult } from "../apply.ts";
import type { EditContext } from "../edit.ts";
import type { EditRequest } from "../requests.ts";

/** The draft's `profile.yaml`: holes, a suggestion, a link, an upload, comments. */
export const PROFILE = `# yaml-language-server: $schema=../../profile.schema.json
# 4 holes: fill in each !hole (the recording lacks that value), or remove its step.

version: 1

metadata:
  slug: mill
  recorded: { run_id: ample-otter, from: 2026-03-02T08:00:00.000Z }

steps:
  # the curator's own words
  - id: setname
    action: http_post
    path: /weppcloud/runs/{{run_id}}/{{config}}/tasks/setname/
    json: { name: Basin of Jane, "odd.key": 7 }   # stays
    expect: { status: 2xx }

  - id: set-outlet
    action: http_post
    path: /rq-engine/api/runs/{{run_id}}/{{config}}/set-outlet
    json:
      latitude: !hole "withheld by the server"
      longitude: !suggested { value: -116.25, from: "watershed.nodb: outlet", hole: withheld }
    save: { job: $.job_id }
    expect: { status: 2xx }

  - id: resources-netful.json
    action: http_get
    path: /weppcloud/runs/{{run_id}}/{{config}}/resources/netful.json
    query: { job: "{{steps.set-outlet.job}}" }

  - id: upload
    action: file_upload
    path: /weppcloud/runs/{{run_id}}/{{config}}/tasks/upload_cli/
    form: { mode: !hole "withheld", zip: "007" }
    files: { climate: !hole "no bytes" }
`;

const EVENTS = [
  { id: "1", requestMeta: { jsonPayload: '{"name":"Basin of Jane","odd.key":7}' }, endpoint: "/setname/" },
  { id: "2", requestMeta: { form: "mode=7&name=Basin+of+Jane" }, endpoint: "/x?name=Basin%20of%20Jane" },
].map((event) => JSON.stringify(event) + "\n").join("");

const LEDGER = [
  { decision: "step", subject: "setname", reason: "POST answered with 200", evidence: { log_lines: [1, 2] } },
  { decision: "redact", subject: "upload.form.token", reason: "left out; play sends its own" },
].map((entry) => JSON.stringify({ version: 1, at: "2026-03-02T09:00:00Z", by: "assemble", ...entry }) + "\n")
  .join("");

/** A data root with the draft `_drafts/mill`, and ways to work with it. */
export interface Bench {
  root: string;
  dir: string;
  context: EditContext;
  edit(...requests: EditRequest[]): Promise<EditResult>;
  read(path: string): Promise<string>;
}

/** Runs with a fresh draft. */
export async function withDraft(use: (bench: Bench) => Promise<void>): Promise<void> {
  await withFolder(async (root) => {
    const dir = join(root, "profiles/_drafts/mill");
    const status = {
      version: 1,
      state: "holes",
      created_at: "2026-03-02T09:00:00.000Z",
      steps: 4,
      holes: [],
      absent: [],
      dropped: [],
      folded: [{ reason: "job polls", count: 2 }],
      left_out: 0,
      suspects: [
        { where: "step setname", field: "json.name", words: "Basin of Jane", reason: "a name", count: 1 },
      ],
      profile_sha256: sha256(PROFILE),
    };
    const files: Record<string, string> = {
      "profile.yaml": PROFILE,
      "events.jsonl": EVENTS,
      "ledger.jsonl": LEDGER,
      "status.json": JSON.stringify(status),
      "README.md": "# Draft\n\n- 4 steps, 0 uploaded files\n- 3 holes: values\n\n## Holes\n\n- `a.b`: c\n",
      "seed/config/x.cfg": "[a]\nowner = Basin of Jane\n",
    };
    for (const [path, content] of Object.entries(files)) {
      await mkdir(dirname(join(dir, path)), { recursive: true });
      await writeFile(join(dir, path), content);
    }
    const context: EditContext = {
      dataRoot: root,
      cwd: root,
      redactor: createRedactor(),
      who: "Ann",
      now: new Date("2026-03-03T10:00:00.000Z"),
    };
    await use({
      root,
      dir,
      context,
      edit: (...requests) => applyEdits("mill", requests, context),
      read: (path) => readFile(join(dir, path), "utf8"),
    });
  });
}
