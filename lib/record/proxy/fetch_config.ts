/**
 * The configuration of a recorded run, read at the end of a session with the browser's own cookies: what a sandbox on the
 * disk starts from, and what no page shows. Two small reads a run, which change nothing; without them `play` makes its runs
 * on the server.
 */
import { join } from "node:path";
import { stat } from "node:fs/promises";
import { Buffer } from "node:buffer";
import type { Pool } from "undici";
import { writeAtomic } from "../../files/atomic.ts";
import { isPlainName } from "../../files/safe_path.ts";
import { textOf } from "../../files/text_bytes.ts";
import { runSegment, serverUrls } from "../../http/server_urls.ts";
import type { RecordedRun } from "../../recording/store.ts";
import { cleanBytes } from "../../redact/bytes.ts";
import type { Redactor } from "../../redact/redactor.ts";

/** Longer files are no configuration, bytes. */
const LONGEST = 256 * 1024;
/** How long a server may take for one, ms. */
const PATIENCE = 3_000;
const DEFAULTS = "_defaults.toml";

/** What fetching needs. */
export interface ConfigFetch {
  /** Page of the target, as the user named it. */
  target: URL;
  upstream: Pool;
  /** Cookie header that the browser sent last for a run; undefined when it sent none. */
  cookie: string | undefined;
  redactor: Redactor;
}

/**
 * Puts `<config>.cfg` and `_defaults.toml` into the folder of each run that has none, secrets taken out. What the server
 * does not give out is left: nothing of a session depends on it.
 *
 * @returns ids of the runs that have their config now
 */
export async function fetchConfigs(
  runs: readonly RecordedRun[],
  { target, upstream, cookie, redactor }: ConfigFetch,
): Promise<string[]> {
  const fetched: string[] = [];
  // Whoever worked without cookies has no session that could read anything.
  if (cookie === undefined) return fetched;
  const prefix = serverUrls(siteOf(target)).prefix;
  for (const { id, config, dir } of runs) {
    if (config === undefined || !isPlainName(config)) continue;
    const name = `${config}.cfg`;
    if (await stat(join(dir, name)).then(() => true, () => false)) continue;
    const folder = `${prefix}/runs/${runSegment(id)}/${encodeURIComponent(config)}/download/`;
    const read = (file: string) => readSmall(upstream, folder + encodeURIComponent(file), cookie);
    const found = await read(name);
    if (found === undefined || !/^\s*\[[^\]\n]+\]/m.test(textOf(found)?.content ?? "")) continue;
    const defaults = await read(DEFAULTS);
    const files: [string, Uint8Array][] = [[name, found]];
    if (defaults !== undefined) files.push([DEFAULTS, defaults]);
    for (const [file, bytes] of files) {
      await writeAtomic(join(dir, file), cleanBytes(bytes, file, redactor).bytes, { mode: 0o600 });
    }
    fetched.push(id);
  }
  return fetched;
}

/** The site's own address: a user may open a page below it. */
function siteOf(target: URL): string {
  const at = target.pathname.indexOf("/runs/");
  const path = at < 0 ? target.pathname : target.pathname.slice(0, at);
  const site = /^\/weppcloud(?=\/|$)/.exec(path)?.[0] ?? path;
  return target.origin + site;
}

/** A text file of the run; undefined for every other answer, pages included. */
async function readSmall(
  upstream: Pool,
  path: string,
  cookie: string,
): Promise<Uint8Array | undefined> {
  try {
    const { statusCode, headers, body } = await upstream.request({
      method: "GET",
      path,
      headers: { cookie },
      signal: AbortSignal.timeout(PATIENCE),
    });
    const isPage = /\bhtml\b/.test(String(headers["content-type"] ?? ""));
    if (statusCode !== 200 || isPage) return void await body.dump();
    const blocks: Uint8Array[] = [];
    let size = 0;
    for await (const block of body as AsyncIterable<Uint8Array>) {
      size += block.length;
      if (size > LONGEST) return undefined;
      blocks.push(block);
    }
    const bytes = new Uint8Array(Buffer.concat(blocks));
    return textOf(bytes) === undefined || size === 0 ? undefined : bytes;
  } catch {
    return undefined;
  }
}
