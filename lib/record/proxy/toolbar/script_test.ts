import assert from "node:assert/strict";
import { test } from "node:test";
import { runInNewContext } from "node:vm";
import { PAGE_STYLE } from "./page/style.ts";
import { pageScript } from "./script.ts";

test("pageScript() is plain ASCII, ends no element, and runs without anything around it", () => {
  const script = pageScript({ base: "/.profile/</script>", token: "\u00e4<!--" });
  assert.match(script, /^[\n -~]+$/);
  assert.doesNotMatch(script, /<[!/]/);
  // In a frame it ends at once: nothing but the two names is looked at on the way, and all of it was parsed.
  const names: string[] = [];
  const frame = {
    removed: 0,
    document: { currentScript: { remove: () => frame.removed++ } },
    top: 1,
    self: 2,
  };
  runInNewContext(
    script,
    new Proxy(frame, {
      has(target, name) {
        names.push(String(name));
        return name in target;
      },
    }),
  );
  assert.equal(frame.removed, 1);
  assert.ok(!names.includes("fetch"));
});

test("PAGE_STYLE has a contrast of at least 4.5 for every text, in the light and in the dark", () => {
  const [light, dark] = PAGE_STYLE.split("@media (prefers-color-scheme: dark)");
  for (const text of [light ?? "", (dark ?? "").split("}")[0] ?? ""]) {
    const colours = new Map(
      [...text.matchAll(/--([\w-]+): (#[0-9a-f]{6})/g)].map(([, name, value]) => [name, value]),
    );
    const luminance = (name: string) => {
      const parts = [1, 3, 5].map((at) =>
        Number.parseInt((colours.get(name) ?? "#").slice(at, at + 2), 16) / 255
      );
      const [red = 0, green = 0, blue = 0] = parts.map((part) =>
        part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
      );
      return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
    };
    const pairs = [
      ["text", "ground"],
      ["text", "raised"],
      ["quiet", "ground"],
      ["quiet", "raised"],
      ["on-accent", "accent"],
      ["red", "ground"],
      ["red", "raised"],
      ["amber", "ground"],
    ];
    for (const [ink = "", ground = ""] of pairs) {
      const [high = 0, low = 0] = [luminance(ink), luminance(ground)].sort((a, b) => b - a);
      assert.ok((high + 0.05) / (low + 0.05) >= 4.5, `${ink} on ${ground}: ${(high + 0.05) / (low + 0.05)}`);
    }
  }
});
