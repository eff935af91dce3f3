/** How a form of a run's page is described. */
import type { Field } from "./fields.ts";

/** One form. */
export interface FormSpec {
  /** `set-outlet` gives `#form-set-outlet`, `#submit-set-outlet` and `#status-set-outlet`. */
  id: string;
  title: string;
  /** Flask wants the CSRF token, rq-engine the bearer token of the run. */
  service: "flask" | "engine";
  /** Below the run. */
  path: string;
  body: "json" | "urlencoded" | "multipart" | "none";
  button: string;
  fields: readonly Field[];
  /** Pages below the run that are read when the job is done. */
  reads?: readonly string[];
}

/** Forms that belong together. */
export interface Section {
  id: string;
  title: string;
  forms: readonly FormSpec[];
}

/** Files that are taken as rasters. */
export const RASTERS = ".tif,.tiff,.img,.vrt";
/** A box that is not ticked. */
export const YES_NO = { kind: "check", ticked: false } as const;
