import assert from "node:assert/strict";
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { profileJsonSchema } from "../model/json_schema.ts";
import { writeProfileSchema } from "./schema_file.ts";

test("writeProfileSchema() writes the schema when it is missing or differs, and else leaves it", async () => {
  const root = await mkdtemp(join(tmpdir(), "profile-schema-"));
  try {
    const file = join(root, "profiles/profile.schema.json");
    await writeProfileSchema(root);
    assert.deepEqual(
      JSON.parse(await readFile(file, "utf8")),
      JSON.parse(JSON.stringify(profileJsonSchema())),
    );
    const { ino } = await stat(file);
    await writeProfileSchema(root);
    assert.equal((await stat(file)).ino, ino);
    await writeFile(file, "{}");
    await writeProfileSchema(root);
    assert.match(await readFile(file, "utf8"), /"title": "profile\.yaml"/);
    assert.deepEqual(await readdir(join(root, "profiles")), ["profile.schema.json"]);
  } finally {
    await rm(root, { recursive: true, force: true });
  }
});
