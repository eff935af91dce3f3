/**
 * The small-watershed workflow, clicked through the forms of the embedded WEPPcloud in a real browser: against the
 * server itself, or through the recording proxy. Forms are found by their ids; see
 * `lib/embedded/pages/*_forms.ts`.
 */
import type { Page } from "playwright-core";
import { DEMO_ACCOUNT } from "../../lib/embedded/mod.ts";
import { burnSeverity, climateFile, landcover } from "../demo/seeds.ts";

/** Bytes that the workflow uploads. */
export interface WorkflowUploads {
  /** Sent one after the other under one field and one file name. */
  burnSeverity: readonly [Uint8Array, Uint8Array];
  landcover: Uint8Array;
  climate: Uint8Array;
}

/** Names under which the uploads are sent. */
export const UPLOAD_NAMES = {
  burnSeverity: "sbs.tif",
  landcover: "lu2021.tif",
  climate: "demo.cli",
} as const;

/** How the workflow is done. */
export interface WorkflowOptions {
  /** Default {@link demoUploads}. */
  uploads?: WorkflowUploads;
  /** Default the account of the embedded server. */
  account?: { email: string; password: string };
  /** Name that the run gets. */
  name?: string;
  /** Default `disturbed9002`. */
  config?: string;
  /** Called when the page of the new run is open, before its first form: to mark the start of a capture. */
  onRunPage?: (page: Page) => Promise<void>;
}

/** Longest wait for one job or page, milliseconds. */
const LIMIT = 60_000;

/** Made-up input files, always the same bytes. */
export async function demoUploads(): Promise<WorkflowUploads> {
  const bytes = async (file: File): Promise<Uint8Array> => new Uint8Array(await file.arrayBuffer());
  return {
    burnSeverity: [await bytes(burnSeverity(10, 10)), await bytes(burnSeverity(22, 14))],
    landcover: await bytes(landcover()),
    climate: new TextEncoder().encode(climateFile()),
  };
}

/**
 * Logs in, makes a run, fills every form, waits for every job, and has a WebSocket message echoed.
 *
 * @param baseUrl of the server or of a proxy before it, with `/weppcloud`
 * @returns the id of the run
 * @throws Error that names the form and what it says, when one fails
 */
export async function runWorkflow(
  page: Page,
  baseUrl: string,
  options: WorkflowOptions = {},
): Promise<string> {
  await login(page, baseUrl, options.account ?? DEMO_ACCOUNT);
  const runId = await createRun(page, baseUrl, options.config ?? "disturbed9002");
  await options.onRunPage?.(page);
  await fillForms(page, options.uploads ?? await demoUploads(), options.name ?? "Small basin above the mill");
  await echo(page, `echo of ${runId}`);
  return runId;
}

/** Fills and sends the login form. */
export async function login(
  page: Page,
  baseUrl: string,
  account: { email: string; password: string },
): Promise<void> {
  await page.goto(`${baseUrl}/login`);
  await page.fill("#email", account.email);
  await page.fill("#password", account.password);
  await page.check("#remember");
  await page.click("#form-login #submit");
  await page.waitForSelector("#link-logout", { timeout: LIMIT });
}

/** Makes a run through the form; ends on its page. Returns the run's id. */
export async function createRun(page: Page, baseUrl: string, config: string): Promise<string> {
  await page.goto(`${baseUrl}/interfaces/`);
  await page.selectOption("#create-config", config);
  await page.click("#submit-create");
  await page.waitForSelector("#run-id", { timeout: LIMIT });
  return await page.textContent("#run-id") ?? "";
}

/** Sends the forms of the open run's page in the order of the workflow. */
export async function fillForms(page: Page, uploads: WorkflowUploads, name: string): Promise<void> {
  await page.fill("#name-name", name);
  await send(page, "name");
  await send(page, "units");
  await send(page, "build-channels");
  await page.fill("#set-outlet-latitude", "46.6948");
  await page.fill("#set-outlet-longitude", "-117.0127");
  await send(page, "set-outlet");
  await send(page, "build-subcatchments");
  await attach(page, "#upload-sbs-input_upload_sbs", UPLOAD_NAMES.burnSeverity, uploads.burnSeverity[0]);
  await send(page, "upload-sbs");
  await send(page, "landuse-db");
  await page.selectOption("#build-landuse-landuse_mode", "4");
  await attach(page, "#build-landuse-input_upload_landuse", UPLOAD_NAMES.landcover, uploads.landcover);
  await send(page, "build-landuse");
  await send(page, "modify-landuse");
  await send(page, "build-soils");
  await attach(page, "#upload-sbs-input_upload_sbs", UPLOAD_NAMES.burnSeverity, uploads.burnSeverity[1]);
  await send(page, "upload-sbs");
  await attach(page, "#upload-cli-input_upload_cli", UPLOAD_NAMES.climate, uploads.climate);
  await send(page, "upload-cli");
  await send(page, "run-wepp");
}

/** Presses the button of a form and waits until its job is over and what it shows is read. */
export async function send(page: Page, form: string): Promise<void> {
  const place = page.locator(`#form-${form}`);
  const before = Number(await place.getAttribute("data-done"));
  await page.click(`#submit-${form}`);
  await page.waitForSelector(`#form-${form}[data-done="${before + 1}"]`, { timeout: LIMIT });
  if (await place.getAttribute("data-state") !== "done") {
    throw new Error(`The form ${form} says: ${await page.textContent(`#status-${form}`)}`);
  }
}

/** Sends a text over the page's WebSocket and waits until it comes back. */
export async function echo(page: Page, text: string): Promise<void> {
  await page.fill("#echo-text", text);
  await page.click("#submit-echo");
  await page.locator("#echo-output", { hasText: text }).waitFor({ timeout: LIMIT });
}

async function attach(page: Page, field: string, name: string, bytes: Uint8Array): Promise<void> {
  const mimeType = name.endsWith(".tif") ? "image/tiff" : "text/plain";
  await page.setInputFiles(field, { name, mimeType, buffer: Buffer.from(bytes) });
}
