/** Tasks about who may use a run: owners, the public, nobody at all. */
import { HttpError } from "../http/reply.ts";
import { userByEmail } from "../auth/users.ts";
import type { Task } from "./task.ts";

/** `tasks/adduser/`: the run belongs to somebody else, too. */
export const addUser: Task = {
  name: "adduser",
  flask: "tasks/adduser/",
  aside: true,
  start({ run, fields, app }) {
    const email = fields.required("adduser-email");
    const user = userByEmail(app.users, email);
    if (user === undefined) {
      throw new HttpError(400, `${email} is not the e-mail address of an account`, {
        code: "validation_error",
      });
    }
    app.runs.addOwner(run.id, user.id);
    return Promise.resolve({ message: "User added", result: { user_id: user.id } });
  },
};

/** `tasks/removeuser/`. */
export const removeUser: Task = {
  name: "removeuser",
  flask: "tasks/removeuser/",
  aside: true,
  start({ run, fields, app }) {
    fields.required("user_id");
    const user = fields.number("user_id", 0);
    if (!app.runs.removeOwner(run.id, user)) {
      throw new HttpError(400, "The run does not belong to that user", { code: "validation_error" });
    }
    return Promise.resolve({ message: "User removed", result: { user_id: user } });
  },
};

/** `tasks/set_public`: everybody may look at the run, logged in or not. */
export const setPublic: Task = {
  name: "set-public",
  flask: "tasks/set_public",
  aside: true,
  async start({ run, fields }) {
    fields.required("public");
    const on = fields.flag("public", false);
    await run.setMarker("PUBLIC", on);
    return { message: "Public flag set", result: { public: on } };
  },
};

/** `tasks/set_readonly`: nobody may change the run, whoever it is. */
export const setReadonly: Task = {
  name: "set-readonly",
  flask: "tasks/set_readonly",
  aside: true,
  async start({ run, fields }) {
    fields.required("readonly");
    const on = fields.flag("readonly", false);
    await run.setMarker("READONLY", on);
    return { message: "Read-only flag set", result: { readonly: on } };
  },
};
