/** `profile schema`: the JSON Schema of a file that people write, for editors. */
import { Argument, Command } from "@commander-js/extra-typings";
import type { Context } from "../context.ts";

const FORMATS = ["profile", "manifest", "report", "config", "captures", "candidates", "catalogue"] as const;

export function schemaCommand(context: Context) {
  return new Command("schema")
    .summary("print the JSON Schema of a file format")
    .description(
      "Prints the JSON Schema of profile.yaml, baseline/manifest.json, report.json, profile.config.yaml, " +
        "_logs/profile.captures.json, baseline_candidates.json of a draft, or catalogue.json of the catalogue.",
    )
    .addArgument(
      new Argument("[format]", "which file").choices(FORMATS).default("profile" as const),
    )
    .action(async (format) => {
      const schema = await schemaOf(format);
      // The schema is all there is to print, with and without --json.
      context.out.options = { ...context.out.options, json: true };
      // Its keys are words of ours: below `credentials` or `secrets` stands what they look like, and no secret.
      const { createRedactor } = await import("../../lib/redact/redactor.ts");
      context.out.useRedactor(createRedactor({ extra: { allowKeys: keysOf(schema) } }));
      context.out.json(schema);
      context.finish("passed");
    });
}

async function schemaOf(format: (typeof FORMATS)[number]): Promise<object> {
  const { jsonSchemaOf, profileJsonSchema } = await import("../../lib/model/json_schema.ts");
  switch (format) {
    case "profile":
      return profileJsonSchema();
    case "manifest": {
      const { BaselineManifest } = await import("../../lib/model/manifest.ts");
      return jsonSchemaOf(BaselineManifest, "baseline/manifest.json");
    }
    case "report": {
      const { Report } = await import("../../lib/model/report.ts");
      return jsonSchemaOf(Report, "report.json");
    }
    case "config": {
      const { Config } = await import("../../lib/settings/config.ts");
      return jsonSchemaOf(Config, "profile.config.yaml");
    }
    case "candidates": {
      const { BaselineCandidates } = await import("../../lib/baseline/candidates.ts");
      return jsonSchemaOf(BaselineCandidates, "baseline_candidates.json");
    }
    case "catalogue": {
      const { Catalogue } = await import("../../lib/catalogue/document.ts");
      return jsonSchemaOf(Catalogue, "catalogue.json");
    }
    case "captures": {
      const { Captures } = await import("../../lib/captures/format.ts");
      return jsonSchemaOf(Captures, "_logs/profile.captures.json");
    }
  }
}

/** Every key of a document, at any depth. */
function keysOf(document: object): string[] {
  const keys: string[] = [];
  for (const [key, value] of Object.entries(document)) {
    keys.push(key);
    if (typeof value === "object" && value !== null) keys.push(...keysOf(value));
  }
  return [...new Set(keys)];
}
