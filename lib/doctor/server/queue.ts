/**
 * The list of jobs that rq-engine shows to administrators. A token that it does not know gets 401, one of somebody else
 * 403: so it tells of the token, too. It is a read.
 */
import type { HttpAnswer } from "../../http/client.ts";
import type { LoggedIn, Server } from "./server.ts";

/** Asks for it. */
export async function askQueue(server: Server, { client, session }: LoggedIn): Promise<HttpAnswer> {
  const url = new URL(`${server.urls.origin}/rq-engine/api/admin/jobs-detail`);
  return await client.send({
    method: "GET",
    url,
    headers: session.headersFor("GET", url),
    redirect: "manual",
    accepts: () => true,
  });
}
