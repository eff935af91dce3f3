/** All addresses of the server. */
import type { Route } from "../http/router.ts";
import { ACCOUNT_ROUTES } from "./account_routes.ts";
import { FILE_ROUTES } from "./file_routes.ts";
import { FORK_ROUTES } from "./fork_routes.ts";
import { JOB_ROUTES } from "./job_routes.ts";
import { PAGE_ROUTES } from "./page_routes.ts";
import { READ_ROUTES } from "./read_routes.ts";
import { SITE_ROUTES } from "./site_routes.ts";
import { TASK_ROUTES } from "./task_routes.ts";

/** All addresses of the server. */
export const ROUTES: readonly Route[] = [
  ...TASK_ROUTES,
  ...READ_ROUTES,
  ...JOB_ROUTES,
  ...FILE_ROUTES,
  ...ACCOUNT_ROUTES,
  ...PAGE_ROUTES,
  ...SITE_ROUTES,
  ...FORK_ROUTES,
];
