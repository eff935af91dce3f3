import assert from "node:assert/strict";
import { test } from "node:test";
import { describeFailure } from "./network_error.ts";

function failure(code: string, message = "x"): Error {
  return Object.assign(new Error(message), { code });
}

test("describeFailure() says what is wrong with a certificate, and what helps", () => {
  const cases: [Error, words: RegExp, remedy: RegExp][] = [
    [failure("SELF_SIGNED_CERT_IN_CHAIN"), /signed by itself, or by an authority/, /--ca FILE/],
    [failure("DEPTH_ZERO_SELF_SIGNED_CERT"), /signed by itself/, /--ca FILE/],
    [failure("UNABLE_TO_VERIFY_LEAF_SIGNATURE"), /authority that is not known/, /--ca FILE/],
    [failure("CERT_HAS_EXPIRED"), /has expired/, /Renew/],
    [failure("ERR_TLS_CERT_ALTNAME_INVALID"), /another host name/, /--base-url/],
    [failure("ERR_SSL_WRONG_VERSION_NUMBER"), /does not speak TLS/, /http:\/\//],
    [new Error("invalid peer certificate: UnknownIssuer"), /authority that is not known/, /--ca FILE/],
    [new Error("invalid peer certificate: certificate not valid for name"), /TLS failed/, /--ca/],
  ];
  for (const [error, words, remedy] of cases) {
    const found = describeFailure(error);
    assert.equal(found.kind, "tls", error.message);
    assert.match(found.words, words);
    assert.match(found.remedy, remedy);
  }
});

test("describeFailure() knows the kinds of network trouble, also behind a cause", () => {
  const kinds: Record<string, string> = {
    ECONNREFUSED: "refused",
    ENOTFOUND: "dns",
    EAI_AGAIN: "dns",
    ECONNRESET: "reset",
    EPIPE: "reset",
    UND_ERR_SOCKET: "reset",
    UND_ERR_RES_CONTENT_LENGTH_MISMATCH: "cut",
    EHOSTUNREACH: "unreachable",
  };
  for (const [code, kind] of Object.entries(kinds)) {
    const found = describeFailure(new Error("fetch failed", { cause: failure(code) }));
    assert.equal(found.kind, kind);
    assert.ok(found.words.endsWith(`(${code})`) && found.remedy.length > 10);
  }
  assert.deepEqual(describeFailure(new Error("odd")).words, "odd");
});
