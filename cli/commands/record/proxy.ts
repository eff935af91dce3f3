/** `profile record proxy`: records a browser session through a reverse proxy on loopback. */
import process from "node:process";
import { Command } from "@commander-js/extra-typings";
import { ProfileError } from "../../../lib/errors.ts";
import type { ProxySession, SessionSummary } from "../../../lib/record/proxy/mod.ts";
import type { Context } from "../../context.ts";
import { option } from "../../options.ts";

interface ProxyFlags {
  target: string;
  out: string;
  port?: string | undefined;
  ca?: string | undefined;
  toolbar: boolean;
  drop?: string[] | undefined;
  keepReason?: string[] | undefined;
  keepAssets?: true | undefined;
  keepPolls?: true | undefined;
  answerLimit: string;
}

export function proxyCommand(context: Context) {
  return new Command("proxy")
    .summary("record a browser session completely, through a proxy on loopback")
    .description(
      "Serves a WEPPcloud under an address of this machine and records what a browser does there: every request " +
        "with its values and uploads, every answer. Open the printed address, work as usual, end with Ctrl-C. " +
        "Logins, static files and repeated job polls are passed on and not recorded. " +
        "With --json: one document for each exchange.",
    )
    .addOption(option("--target <url>", "the WEPPcloud to record, or embedded").makeOptionMandatory())
    .addOption(
      option("--out <dir>", "folder for the recording; one of an earlier session is continued")
        .makeOptionMandatory(),
    )
    .addOption(option("--port <number>", "port of the proxy (default: a free one)"))
    .addOption(option("--ca <file>", "PEM file with the authority that signed the target's certificate"))
    .addOption(option("--no-toolbar", "leave the pages without the recording toolbar"))
    .addOption(option("--drop <pattern...>", "regular expressions of paths that are not recorded"))
    .addOption(
      option(
        "--keep-reason <reason...>",
        "record also what is left out for this reason, see the end of a session",
      ),
    )
    .addOption(option("--keep-assets", "record static files, too"))
    .addOption(option("--keep-polls", "record every job poll, not the first of each job only"))
    .addOption(option("--answer-limit <bytes>", "longest text of an answer that is kept").default("65536"))
    .action((flags) => runProxy(context, flags));
}

async function runProxy(context: Context, flags: ProxyFlags): Promise<void> {
  const { resolve } = await import("node:path");
  const { openProxySession } = await import("../../../lib/record/proxy/mod.ts");
  const { exchangeDocument, exchangeLine } = await import("../../../lib/record/proxy/lines.ts");
  const { out } = context;
  const lines = new LineBatch((texts) => out.lines(texts));
  const folder = resolve(context.cwd, flags.out);
  const session = await openProxySession({
    target: flags.target,
    out: folder,
    shown: flags.out,
    port: wholeNumber("--port", flags.port ?? "0", 65_535),
    caFile: flags.ca === undefined ? undefined : resolve(context.cwd, flags.ca),
    toolbar: flags.toolbar,
    policy: { keep: await keptReasons(flags), drop: (flags.drop ?? []).map(pattern) },
    answerLimit: wholeNumber("--answer-limit", flags.answerLimit, 64 * 1024 * 1024),
    redactor: out.redactor,
    onKept: (exchange) => {
      if (out.options.json) out.json(exchangeDocument(exchange), true);
      else if (!out.options.quiet) lines.add(exchangeLine(exchange));
    },
    onNotice: (text) => out.warn(`warning: ${text}`),
    onFailure: (error) => {
      out.warn(out.style(`NOT RECORDING ANY MORE: ${error.message}`, "bold", "red"));
      if (error.remedy !== undefined) out.warn(`  ${error.remedy}`);
      out.warn("  The browser goes on working; what was recorded before is kept. End with Ctrl-C");
    },
  });
  greet(context, session, folder);
  await stopped(context.signal);
  const summary = await session.close();
  lines.flush();
  await conclude(context, session, summary);
}

/** How long a printed line may wait for others, ms. */
const GATHER = 20;

/** Lines that are printed together: each hand-over wakes whoever reads them, and that costs more than the line. */
class LineBatch {
  readonly #print: (lines: string[]) => void;
  #lines: string[] = [];
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(print: (lines: string[]) => void) {
    this.#print = print;
  }

  add(line: string): void {
    this.#lines.push(line);
    this.#timer ??= setTimeout(() => this.flush(), GATHER);
  }

  flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const lines = this.#lines;
    this.#lines = [];
    this.#print(lines);
  }
}

function greet({ out }: Context, { proxy, startUrl, target, recovered }: ProxySession, folder: string): void {
  for (const { id, slug, steps } of recovered) {
    out.warn(
      `warning: the capture ${slug || id} of an interrupted session was completed with ${steps} steps`,
    );
  }
  out.line(`recording ${target.name} through ${proxy.origin}/ into ${folder}`);
  out.line(`open   ${startUrl}`);
  if (target.account !== undefined && !out.options.json && !out.options.quiet) {
    // Past the redactor, which would hide the address: this account exists on this machine's loopback only.
    process.stdout.write(`log in ${target.account.email} with password ${target.account.password}\n`);
  }
  out.line("end    Ctrl-C");
  out.json({ stage: "started", url: startUrl, origin: proxy.origin, target: target.name }, true);
}

async function conclude(
  context: Context,
  { recorder }: ProxySession,
  summary: SessionSummary,
): Promise<void> {
  const { summaryLines } = await import("../../../lib/record/proxy/lines.ts");
  const { counted } = await import("../../../lib/text/counted.ts");
  const { out } = context;
  out.line();
  for (const line of summaryLines(summary)) out.line(line);
  const { failure } = recorder;
  out.json({
    stage: "ended",
    verdict: failure === undefined ? "interrupted" : "incomplete",
    ...summary,
    ...(failure === undefined ? {} : { failure: failure.message }),
  }, true);
  const words = `${counted(summary.exchanges, "exchange")} of ${
    counted(summary.runs.length, "run")
  } recorded`;
  if (failure !== undefined) {
    context.finish("incomplete", `incomplete (${words}, then: ${failure.message})`, {
      evenWhenStopped: true,
    });
  } else context.finish("interrupted", `interrupted (${words})`);
}

function stopped(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => signal.addEventListener("abort", () => resolve(), { once: true }));
}

/** @throws ProfileError usage for a reason that there is not */
async function keptReasons(flags: ProxyFlags): Promise<string[]> {
  const { REASONS } = await import("../../../lib/recording/policy.ts");
  const { meant } = await import("../../../lib/text/closest.ts");
  const kept = [
    ...flags.keepReason ?? [],
    ...flags.keepAssets === true ? ["static files"] : [],
    ...flags.keepPolls === true ? ["job polls"] : [],
  ];
  const unknown = kept.find((reason) => !REASONS.includes(reason));
  if (unknown === undefined) return kept;
  throw new ProfileError("usage", `Nothing is left out for the reason ${JSON.stringify(unknown)}`, {
    remedy: meant(unknown, REASONS, `The reasons are: ${REASONS.join(", ")}`),
  });
}

/** @throws ProfileError usage for what is no regular expression */
function pattern(text: string): RegExp {
  try {
    return new RegExp(text);
  } catch (error) {
    throw new ProfileError("usage", `--drop ${JSON.stringify(text)} is no regular expression`, {
      remedy: "Write one for paths, such as ^/weppcloud/news",
      cause: error,
    });
  }
}

/** @throws ProfileError usage for what is no such number */
function wholeNumber(name: string, text: string, most: number): number {
  const number = Number(text);
  if (/^\d+$/.test(text) && number <= most) return number;
  throw new ProfileError("usage", `${name} ${JSON.stringify(text)} is no number from 0 to ${most}`, {
    remedy: `Give a whole number, for instance ${name} ${name === "--port" ? "8123" : "65536"}`,
  });
}
