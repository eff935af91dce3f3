/** Tasks about the run itself: name, scenario, units. They answer at once. */
import { isObject } from "../../model/json.ts";
import type { Task } from "./task.ts";

/** `tasks/setname/`. */
export const setName: Task = {
  name: "setname",
  flask: "tasks/setname/",
  async start({ run, fields, app }) {
    const name = fields.required("name");
    await run.change("ron", { _name: name });
    await run.log("ron", `name set to ${JSON.stringify(name)}`, app.now());
    return { message: "Name set", result: { name } };
  },
};

/** `tasks/setscenario/`. */
export const setScenario: Task = {
  name: "setscenario",
  flask: "tasks/setscenario/",
  async start({ run, fields }) {
    const scenario = fields.required("scenario");
    await run.change("ron", { _scenario: scenario });
    return { message: "Scenario set", result: { scenario } };
  },
};

/** `tasks/set_unit_preferences/`. */
export const setUnitPreferences: Task = {
  name: "set-unit-preferences",
  flask: "tasks/set_unit_preferences/",
  async start({ run, fields }) {
    const preferences = fields.describe(run.id);
    await run.change("unitizer", {
      _is_english: fields.flag("unitizer_is_english", false),
      _preferences: isObject(preferences) ? preferences : {},
    });
    return { message: "Unit preferences set", result: { preferences } };
  },
};
