/** What a curator adds to a draft by hand: title, tags, expectations, why it exists. Comments and order stay. */
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parseDocument } from "yaml";

/** A curator's words. */
export interface Curation {
  title: string;
  tags: string[];
  expect: { files: string[]; absent?: string[]; log_phrases: { file: string; contains: string }[] };
  notes: string;
}

/** Writes the words into the draft's `profile.yaml`. */
export async function curate(draftDir: string, words: Curation): Promise<void> {
  const file = join(draftDir, "profile.yaml");
  const document = parseDocument(await readFile(file, "utf8"));
  document.setIn(["metadata", "title"], words.title);
  document.setIn(["metadata", "tags"], document.createNode(words.tags, { flow: true }));
  document.set("expect", document.createNode(words.expect));
  document.set("notes", words.notes);
  await writeFile(file, document.toString({ lineWidth: 110 }));
}
