/** Tasks that only keep settings for later: options of WEPP and soils, the description of a run. */
import { removeBurn } from "./disturbed.ts";
import type { Task } from "./task.ts";

/** `tasks/set_run_wepp_opts/`: options of the next model run that its own request does not name. */
export const setRunWeppOpts: Task = {
  name: "set-run-wepp-opts",
  flask: "tasks/set_run_wepp_opts/",
  async start({ run, fields }) {
    const { opts } = await run.state("wepp");
    await run.change("wepp", { opts: { ...opts, ...fields.describe(run.id) } });
    return { message: "Options set" };
  },
};

/** `tasks/set_soil_mode/`. */
export const setSoilMode: Task = {
  name: "set-soil-mode",
  flask: "tasks/set_soil_mode/",
  async start({ run, fields }) {
    fields.required("mode");
    const mode = fields.number("mode", 0);
    await run.change("soils", { mode });
    return { message: "Soil mode set", result: { mode } };
  },
};

/** `tasks/set_readme/`: text as JSON, as a form, or as the whole body. */
export const setReadme: Task = {
  name: "set-readme",
  flask: "tasks/set_readme/",
  async start({ run, fields }) {
    const text = fields.text("markdown") ?? fields.text("text") ?? "";
    await run.write("README.md", text);
    return { message: "Description set" };
  },
};

/** `tasks/reset_disturbed`: as it was before the fire was described. */
export const resetDisturbed: Task = {
  name: "reset-disturbed",
  flask: "tasks/reset_disturbed",
  async start({ run, app }) {
    await removeBurn(run, app);
    await run.change("disturbed", { fire_date: "8/4", sbs_mode: "0", sol_ver: 9002 });
    return { message: "Disturbed reset" };
  },
};
