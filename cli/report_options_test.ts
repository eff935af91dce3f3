import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { ProfileError } from "../lib/errors.ts";
import { withFolder } from "../lib/files/test_folder.ts";
import { playsDocument } from "../lib/report/document.ts";
import { writeReports } from "./report_options.ts";
import { testContext } from "./test_context.ts";

test("writeReports() tells option and path of what could not be written, as unavailable", async () => {
  await withFolder(async (cwd) => {
    await writeFile(join(cwd, "file"), "");
    const context = testContext({ cwd });
    const whole = playsDocument("passed", [], { not_played: [] });
    for (const name of ["html", "har"]) {
      await assert.rejects(writeReports([], { [name]: "file/page" }, context, whole), (error) => {
        assert.ok(error instanceof ProfileError);
        assert.equal(error.verdict, "unavailable");
        assert.match(
          error.message,
          new RegExp(`^--report-${name} file/page cannot be written \\(E[A-Z]+\\)$`),
        );
        return true;
      });
    }
  });
});
