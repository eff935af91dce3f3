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

test("keepCookies() takes a Netscape file: what is for this host and has not expired, with its path", async () => {
  const file = [
    "# Netscape HTTP Cookie File",
    "#HttpOnly_wepp.example.org\tFALSE\t/\tTRUE\t2000000000\t__Host-s\tabc",
    ".example.org\tTRUE\t/weppcloud/\tFALSE\t0\tremember\tdef",
    "wepp.example.org\tFALSE\t/\tTRUE\t1000\told\tgone",
    "other.example.com\tFALSE\t/\tTRUE\t0\tforeign\tx",
    "",
  ].join("\r\n");
  const jar = new CookieJar();
  await keepCookies(file, jar, "https://wepp.example.org", 1_900_000_000_000);
  const sent = await jar.getCookieString("https://wepp.example.org/weppcloud/profile");
  assert.deepEqual(sent.split("; ").sort(), ["__Host-s=abc", "remember=def"]);
  assert.equal(await jar.getCookieString("https://wepp.example.org/"), "__Host-s=abc");
  await assert.rejects(
    keepCookies(file, new CookieJar(), "https://elsewhere.invalid", 0),
    /no cookie for elsewhere/,
  );
  const expired = "wepp.example.org\tFALSE\t/\tTRUE\t1000\told\tgone-secret";
  await assert.rejects(keepCookies(expired, new CookieJar(), "https://wepp.example.org"), /have expired/);
  const secure = "wepp.example.org\tFALSE\t/\tTRUE\t0\ts\tabc";
  await assert.rejects(keepCookies(secure, new CookieJar(), "http://wepp.example.org"), /"s" cannot be kept/);
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
