import assert from "node:assert/strict";
import { test } from "node:test";
import { profileKey } from "./key.ts";

test("profileKey() tells profiles, drafts and loose files apart", () => {
  const cases: [file: string, key: string][] = [
    ["/data/profiles/us-small/profile.yaml", "us-small"],
    ["/data/profiles/_drafts/us-small/profile.yaml", "_drafts/us-small"],
    ["/data/profiles/us-small/other.yaml", "us-small/other.yaml"],
    ["/data/profiles/profile.yaml", "profile.yaml"],
    ["/data/profile.yaml", "../profile.yaml"],
    ["/tmp/us-small/profile.yaml", "../../tmp/us-small"],
  ];
  for (const [file, key] of cases) assert.equal(profileKey(file, "/data"), key);
});
