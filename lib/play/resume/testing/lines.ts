/** Lines of a journal, for tests. */
import { hostname } from "node:os";
import type { Begin, SandboxLine } from "../format.ts";

/** A play of a process that is gone. */
export const BEGIN: Begin = {
  kind: "begin",
  version: 1,
  at: "2026-01-02T03:04:05.000Z",
  profile: "mill",
  key: "mill",
  owner: { pid: 4194304, host: hostname() },
  steps_sha256: "a",
  steps: [{ id: "s0", sha256: "b" }],
  values_sha256: "c",
  overlay: null,
  target: "http://127.0.0.1:8080/weppcloud",
  compare: true,
  optional: false,
  holes: null,
  part: null,
  drift: {},
  faults: [],
  scratch: "/tmp/x",
};
/** Its sandbox. */
export const SANDBOX: SandboxLine = {
  kind: "sandbox",
  run_id: "profile;;tmp;;d72953ad9ad44613888f7d2c62e02295",
  mode: "filesystem",
  dir: "/data/playback/runs/d72953ad9ad44613888f7d2c62e02295",
  config: "disturbed9002",
  own_config: false,
  before: ["disturbed9002.cfg"],
};
