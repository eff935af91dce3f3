import assert from "node:assert/strict";
import { test } from "node:test";
import { volatileReason } from "./volatile.ts";

test("volatileReason() names what differs in every run, and nothing else", () => {
  const left = [
    "wepp.log",
    "_logs/profile.events.jsonl",
    "_pups/omni/scenarios/1/_logs/x",
    "exceptions.log",
    "redisprep.dump",
    "ron.nodb",
    "nodb.version",
    "README.md",
    "wepp/output/interchange/README.md",
    "disturbed9002.cfg",
    "_defaults.toml",
    "active_config.txt",
    "run_metadata.json",
    "PUBLIC",
    "ttl.json",
    "dem/channels.dbf",
    "soils.nodir",
    "archives/x.zip",
    "export/dss/totalwatsed3_chan_1.dss",
  ];
  for (const path of left) assert.notEqual(volatileReason(path), undefined, path);
  const taken = ["dem/dem.tif", "wepp/output/loss_pw0.txt", "climate/wepp.cli", "watershed/structure.json"];
  for (const path of taken) assert.equal(volatileReason(path), undefined, path);
});
