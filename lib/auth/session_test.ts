import assert from "node:assert/strict";
import { test } from "node:test";
import { ProfileError } from "../errors.ts";
import { type Credentials, Session } from "./session.ts";
import { type Fake, type FakeReply, type Seen, withFake } from "./testing/fake_server.ts";
import { ACCOUNT, FakeSite, LOGIN_PAGE } from "./testing/fake_site.ts";

const NOT_FOUND: FakeReply = { status: 404, json: {} };

/** A fake site with some answers of its own before it. */
async function withSite(
  credentials: Credentials,
  own: (request: Seen) => FakeReply | undefined,
  body: (fake: Fake, site: FakeSite) => Promise<void>,
): Promise<void> {
  const site = new FakeSite();
  const answer = (request: Seen) => own(request) ?? site.answer(request) ?? NOT_FOUND;
  await withFake(answer, (fake) => body(fake, site), credentials);
}

const nothing = () => undefined;

/** The error of a login that must fail. */
async function refusal(session: Session): Promise<ProfileError> {
  try {
    await session.open();
  } catch (error) {
    assert.ok(error instanceof ProfileError);
    assert.equal(error.verdict, "unavailable");
    return error;
  }
  assert.fail("open() let us in");
}

test("Session.open() logs in whatever the order of attributes, and proves it with the new CSRF token", async () => {
  await withSite({ login: ACCOUNT }, nothing, async ({ session, seen, notes, learned }) => {
    await session.open();
    assert.deepEqual(seen.map(({ method, path }) => `${method} ${path}`), [
      "GET /weppcloud/login",
      "POST /weppcloud/login",
      "GET /weppcloud/welcome",
      "POST /weppcloud/api/auth/session-heartbeat",
    ]);
    assert.equal(seen.at(-1)?.headers["x-csrftoken"], "token-two");
    assert.deepEqual(notes, ["logged in"]);
    for (const secret of [`declared ${ACCOUNT.password}`, "token&one", "token-two", "session-1"]) {
      assert.ok(learned.includes(secret), secret);
    }
  });
});

test("Session.open() with a wrong password fails though the server answers 200 and sets a cookie", async () => {
  await withSite({ login: { ...ACCOUNT, password: "wrong" } }, nothing, async ({ session, learned }) => {
    const error = await refusal(session);
    assert.match(error.message, /did not accept e-mail and password/);
    assert.match(error.remedy ?? "", /ADMIN_PASSWORD/);
    assert.ok(learned.includes("declared wrong"), "a declared password is a secret however short");
  });
});

test("Session.open() tells a refused CSRF token from a refused password", async () => {
  const own = ({ method, path }: Seen): FakeReply | undefined =>
    `${method} ${path}` === "GET /weppcloud/login"
      ? { html: LOGIN_PAGE.replace("token&amp;one", "stale") }
      : undefined;
  await withSite({ login: ACCOUNT }, own, async ({ session }) => {
    const error = await refusal(session);
    assert.match(error.message, /CSRF/);
    assert.doesNotMatch(error.remedy ?? "", /ADMIN_PASSWORD/);
  });
});

test("Session.open() says when the server offers no login with a password", async () => {
  const own = ({ path }: Seen): FakeReply | undefined =>
    path === "/weppcloud/login" ? { html: '<a href="/login/github">GitHub</a>' } : undefined;
  await withSite({ login: ACCOUNT }, own, async ({ session }) => {
    const error = await refusal(session);
    assert.match(error.message, /offers no login with a password/);
    assert.match(error.remedy ?? "", /--cookie-file/);
  });
});

test("Session.open() is not fooled by a probe that answers with the login page or a redirect to it", async () => {
  const login = { html: LOGIN_PAGE };
  const redirect = { status: 302, headers: { location: "/weppcloud/login?next=x" } };
  const probes: [heartbeat: FakeReply, profile: FakeReply][] = [
    [login, { html: "<h1>Welcome, stranger</h1>" }],
    [redirect, { html: "<h1>Welcome, stranger</h1>" }],
    [NOT_FOUND, login],
    [NOT_FOUND, redirect],
    [{ html: "<h1>Gateway</h1>" }, login],
  ];
  for (const [heartbeat, profile] of probes) {
    const own = ({ path }: Seen) => {
      if (path.endsWith("/session-heartbeat")) return heartbeat;
      return path.endsWith("/profile") ? profile : undefined;
    };
    await withSite({ login: ACCOUNT }, own, async ({ session }) => {
      assert.match((await refusal(session)).message, /does not take us for logged in/);
    });
  }
});

test("Session.open() takes the profile page as proof where there is no heartbeat", async () => {
  const own = ({ path }: Seen): FakeReply | undefined => {
    if (path.endsWith("/session-heartbeat")) return NOT_FOUND;
    return path.endsWith("/profile") ? { html: "<h1>Profile</h1>" } : undefined;
  };
  await withSite({ login: ACCOUNT }, own, ({ session }) => session.open());
});

test("Session.open() sends a given __Host- cookie with Secure, and says when it has expired", async () => {
  const given = "Cookie: __Host-weppcloud_session=abc.def-123; plain=0123456";
  const own = ({ path, headers }: Seen): FakeReply | undefined => {
    const known = headers["cookie"] === "__Host-weppcloud_session=abc.def-123; plain=0123456";
    if (path.endsWith("/profile")) return { html: '<meta name="csrf-token" content="token-three">' };
    return path.endsWith("/session-heartbeat") && known ? { json: { ok: true } } : undefined;
  };
  await withSite({ cookie: given }, own, async ({ session, learned }) => {
    await session.open();
    assert.ok(learned.includes("abc.def-123"));
  });
  const expired = ({ path }: Seen): FakeReply | undefined =>
    path.endsWith("/profile")
      ? { status: 302, headers: { location: "/weppcloud/login?next=%2Fprofile" } }
      : undefined;
  await withSite({ cookie: given }, expired, async ({ session, seen }) => {
    assert.match((await refusal(session)).message, /login page/);
    assert.ok(seen.every(({ method }) => method === "GET"), "nothing is posted with a dead cookie");
  });
});

test("Session.renew() logs in again and gets a new token of the run; shared by all who ask at once", async () => {
  await withSite({ login: ACCOUNT }, nothing, async ({ session, urls }, site) => {
    await session.open();
    await session.openRun("sandbox", "cfg");
    const url = new URL(`${urls.origin}/rq-engine/api/jobstatus/j`);
    assert.equal(session.headersFor("GET", url)["authorization"], "Bearer token-session-1");
    site.expire();
    assert.deepEqual(await Promise.all([session.renew(), session.renew()]), [true, true]);
    assert.equal(session.renewals, 1);
    assert.equal(session.headersFor("GET", url)["authorization"], "Bearer token-session-2");
    assert.equal(site.logins, 2);
  });
});

test("Session.renew() of a given cookie or token asks whether it is still taken, and says when it is not", async () => {
  await withSite({ cookie: "sid=x" }, nothing, async ({ session }) => {
    await assert.rejects(
      session.renew(),
      (error) => error instanceof ProfileError && error.verdict === "unavailable",
    );
  });
});

test("Session.wasRefused() knows 401, a dead CSRF token and the login page, but not for who asks for it", async () => {
  const replies: Record<string, [FakeReply, boolean]> = {
    "/weppcloud/a": [{ status: 401, json: {} }, true],
    "/weppcloud/b": [{ status: 400, html: "<p>The CSRF token is missing.</p>" }, true],
    "/weppcloud/c": [{ status: 400, json: { error: "latitude is missing" } }, false],
    "/weppcloud/d": [{ html: LOGIN_PAGE }, true],
    "/weppcloud/e": [{ status: 302, headers: { location: "/weppcloud/login?next=e" } }, true],
    "/weppcloud/f": [{ html: '<input type="password" name="api_key">' }, false],
    "/weppcloud/login": [{ html: LOGIN_PAGE }, false],
  };
  await withFake(
    ({ path }) => replies[path]?.[0] ?? { html: LOGIN_PAGE },
    async ({ session, client, urls }) => {
      for (const [path, [, refused]] of Object.entries(replies)) {
        const url = new URL(urls.origin + path);
        const sent: ("follow" | "manual")[] = ["follow", "manual"];
        for (const redirect of sent) {
          const answer = await client.send({ method: "GET", url, redirect });
          assert.equal(session.wasRefused(answer, url), refused, `${path} ${redirect}`);
        }
      }
    },
  );
});
