/** What a play says about the earlier one that it goes on with. */
import { relative } from "node:path";
import { counted } from "../../text/counted.ts";
import type { PlayState } from "../state.ts";

/** Says, and notes in the report, which play is gone on with. */
export function sayContinued(state: PlayState): void {
  const { continues, dataRoot, loaded, chosen } = state.options;
  if (continues === undefined) return;
  const { record, mode, sandbox } = continues;
  const idAt = (at: number) => loaded.profile.steps[at]?.id ?? "";
  if (record === undefined) {
    state.note(`played in the sandbox ${sandbox.run_id}, as it was found`);
    return;
  }
  const result = relative(dataRoot, record.dir);
  if (mode === "resume") {
    const done = [...record.steps.values()].filter(({ report }) => report?.verdict === "passed").length;
    state.report.resumed = { result, steps: done };
    const how = record.end === undefined ? "cut off" : record.end;
    state.note(
      `resumed the play of ${record.begin.at}, which was ${how} after ${counted(done, "step")} (${result})`,
    );
    return;
  }
  state.note(`played in the sandbox of the play of ${record.begin.at} (${result})`);
  const again = [...record.steps].filter(([at, step]) =>
    step.report !== undefined && chosen?.ids.has(idAt(at)) === true
  );
  if (again.length > 0) {
    const [first] = again;
    state.note(
      `${counted(again.length, "step")} from ${
        first === undefined ? "" : idAt(first[0])
      } on ran in that sandbox before: it is not quite as a fresh run would be`,
    );
  }
}
