import assert from "node:assert/strict";
import { test } from "node:test";
import type { Progress } from "../model/progress.ts";
import { Course } from "./course.ts";

/** A listener, and what the last report says; the bytes as they are when it is looked at. */
function listener() {
  const heard: Progress[] = [];
  const last = () => {
    const progress = heard.at(-1);
    return progress?.kind === "files" ? { ...progress, bytes: { ...progress.bytes } } : progress;
  };
  return { onProgress: (progress: Progress) => void heard.push(progress), last };
}

test("Course tells each file with its number, and the bytes behind it", async () => {
  const { onProgress, last } = listener();
  const course = await Course.of("compare", { of: 2, bytes: () => 300 }, onProgress);
  course.begin("a", 100);
  const a = { kind: "files", task: "compare", file: "a", number: 1, of: 2 };
  assert.deepEqual(last(), { ...a, bytes: { done: 0, total: 300 } });
  // Who reads it adds as it goes, and may read more than was expected.
  course.bytes.done += 180;
  assert.deepEqual(last(), { ...a, bytes: { done: 180, total: 300 } });
  course.begin("b", 200);
  assert.deepEqual(last(), { ...a, file: "b", number: 2, bytes: { done: 100, total: 300 } });
});

test("Course of files that are worked on side by side gets the bytes of those that are done", async () => {
  const { onProgress, last } = listener();
  const course = await Course.of("copy", { of: 3, bytes: () => 30 }, onProgress);
  course.begin("a");
  course.begin("b");
  course.add(10);
  course.begin("c");
  const c = { kind: "files", task: "copy", file: "c", number: 3, of: 3 };
  assert.deepEqual(last(), { ...c, bytes: { done: 10, total: 30 } });
});

test("Course without known sizes counts what was read", async () => {
  const { onProgress, last } = listener();
  const course = await Course.of("read", {}, onProgress);
  course.begin("a");
  course.bytes.done += 70;
  course.begin("b");
  assert.deepEqual(last(), { kind: "files", task: "read", file: "b", number: 2, bytes: { done: 70 } });
});

test("Course asks for no size where nobody listens", async () => {
  const bytes = () => {
    throw new Error("asked");
  };
  const course = await Course.of("compare", { bytes }, undefined);
  course.begin("a", 1);
  assert.equal(course.bytes.total, undefined);
});
