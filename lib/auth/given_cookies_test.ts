import assert from "node:assert/strict";
import { test } from "node:test";
import { CookieJar } from "tough-cookie";
import { ProfileError } from "../errors.ts";
import { keepCookies } from "./given_cookies.ts";

test("keepCookies() keeps every pair of a Cookie header, prefixed names over https", async () => {
  const jar = new CookieJar();
  const origin = "https://wepp.example.org";
  await keepCookies('Cookie: __Host-s=a=b; __Secure-t=2; plain="q"\n', jar, origin);
  assert.equal(
    await jar.getCookieString(`${origin}/weppcloud/profile`),
    '__Host-s=a=b; __Secure-t=2; plain="q"',
  );
});

test("keepCookies() says which cookie cannot be kept, never its value", async () => {
  const cases: [header: string, origin: string, message: RegExp, remedy: RegExp][] = [
    ["__Host-s=secret1", "http://wepp.example.org", /"__Host-s".*http:\/\/wepp\.example\.org/, /https/],
    ["a=secret1; __Secure-s=secret1", "http://wepp.example.org", /"__Secure-s"/, /https/],
    ["secret1", "https://wepp.example.org", /no name=value/, /Cookie header/],
    ["=secret1", "https://wepp.example.org", /no name=value/, /Cookie header/],
    [" ; ", "https://wepp.example.org", /empty/, /Cookie header/],
  ];
  for (const [header, origin, message, remedy] of cases) {
    await assert.rejects(keepCookies(header, new CookieJar(), origin), (error) => {
      assert.ok(error instanceof ProfileError);
      assert.equal(error.verdict, "unavailable");
      assert.match(error.message, message);
      assert.match(error.remedy ?? "", remedy);
      assert.doesNotMatch(`${error.message} ${error.remedy}`, /secret1/);
      return true;
    });
  }
});
