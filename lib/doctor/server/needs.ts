/** A check that needs a server: without one it is skipped, with the reason. */
import { dependent, findingOf, type Stage } from "./stage.ts";
import type { Check, DoctorContext, Finding } from "../types.ts";
import { Server } from "./server.ts";

/** A check of the server; only the first one of them says why there is none. */
export function serverCheck(
  name: string,
  summary: string,
  run: (server: Server, context: DoctorContext) => Promise<Finding[]>,
): Check {
  return {
    name,
    topic: "server",
    summary,
    run: async (context) => {
      const { server } = context;
      if (server instanceof Server) return await run(server, context);
      return [{ state: "skipped", message: server.state === "skipped" ? server.reason : "No server" }];
    },
  };
}

/** What a part of its own came to: its findings when it is there, else why not. */
export async function own<T>(
  stage: Promise<Stage<T>>,
  make: (value: T) => Finding[] | Promise<Finding[]>,
): Promise<Finding[]> {
  const found = await stage;
  return found.state === "there" ? await make(found.value) : [findingOf(found)];
}

/**
 * The same for what rests on the part of another check, which says itself what is wrong with it.
 *
 * @param what that part: `the login`
 */
export async function resting<T>(
  stage: Promise<Stage<T>>,
  what: string,
  make: (value: T) => Finding[] | Promise<Finding[]>,
): Promise<Finding[]> {
  const found = await stage;
  return found.state === "there" ? await make(found.value) : [dependent(found, what)];
}
