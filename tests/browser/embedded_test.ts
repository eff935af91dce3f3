/** The pages of the embedded WEPPcloud in a real Chromium, over HTTPS. */
import assert from "node:assert/strict";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { type EmbeddedOptions, type EmbeddedServer, startEmbedded } from "../../lib/embedded/mod.ts";
import { COLLEAGUE } from "../../lib/embedded/auth/users.ts";
import { CHANNELS, SUBCATCHMENTS, WEPP } from "../../lib/embedded/testing/bodies.ts";
import { sha256 } from "../../lib/files/hash.ts";
import { AUDIT_BODIES, AUDIT_LOG, type AuditEvent, type BodyPart } from "../../lib/model/event.ts";
import { hasChromium, withPage } from "./chromium.ts";
import { createRun, demoUploads, echo, login, runWorkflow, send, UPLOAD_NAMES } from "./workflow.ts";

const skip = hasChromium() ? false : "no Chromium on this machine";

/** Runs the body with a server on HTTPS and temporary roots. */
async function withServer(
  body: (server: EmbeddedServer, runs: string) => Promise<void>,
  options: Partial<EmbeddedOptions> = {},
): Promise<void> {
  const root = await mkdtemp(join(tmpdir(), "embedded-browser-"));
  const runs = join(root, "runs");
  const server = await startEmbedded({
    playbackRunRoot: join(root, "playback"),
    runsRoot: runs,
    tls: true,
    jobScale: 0.1,
    ...options,
  });
  try {
    await body(server, runs);
  } finally {
    await server.close();
    await rm(root, { recursive: true, force: true });
  }
}

test(
  "the whole workflow is clicked through, and the run's audit log holds what the pages sent",
  { skip },
  async () => {
    await withServer(async (server, runs) => {
      await withPage(async ({ page, context, troubles }) => {
        const uploads = await demoUploads();
        const runId = await runWorkflow(page, server.baseUrl, { uploads });
        const stream = await page.locator("#stream li").allTextContents();
        assert.ok(stream.some((line) => / COMPLETED run_wepp_rq\(/.test(line)), stream.join("\n"));
        assert.match(
          await page.locator("#form-run-wepp [data-read]").first().innerText(),
          /sediment_delivery/,
        );
        assert.deepEqual(troubles, []);

        const cookies = await context.cookies();
        assert.deepEqual(cookies.map(({ name }) => name).sort(), [
          "__Host-weppcloud_session",
          "remember_token",
          "wepp_browse_jwt",
        ]);
        assert.ok(
          cookies.every(({ secure, httpOnly, sameSite }) => secure && httpOnly && sameSite === "Lax"),
        );

        const dir = join(runs, runId.slice(0, 2), runId);
        const log = await readFile(join(dir, AUDIT_LOG), "utf8");
        const events = log.trimEnd().split("\n").map((line) => JSON.parse(line) as AuditEvent);
        const sent = (end: string): AuditEvent[] =>
          events.filter(({ stage, endpoint }) => stage === "request" && endpoint?.endsWith(end));
        const payload = (end: string): unknown =>
          JSON.parse(sent(end)[0]?.requestMeta?.jsonPayload ?? "null");
        assert.deepEqual(payload("/fetch-dem-and-build-channels"), CHANNELS);
        assert.deepEqual(payload("/build-subcatchments-and-abstract-watershed"), SUBCATCHMENTS);
        assert.deepEqual(payload("/run-wepp"), WEPP);
        assert.deepEqual(payload("/set-outlet"), { latitude: 46.6948, longitude: -117.0127 });
        assert.deepEqual(payload("/modify_landuse_coverage/"), { dom: "42", cover: "cancov", value: 0.45 });
        assert.equal(sent("/tasks/setname/")[0]?.requestMeta?.bodyType, "urlencoded");

        const parts = (event: AuditEvent | undefined): BodyPart[] => event?.requestMeta?.parts ?? [];
        const [first, second, ...more] = sent("/tasks/upload-sbs/");
        assert.equal(more.length, 0);
        for (
          const [event, bytes] of [[first, uploads.burnSeverity[0]], [
            second,
            uploads.burnSeverity[1],
          ]] as const
        ) {
          const [file] = parts(event);
          assert.equal(file?.name, "input_upload_sbs");
          assert.equal(file?.filename, UPLOAD_NAMES.burnSeverity);
          assert.equal(file?.sha256, sha256(bytes));
          assert.equal(sha256(await readFile(join(dir, AUDIT_BODIES, sha256(bytes)))), sha256(bytes));
        }
        assert.deepEqual(
          parts(sent("/build-landuse")[0]).map(({ name, value, filename }) => [name, value ?? filename]),
          [
            ["landuse_mode", "4"],
            ["landuse_db", "nlcd/2021"],
            ["landuse_single_selection", "42"],
            ["landuse_management_mapping_selection", "disturbed"],
            ["checkbox_burn_shrubs", "true"],
            ["input_upload_landuse", UPLOAD_NAMES.landcover],
            ["mofe_opts", "a"],
            ["mofe_opts", "b"],
          ],
        );
        assert.ok(events.every(({ rootUrl }) => rootUrl === server.origin));
        // No session, CSRF or bearer token has got into the log.
        assert.doesNotMatch(log, /eyJhbGciOi/);
        for (const { value } of cookies) assert.ok(!log.includes(value));
      });
    });
  },
);

test("what goes wrong is said beside the form, and the form can be sent again", { skip }, async () => {
  await withServer(async (server) => {
    await withPage(async ({ page, troubles }) => {
      await page.goto(`${server.baseUrl}/login`);
      await page.fill("#email", server.account.email);
      await page.fill("#password", "wrong");
      await page.click("#submit");
      assert.match(await page.locator("[role=alert]").innerText(), /Invalid email or password/);
      await login(page, server.baseUrl, server.account);
      await createRun(page, server.baseUrl, "disturbed9002");
      await assert.rejects(send(page, "set-outlet"), /The form set-outlet says: Failed: /);
      await assert.rejects(send(page, "run-wepp"), /The form run-wepp says: Failed: /);
      await send(page, "build-channels");
      await page.fill("#set-outlet-latitude", "10");
      await assert.rejects(send(page, "set-outlet"), /Failed: job [-\w]+ failed/);
      await page.fill("#set-outlet-latitude", "46.6948");
      await send(page, "set-outlet");
      // Chromium itself notes every answer that is an error; scripts had none.
      assert.deepEqual(troubles.filter((text) => !/^Failed to load resource/.test(text)), []);
    });
  });
});

test(
  "a run is made with rq_token when the box is ticked, and logging out ends the session",
  { skip },
  async () => {
    await withServer(async (server) => {
      await withPage(async ({ page, context, troubles }) => {
        await login(page, server.baseUrl, server.account);
        await page.goto(`${server.baseUrl}/interfaces/`);
        await page.check("#create-with-token");
        await page.selectOption("#create-units", "true");
        const posted = page.waitForRequest((request) => request.url().endsWith("/rq-engine/create/"));
        await page.click("#submit-create");
        assert.match((await posted).postData() ?? "", /unitizer%3Ais_english=true&rq_token=eyJ/);
        await page.waitForSelector("#run-id");
        await page.click("#link-logout");
        assert.equal(await page.locator("#login-state").innerText(), "You are not logged in.");
        assert.deepEqual((await context.cookies()).filter(({ name }) => name === "remember_token"), []);
        assert.deepEqual(troubles, []);
      });
    });
  },
);

test(
  "the pages follow the browser's colours, and the keyboard reaches and sends a form",
  { skip },
  async () => {
    await withServer(async (server) => {
      await withPage(async ({ page }) => {
        const ground = (): Promise<string> =>
          page.evaluate("getComputedStyle(document.body).backgroundColor");
        await page.goto(`${server.baseUrl}/`);
        const dark = await ground();
        await page.goto(`${server.baseUrl}/?theme=light`);
        assert.notEqual(await ground(), dark);
        await page.goto(`${server.baseUrl}/login`);
        await page.focus("#email");
        await page.keyboard.type(server.account.email);
        await page.keyboard.press("Tab");
        await page.keyboard.type(server.account.password);
        await page.keyboard.press("Enter");
        await page.waitForSelector("#link-logout");
        await createRun(page, server.baseUrl, "dev_unit_1");
        await echo(page, "<b>über</b>");
        await page.focus("#name-name");
        await page.keyboard.type("By keyboard");
        await page.keyboard.press("Enter");
        await page.waitForSelector("#form-name[data-state=done]");
      }, { colorScheme: "dark" });
    });
  },
);

test("a run is shared, forked and archived by clicks", { skip }, async () => {
  await withServer(async (server, runs) => {
    await withPage(async ({ page, troubles }) => {
      await login(page, server.baseUrl, server.account);
      const runId = await createRun(page, server.baseUrl, "disturbed9002");
      await page.check("#set-public-public");
      await send(page, "set-public");
      await page.fill("#adduser-adduser-email", COLLEAGUE.email);
      await send(page, "adduser");
      assert.match(await page.locator("#form-adduser [data-read]").innerText(), /public[\s\S]*owner/);
      await page.fill("#archive-comment", "by hand");
      await send(page, "archive");
      await send(page, "fork");
      assert.deepEqual(troubles, []);
      const dir = join(runs, runId.slice(0, 2), runId);
      assert.ok((await readdir(dir)).includes("PUBLIC"));
      assert.equal((await readdir(join(dir, "archives"))).length, 1);
      const all = await Promise.all((await readdir(runs)).map((first) => readdir(join(runs, first))));
      assert.equal(all.flat().length, 2);
    });
  });
});
