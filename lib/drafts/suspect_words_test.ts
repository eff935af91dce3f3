import assert from "node:assert/strict";
import { test } from "node:test";
import { holdsWords } from "./suspect_words.ts";

test("holdsWords() finds words as they are written in files, requests and addresses", () => {
  const words = 'Ines "O" Okonkwo & farm';
  for (
    const text of [
      `name: ${words}`,
      JSON.stringify({ name: words }),
      JSON.stringify({ body: JSON.stringify({ name: words }) }),
      JSON.stringify({ name: 'Ines\n"O"  Okonkwo &\tfarm' }),
      `/x?name=${encodeURIComponent(words)}`,
      new URLSearchParams({ name: words }).toString(),
    ]
  ) {
    assert.ok(holdsWords(text, words), text);
  }
  assert.ok(holdsWords("a long text that goes on", "a long text…"));
  assert.ok(!holdsWords("Ines O Okonkwo", words));
});
