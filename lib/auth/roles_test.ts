import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { test } from "node:test";
import { lacking, rolesIn, rolesInToken } from "./roles.ts";

const token = (claims: unknown) => `x.${Buffer.from(JSON.stringify(claims)).toString("base64url")}.y`;

test("rolesInToken() reads the claims, and is undefined where they name no roles", () => {
  assert.deepEqual(rolesInToken(token({ roles: ["Root", { name: "PowerUser" }, 5] })), ["Root", "PowerUser"]);
  assert.deepEqual(rolesInToken(token({ role: "Admin" })), ["Admin"]);
  for (const none of [undefined, "", "abc", "a.b.c", token({ sub: "1" }), token([])]) {
    assert.equal(rolesInToken(none), undefined, `${none}`);
  }
});

test("rolesIn() tells no roles from roles that are not told", () => {
  assert.deepEqual(rolesIn({ roles: [] }), []);
  assert.equal(rolesIn({}), undefined);
});

test("lacking() compares names whatever their case", () => {
  assert.deepEqual(lacking(["PowerUser", "Root"], ["poweruser"]), ["Root"]);
});
