/** `profile schema`: the JSON Schema of a format, for editors and other programs. */
import { Argument, Command } from "@commander-js/extra-typings";
import type { Context } from "../context.ts";
import { type Format, type FormatName, FORMATS } from "../formats.ts";

const NAMES = Object.keys(FORMATS) as FormatName[];

export function schemaCommand(context: Context) {
  return new Command("schema")
    .summary("print the JSON Schema of a file format")
    .description(
      "Prints the JSON Schema (draft 7) of a format, for editors and other programs; of a format of lines (JSONL) that " +
        "of one line.",
    )
    .addArgument(
      new Argument("[format]", "which format").choices(NAMES).default("profile" as const),
    )
    .addHelpText("after", () => `\nFormats:\n${listed()}`)
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

async function schemaOf(name: FormatName): Promise<object> {
  const { jsonSchemaOf } = await import("../../lib/model/json_schema.ts");
  const { file, about, load } = FORMATS[name];
  return jsonSchemaOf(await load(), file, about);
}

/** The formats with their files, for the help. */
function listed(): string {
  const width = Math.max(...NAMES.map((name) => name.length));
  return NAMES.map((name) => {
    const { file, lines }: Format = FORMATS[name];
    return `  ${name.padEnd(width)}  ${file}${lines === true ? " (a line)" : ""}`;
  }).join("\n");
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
