/** What is recorded: a server that is there, or the embedded WEPPcloud started for this session. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { makeFolder } from "../../files/make_folder.ts";
import { ProfileError } from "../../errors.ts";

/** An open target. */
export interface ProxyTarget {
  /** How output names it: `embedded`, or its origin. */
  name: string;
  /** Where the user begins. */
  url: URL;
  /** Further authorities, PEM. */
  ca?: string;
  /** Account of the embedded WEPPcloud. */
  account?: { email: string; password: string };
  close(): Promise<void>;
}

/**
 * Opens a target.
 *
 * @param target `embedded`, or the address of a WEPPcloud
 * @param ca further authorities, PEM
 * @throws ProfileError usage for an address that is none
 */
export async function openTarget(target: string, ca: string | undefined): Promise<ProxyTarget> {
  if (target === "embedded") return await openEmbedded();
  const url = URL.canParse(target) ? new URL(target) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol)) {
    throw new ProfileError("usage", `${JSON.stringify(target)} is not the address of a WEPPcloud`, {
      remedy: "Give --target https://host/weppcloud, or --target embedded",
    });
  }
  if (url.username !== "" || url.password !== "") {
    throw new ProfileError("usage", "The address of the target holds a user name or password", {
      remedy: "Leave them out, and log in in the browser",
    });
  }
  url.hash = "";
  if (!url.pathname.endsWith("/")) url.pathname += "/";
  return { name: url.origin, url, ...(ca === undefined ? {} : { ca }), close: () => Promise.resolve() };
}

async function openEmbedded(): Promise<ProxyTarget> {
  const { startEmbedded } = await import("../../embedded/mod.ts");
  await makeFolder(tmpdir());
  const scratch = await mkdtemp(join(tmpdir(), "profile-embedded-"));
  try {
    const options = {
      playbackRunRoot: join(scratch, "playback"),
      runsRoot: join(scratch, "runs"),
      tls: true,
    };
    const server = await startEmbedded(options);
    return {
      name: "embedded",
      url: new URL(`${server.baseUrl}/`),
      ...("ca" in server && typeof server.ca === "string" ? { ca: server.ca } : {}),
      account: server.account,
      close: async () => {
        await server.close();
        await rm(scratch, { recursive: true, force: true });
      },
    };
  } catch (error) {
    await rm(scratch, { recursive: true, force: true });
    throw error;
  }
}
