/** The page of the run of a CI service, for a notice. */

/**
 * Address of the run that this process belongs to, as GitHub, GitLab and Jenkins tell it.
 *
 * @example
 * ```ts
 * import { runLink } from "./link.ts";
 * runLink({ CI_PIPELINE_URL: "https://gitlab.example.org/qa/-/pipelines/7" }); // that address
 * ```
 */
export function runLink(env: Readonly<Record<string, string | undefined>>): string | undefined {
  const { GITHUB_SERVER_URL: server, GITHUB_REPOSITORY: repository, GITHUB_RUN_ID: run } = env;
  if (server !== undefined && repository !== undefined && run !== undefined) {
    return `${server}/${repository}/actions/runs/${run}`;
  }
  return env["CI_PIPELINE_URL"] ?? env["BUILD_URL"];
}
