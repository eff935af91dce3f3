import assert from "node:assert/strict";
import { test } from "node:test";
import { plainEnv } from "./plain_env.ts";
import { splitWords } from "./split_words.ts";

test("splitWords() takes a line apart as a shell would, and looks nothing up", () => {
  assert.deepEqual(splitWords(` a  'b c' "d 'e'" f\\ g `), ["a", "b c", "d 'e'", "f g"]);
  assert.deepEqual(splitWords("echo $HOME * | rm;"), ["echo", "$HOME", "*", "|", "rm;"]);
  assert.deepEqual(splitWords(""), []);
  assert.throws(() => splitWords("a 'b"), /the quote ' is not closed/);
});

test("plainEnv() leaves out what is secret, and settings of this program", () => {
  const plain = {
    PATH: "/bin",
    HOME: "/home/x",
    LANG: "C",
    GDAL_DATA: "/usr/share/gdal",
    MONKEY: "1",
    PLACE: "http://host:80/a@b",
    USER_AT: "https://me@host/",
  };
  const secret = {
    ADMIN_EMAIL: "a",
    ADMIN_PASSWORD: "b",
    PROFILE_SECRET_X: "c",
    PROFILE_TOKEN: "d",
    AWS_SECRET_ACCESS_KEY: "e",
    GITHUB_TOKEN: "f",
    API_KEY: "g",
    MY_SESSION: "h",
    proxy_auth: "i",
    DATABASE_URL: "postgresql://wepp:j@ck@db:5432/wepp",
    CACHE: "redis://:k@cache:6379",
    BOTH: "http://plain https://me:l@proxy:3128",
  };
  assert.deepEqual(plainEnv({ ...plain, ...secret }), plain);
});
