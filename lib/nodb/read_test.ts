import assert from "node:assert/strict";
import { test } from "node:test";
import { withFolder, writeFiles } from "../files/test_folder.ts";
import { attribute, plainValue, readNodb } from "./read.ts";
import { jobsOfRun } from "./redisprep.ts";

test("readNodb() gives the attributes, or why there are none", async () => {
  await withFolder(async (folder) => {
    await writeFiles(folder, {
      "ron.nodb": '{"py/object": "x", "py/state": {"_name": "mill"}}',
      "bare.nodb": '{"_name": "mill"}',
      "nan.nodb": '{"py/state": {"x": NaN, "a": [-Infinity], "text": "NaN \\\\\\" Infinity"}}',
    });
    assert.deepEqual(await readNodb(folder, "ron.nodb"), { state: { _name: "mill" } });
    assert.deepEqual(await readNodb(folder, "bare.nodb"), { fault: "is damaged" });
    assert.deepEqual(await readNodb(folder, "nan.nodb"), {
      state: { x: null, a: [null], text: 'NaN \\" Infinity' },
    });
    assert.equal(await readNodb(folder, "none.nodb"), undefined);
    assert.equal(await readNodb(`${folder}/ron.nodb`, "x.nodb"), undefined);
    assert.deepEqual(await readNodb(folder, "../ron.nodb"), { fault: "is no plain file name" });
  });
});

test("attribute() finds a name with or without its underscore; Python objects are none", () => {
  assert.deepEqual(attribute({ _mode: 4 }, "mode"), { name: "_mode", value: 4 });
  assert.deepEqual(attribute({ mode: 0, _mode: 4 }, "mode"), { name: "mode", value: 0 });
  assert.equal(attribute({}, "toString"), undefined);
  assert.equal(attribute({ mode: { "py/object": "x.Mode" } }, "mode"), undefined);
});

test("plainValue() takes jsonpickle's tuples and enums apart", () => {
  const enumOf = (value: unknown) => ({ "py/reduce": [{ "py/type": "x" }, { "py/tuple": [value] }] });
  assert.equal(plainValue(enumOf(4)), 4);
  assert.equal(plainValue({ "py/reduce": [{ "py/type": "x" }, { "py/tuple": [1, 2] }] }), undefined);
  assert.deepEqual(plainValue({ a: [{ "py/tuple": [1, 2] }] }), { a: [[1, 2]] });
  assert.equal(plainValue([1, { "py/id": 3 }]), undefined);
  assert.equal(plainValue(null), null);
});

test("jobsOfRun() names the task of each job", async () => {
  await withFolder(async (folder) => {
    assert.equal((await jobsOfRun(undefined)).size, 0);
    assert.equal((await jobsOfRun(folder)).size, 0);
    const dump = { "rq:run_wepp_rq": "j1", "rq:archive": "j2", "timestamps:created": 5, "rq:x_rq": null };
    await writeFiles(folder, { "redisprep.dump": JSON.stringify(dump) });
    assert.deepEqual([...await jobsOfRun(folder)], [["j1", "run_wepp"], ["j2", "archive"]]);
    await writeFiles(folder, { "redisprep.dump": "[" });
    assert.equal((await jobsOfRun(folder)).size, 0);
  });
});
