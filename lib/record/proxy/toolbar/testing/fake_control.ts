/** A recording that is only in memory, for tests of the toolbar. */
import { ProfileError } from "../../../../errors.ts";
import type { CapturedStep, ConfirmedCapture, RecordingControl, RecordingStatus } from "../../control.ts";

/** What tests look at and steer. */
export interface FakeControl extends RecordingControl {
  steps: CapturedStep[];
  viewport: string | undefined;
  /** Thrown by the next `confirm()`. */
  confirmError: Error | undefined;
  confirmed: ConfirmedCapture | undefined;
  /** Changes the status as a request of the page would. */
  set(change: Partial<RecordingStatus>): void;
}

/** Makes steps of a small workflow, repeated to a count. */
export function fakeSteps(count: number): CapturedStep[] {
  const run = "/weppcloud/runs/ample-otter/disturbed9002";
  const kinds: Omit<CapturedStep, "id" | "startedAt" | "dropped">[] = [
    {
      kind: "action",
      method: "POST",
      path: "/rq-engine/api/runs/ample-otter/disturbed9002/set-outlet",
      status: 202,
      runId: "ample-otter",
      fields: [field("$.latitude", "latitude", "46.7312"), field("$.longitude", "longitude", "-116.9721")],
      uploads: [],
    },
    { kind: "read", method: "GET", path: `${run}/query/outlet`, status: 200, fields: [], uploads: [] },
    {
      kind: "action",
      method: "POST",
      path: "/rq-engine/api/runs/ample-otter/disturbed9002/tasks/upload-sbs/",
      status: 200,
      fields: [field("form[0]", "contact", "user-5b1f0a7e@redacted.invalid"), field("form[1]", "mode", "4")],
      uploads: [{ field: "input_upload_sbs", filename: "prediction_wgs84_sbs.tif", size: 2_413_000 }],
    },
    {
      kind: "action",
      method: "POST",
      path: `${run}/tasks/set_landuse_mode?mode=4&db=nlcd-2021`,
      fields: [field("query[0]", "mode", "4"), field("query[1]", "db", "nlcd-2021")],
      uploads: [],
    },
    {
      kind: "action",
      method: "POST",
      path: "/rq-engine/api/runs/ample-otter/disturbed9002/run-wepp",
      status: 500,
      fields: [field("$.name", "name", "Moscow Mountain, north face")],
      uploads: [],
    },
  ];
  return Array.from({ length: count }, (_, index) => {
    const kind = kinds[index % kinds.length];
    if (kind === undefined) throw new Error("no step");
    return {
      ...kind,
      fields: kind.fields.map((item) => ({ ...item })),
      id: `step-${index + 1}`,
      startedAt: 1_000_000 + index * 7_000,
      dropped: false,
    };
  });
}

function field(path: string, label: string, shown: string) {
  return { path, label, shown, redacted: false };
}

/** Makes a recording in state `recording`. */
export function fakeControl(steps: CapturedStep[] = fakeSteps(5)): FakeControl {
  let status: RecordingStatus = { state: "recording", recorded: 12, actions: 0 };
  const listeners = new Set<() => void>();
  const set = (change: Partial<RecordingStatus>) => {
    status = { ...status, ...change };
    for (const listener of listeners) listener();
  };
  const stepOf = (id: string) => {
    const step = control.steps.find((item) => item.id === id);
    if (step === undefined) throw new ProfileError("usage", `There is no step "${id}"`);
    return step;
  };
  const control: FakeControl = {
    steps,
    viewport: undefined,
    confirmError: undefined,
    confirmed: undefined,
    set,
    status: () => status,
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    startCapture({ slug, notes }) {
      if (slug === "taken") {
        return Promise.reject(
          new ProfileError("usage", 'The slug "taken" is in use', { remedy: "Choose another one" }),
        );
      }
      set({
        state: "capturing",
        capture: { id: "c1", slug, notes, startedAt: 1_000_000 },
        actions: control.steps.length,
      });
      return Promise.resolve();
    },
    endCapture() {
      const { capture } = status;
      if (capture === undefined) return Promise.reject(new ProfileError("usage", "No capture is open"));
      set({ state: "reviewing", capture: { ...capture, endedAt: 2_000_000 } });
      return Promise.resolve();
    },
    pause: () => set({ state: "paused" }),
    resume: () => set({ state: status.capture === undefined ? "recording" : "capturing" }),
    capturedSteps: () => structuredClone(control.steps),
    redactValue(id, path, undo = false) {
      const found = stepOf(id).fields.find((item) => item.path === path);
      if (found === undefined) throw new ProfileError("usage", `There is no value "${path}"`);
      found.redacted = !undo;
      set({});
    },
    dropStep(id, undo = false) {
      stepOf(id).dropped = !undo;
      set({});
    },
    describe({ slug, notes }) {
      const { capture } = status;
      if (capture === undefined) throw new ProfileError("usage", "No capture is open");
      if (slug === "taken") throw new ProfileError("usage", 'The slug "taken" is in use');
      set({ capture: { ...capture, slug: slug ?? capture.slug, notes: notes ?? capture.notes } });
    },
    confirm() {
      if (control.confirmError !== undefined) {
        const error = control.confirmError;
        control.confirmError = undefined;
        return Promise.reject(error);
      }
      const kept = control.steps.filter((step) => !step.dropped);
      control.confirmed = {
        id: "c1",
        slug: status.capture?.slug ?? "",
        steps: kept.length,
        dropped: control.steps.length - kept.length,
        redacted: kept.flatMap((step) => step.fields).filter((item) => item.redacted).length,
        runs: ["ample-otter"],
        next: ["profile assemble session --capture us-small"],
      };
      const { capture: _capture, ...rest } = status;
      status = rest;
      set({ state: "recording", actions: 0 });
      return Promise.resolve(control.confirmed);
    },
    setViewport(width, height) {
      control.viewport = `${width}x${height}`;
    },
  };
  return control;
}
