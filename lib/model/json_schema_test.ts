import assert from "node:assert/strict";
import { test } from "node:test";
import { profileJsonSchema } from "./json_schema.ts";

interface Schema {
  $schema?: string;
  required?: string[];
  properties?: Record<string, Schema>;
  additionalProperties?: unknown;
  items?: Schema;
  oneOf?: Schema[];
  pattern?: string;
  const?: unknown;
  $ref?: string;
  definitions?: Record<string, Schema>;
}

test("profileJsonSchema() says what may be written in profile.yaml", () => {
  const schema: Schema = JSON.parse(JSON.stringify(profileJsonSchema()));
  assert.equal(schema.$schema, "http://json-schema.org/draft-07/schema#");
  assert.equal(schema.additionalProperties, false);
  // Fields with a default may be left out.
  assert.deepEqual(schema.required?.toSorted(), ["metadata", "steps"]);
  assert.equal(schema.properties?.["metadata"]?.properties?.["slug"]?.pattern, "^[a-z0-9][a-z0-9-]*$");
  // What stands in several places is written once.
  const full = (part: Schema | undefined): Schema | undefined =>
    part?.$ref === undefined ? part : full(schema.definitions?.[part.$ref.replace("#/definitions/", "")]);
  const steps = full(schema.properties?.["steps"]?.items)?.oneOf ?? [];
  const actions = steps.map((step) => full(full(step)?.properties?.["action"])?.const);
  assert.ok(actions.includes("file_upload") && actions.includes("wait"), actions.join());
  // A hole stands where a value is missing; no schema can tell its tag.
  const status = steps.map((step) => full(full(full(step)?.properties?.["expect"])?.properties?.["status"]))
    .find(Boolean);
  assert.match(JSON.stringify(status), /,\{\}\]/);
});
