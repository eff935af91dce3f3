/** Task: the flow of the channels as files for HEC-DSS programs. */
import { readCsv } from "../model/csv.ts";
import { hash01 } from "../model/noise.ts";
import type { App } from "../app.ts";
import type { Run } from "../runs/run.ts";
import type { Task } from "./task.ts";

/** `post-dss-export-rq`. */
export const postDssExport: Task = {
  name: "post-dss-export-rq",
  flask: "rq/api/post_dss_export_rq",
  engine: "post-dss-export-rq",
  start({ run, fields, app }) {
    const asked = JSON.stringify(fields.describe(run.id));
    const chosen = fields.has("dss_export_channel_ids")
      ? fields.numbers("dss_export_channel_ids")
      : undefined;
    return Promise.resolve({
      message: "Job enqueued",
      job: {
        task: "post-dss-export-rq",
        func: "wepppy.rq.wepp_rq.post_dss_export_rq",
        durationMs: 50,
        work: () => writeDss(run, app, asked, chosen),
      },
    });
  },
};

async function writeDss(run: Run, app: App, asked: string, chosen: number[] | undefined): Promise<void> {
  const monthly = await run.text("wepp/output/totalwatsed.csv");
  if (monthly === undefined) throw new Error("WEPP has not been run");
  const rows = readCsv(monthly);
  const { channels } = await run.state("watershed");
  for (const { topaz_id, drained } of channels) {
    if (chosen !== undefined && !chosen.includes(topaz_id)) continue;
    const head = `ZDSS embedded ${Math.floor(hash01(asked) * 1e9)} channel ${topaz_id} drained ${drained}`;
    const lines = rows.map((row) => Object.values(row).join(" "));
    await run.write(`export/dss/totalwatsed3_chan_${topaz_id}.dss`, [head, ...lines, ""].join("\n"));
  }
  await run.log("wepp", "dss export complete", app.now());
}
