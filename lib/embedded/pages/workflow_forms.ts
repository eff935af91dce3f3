/**
 * The forms of a run's page, in the order of the small-watershed workflow: what each sends, where, in which form of
 * body, and what the page reads afterwards. Names and kinds of the fields are those that WEPPcloud's pages send.
 */
import { COVER_SECTIONS } from "./cover_forms.ts";
import type { Section } from "./form_spec.ts";
import { FURTHER_SECTIONS } from "./further_forms.ts";
import { MODEL_SECTIONS } from "./model_forms.ts";
import { WATERSHED_SECTIONS } from "./watershed_forms.ts";

/** All sections of the page. */
export const SECTIONS: readonly Section[] = [
  ...WATERSHED_SECTIONS,
  ...COVER_SECTIONS,
  ...MODEL_SECTIONS,
  ...FURTHER_SECTIONS,
];
