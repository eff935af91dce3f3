import assert from "node:assert/strict";
import { test } from "node:test";
import { withFolder, writeFiles } from "../files/test_folder.ts";
import { Config } from "./config.ts";
import { keysOfSchema, settingsInEffect } from "./in_effect.ts";
import { SETTING_KEYS } from "./keys.ts";

test("SETTING_KEYS names every key of the configuration and no other", () => {
  const keys = keysOfSchema(Config.shape).filter((key) => key !== "version");
  assert.deepEqual(SETTING_KEYS.map(({ key }) => key).toSorted(), keys.toSorted());
  assert.ok(keys.includes("redaction.allow.values"), "sections of sections are followed");
});

test("settingsInEffect() takes option before environment before file before default, and says where", async () => {
  await withFolder(async (dataRoot) => {
    const config =
      "version: 1\nbase_url: https://a.example\nscratch: /s\nca: ca.pem\nsandbox: { keep: 7d }\n" +
      "redaction:\n  people: [Jonas Lindqvist, Ada Berg]\n";
    await writeFiles(dataRoot, { "profiles/profile.config.yaml": config });
    const env = { PROFILE_BASE_URL: "https://c.example", PROFILE_SCRATCH: "/e" };
    const options = { "base-url": "https://d.example" };
    const settings = await settingsInEffect({ dataRoot, env, options });
    const of = (name: string) => settings.find((one) => one.name === name);
    assert.deepEqual(of("base_url"), {
      name: "base_url",
      value: "https://d.example",
      from: "option",
      source: "--base-url",
    });
    assert.deepEqual([of("scratch")?.value, of("scratch")?.from, of("scratch")?.source], [
      "/e",
      "environment",
      "PROFILE_SCRATCH",
    ]);
    assert.deepEqual([of("ca")?.value, of("ca")?.position?.line], ["ca.pem", 4]);
    assert.deepEqual([of("sandbox.keep")?.value, of("sandbox.keep")?.position?.line], ["7d", 5]);
    assert.equal(of("redaction.people")?.value, "2 entries");
    assert.deepEqual(of("job_timeout"), { name: "job_timeout", value: "15m", from: "default" });
    assert.doesNotMatch(JSON.stringify(settings), /Lindqvist/);
  });
});
