/**
 * Check: the folder of sandboxes, and whether the server sees it. Nothing is written there: a sandbox that lies in it is
 * read through the server, and must be the same file.
 */
import { constants } from "node:fs";
import { access, readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import process from "node:process";
import { codeOf } from "../../errors.ts";
import { runSegment } from "../../http/server_urls.ts";
import { ownershipOf } from "../../sandboxes/owner.ts";
import type { DoctorContext, Finding } from "../types.ts";
import { dependent, type Stage } from "./stage.ts";
import { serverCheck } from "./needs.ts";
import type { LoggedIn, Server } from "./server.ts";

const NAME_IT =
  "Name the folder that the server has as PROFILE_PLAYBACK_RUN_ROOT with --playback-run-root, " +
  "or play with --sandbox create";
const MARK = "active_config.txt";

export const playbackRootCheck = serverCheck(
  "playback-root",
  "the folder of sandboxes is there, can be written, and is the server's own",
  async (server, context) => {
    const { runRoot, rootNamed } = context;
    const fault = await faultOf(runRoot);
    if (server.options.embedded) {
      return fault === undefined || fault === "ENOENT"
        ? [{ state: "ok", message: "The embedded WEPPcloud reads this disk", paths: [runRoot] }]
        : [cannotUse(runRoot, fault)];
    }
    if (fault === "ENOENT" && !rootNamed) {
      return [{
        state: "ok",
        message: "No playback root on this disk: plays let the server create their runs",
        paths: [runRoot],
      }];
    }
    if (fault !== undefined) return [cannotUse(runRoot, fault)];
    const { doubt } = await ownershipOf(runRoot, context.owner);
    if (doubt !== undefined) {
      return [{
        state: "warning",
        message: `The server may not be able to write to sandboxes: ${doubt}`,
        remedy: "Join that group, or set sandbox.owner or sandbox.umask in profiles/profile.config.yaml",
        paths: [runRoot],
      }];
    }
    return [await seenBy(server, await server.login(), context)];
  },
);

/** Why the folder cannot be used: the system's code; undefined when it can. */
async function faultOf(folder: string): Promise<string | undefined> {
  try {
    if (!(await stat(folder)).isDirectory()) return "ENOTDIR";
    await access(folder, constants.R_OK | constants.W_OK | constants.X_OK);
    return undefined;
  } catch (error) {
    return codeOf(error) ?? "error";
  }
}

function cannotUse(runRoot: string, fault: string): Finding {
  const words = fault === "ENOENT"
    ? "is not there"
    : fault === "ENOTDIR"
    ? "is no folder"
    : `cannot be written by user ${process.getuid?.() ?? "here"} (${fault})`;
  return {
    state: "failed",
    message: `The playback root ${runRoot} ${words}`,
    remedy: NAME_IT,
    paths: [runRoot],
  };
}

/** Asks for a file of the newest sandbox that lies there; it is not known when there is none, or it may not be read. */
async function seenBy(server: Server, login: Stage<LoggedIn>, { runRoot }: DoctorContext): Promise<Finding> {
  const paths = [runRoot];
  const usable = "The playback root can be written";
  const sandbox = await newestSandbox(runRoot);
  if (sandbox === undefined) {
    return {
      state: "ok",
      message: `${usable}; no sandbox lies there to ask the server about, play asks before its first step`,
      paths,
    };
  }
  if (login.state !== "there") {
    const { message } = dependent(login, "the login");
    return { state: "ok", message: `${usable}; whether the server sees it was not asked: ${message}`, paths };
  }
  const { client, session } = login.value;
  const runId = `profile;;tmp;;${sandbox.id}`;
  client.guard.setSandbox(runId);
  const url = new URL(
    `${server.urls.base}/runs/${runSegment(runId)}/${encodeURIComponent(sandbox.config)}/download/${MARK}`,
  );
  const answer = await client.send({
    method: "GET",
    url,
    headers: session.headersFor("GET", url),
    redirect: "manual",
  });
  if (answer.status === 200 && answer.text.trim() === sandbox.config) {
    return { state: "ok", message: `${usable}, and the server reads the same files there`, paths };
  }
  if (answer.status === 404) {
    return {
      state: "failed",
      message: `The server does not find ${runId}, although its folder lies in the playback root ${runRoot}`,
      remedy: `The server has another folder, or another disk. ${NAME_IT}`,
      paths,
    };
  }
  return {
    state: "ok",
    message: `${usable}; the server lets nobody look into it (HTTP ${answer.status})`,
    paths,
  };
}

interface Lying {
  id: string;
  config: string;
}

/** The sandbox that was changed last, with the name of its configuration. */
async function newestSandbox(runRoot: string): Promise<Lying | undefined> {
  let newest: (Lying & { at: number }) | undefined;
  for (const id of await readdir(runRoot)) {
    if (!/^[0-9a-f]{32}$/.test(id)) continue;
    const file = join(runRoot, id, MARK);
    const at = await stat(file).then(({ mtimeMs }) => mtimeMs, () => undefined);
    if (at === undefined || at < (newest?.at ?? 0)) continue;
    const config = (await readFile(file, "utf8").catch(() => "")).trim();
    if (/^[A-Za-z0-9_.-]+$/.test(config)) newest = { id, config, at };
  }
  return newest;
}
