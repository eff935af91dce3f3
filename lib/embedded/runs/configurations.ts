/** The configurations that the server offers for new runs; others are taken as well, as text of the user. */

/** One configuration. */
export interface Configuration {
  /** Name without `.cfg`. */
  slug: string;
  title: string;
  about: string;
}

/** What `GET /rq-engine/api/configs` and the form for a new run list. */
export const CONFIGURATIONS: readonly Configuration[] = [
  {
    slug: "disturbed9002",
    title: "Disturbed, United States",
    about: "Small watersheds with land cover, burn severity, ash and disturbed soils.",
  },
  {
    slug: "dev_unit_1",
    title: "Unit watershed",
    about: "The small watershed of developers, without disturbance.",
  },
  {
    slug: "us-vanilla",
    title: "Vanilla, United States",
    about: "Land cover and soils of the databases as they are.",
  },
];
