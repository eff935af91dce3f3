/** Secrets of every kind, made up, each of them in no other place: whatever finds one has found a leak. */
import { Buffer } from "node:buffer";

const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");

/** What must be found nowhere. */
export const CANARIES = {
  email: "wilhelmina.zetterqvist@canary-lab.example.net",
  emailInText: "obadiah.quillfeather@canary-lab.example.net",
  emailInName: "thaddeus.wigglesworth@canary-lab.example.net",
  jwt: `${part({ alg: "HS256" })}.${part({ sub: "canary-subject-4417", exp: 1 })}.Y2FuYXJ5LXNpZ25hdHVyZQ`,
  bearer: "canary.bearer.V4lue-01",
  basic: Buffer.from("canary-user:canary-basic-pa55").toString("base64"),
  basicPassword: "canary-basic-pa55",
  cookie: "canaryCookieZk1x9",
  apiKeyInQuery: "ck-query-4f0a9c2b77e1",
  apiKeyInHeader: "ck-header-8812bb0d41aa",
  apiKeyInJson: "ck-json-19d2c7e05f3b",
  apiKeyInJsonText: "ck-text-77aa01c4e9d2",
  apiKeyInForm: "ck-form-5c3e9f1b2d80",
  password: "Canary-pa55-word!",
  passwordInUrl: "cpw-in-url-93",
  cachePassword: "Ccache-pw-5150",
  signature: "csig-771-q8w7",
  encoded: "ck-base64-d41d8cd98f00",
  tokenInName: "ctok_name_6b1f0a7e55",
  secretInError: "cerr-3e7b-secret-11",
  passwordInRepr: "cpw in bytes 5b0c",
  tokenInPair: "ctok-pair-2f6e81",
  keyInElement: "cxml-9d07",
  host: "canary-db.internal.example.net",
  address: "10.99.41.17",
  account: "wzetterqvist",
  home: "/home/qcanarius/",
} as const;

/** The words to look for: literals, and parts that tell a person. */
export const LITERALS: readonly string[] = [
  ...Object.values(CANARIES),
  "zetterqvist",
  "quillfeather",
  "wigglesworth",
  "qcanarius",
  "canary-lab",
];
