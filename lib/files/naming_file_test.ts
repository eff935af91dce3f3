import assert from "node:assert/strict";
import { test } from "node:test";
import { codeOf, messageOf } from "../errors.ts";
import { namingFile } from "./naming_file.ts";

test("namingFile() adds the file to a system error that names none, once", () => {
  const full = Object.assign(new Error("ENOSPC: no space left on device, write"), { code: "ENOSPC" });
  const named = namingFile("drafts/a.yaml", full);
  assert.equal(messageOf(named), 'ENOSPC: no space left on device, write "drafts/a.yaml"');
  assert.equal(codeOf(named), "ENOSPC");
  assert.equal(namingFile("drafts", named), named);
  const other = new Error("no system error");
  assert.equal(namingFile("a", other), other);
});
