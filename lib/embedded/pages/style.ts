/** Styles of all pages: one file, light and dark, no fonts or pictures from elsewhere. */

/** Served as `embedded.css`. */
export const STYLE = `:root {
  color-scheme: light dark;
  --ground: light-dark(#f7f8f6, #14181a);
  --card: light-dark(#ffffff, #1d2326);
  --ink: light-dark(#1b2224, #e6eae8);
  --soft: light-dark(#55615f, #a3b0ad);
  --line: light-dark(#d3dad6, #36413f);
  --accent: light-dark(#1c6350, #6fc9ae);
  --on-accent: light-dark(#ffffff, #10201b);
  --good: light-dark(#1f6b34, #7fd494);
  --bad: light-dark(#a3231f, #ff9d96);
}
[data-theme="dark"] { color-scheme: dark; }
[data-theme="light"] { color-scheme: light; }
* { box-sizing: border-box; }
body {
  margin: 0;
  background: var(--ground);
  color: var(--ink);
  font: 1rem/1.5 system-ui, sans-serif;
}
a { color: var(--accent); }
a:focus-visible, button:focus-visible, input:focus-visible, select:focus-visible, summary:focus-visible, [tabindex]:focus-visible {
  outline: 3px solid var(--accent);
  outline-offset: 2px;
}
.skip { position: absolute; left: -100vw; }
.skip:focus { left: 0.5rem; top: 0.5rem; padding: 0.5rem; background: var(--card); }
.site {
  display: flex;
  flex-wrap: wrap;
  gap: 0.5rem 1.5rem;
  align-items: baseline;
  justify-content: space-between;
  padding: 0.75rem 1.25rem;
  border-bottom: 1px solid var(--line);
  background: var(--card);
}
.site nav { display: flex; flex-wrap: wrap; gap: 0.25rem 1.25rem; }
.brand { font-weight: 700; text-decoration: none; color: var(--ink); }
.brand span { font-weight: 400; color: var(--soft); }
main { max-width: 60rem; margin: 0 auto; padding: 1rem 1.25rem 4rem; }
h1 { margin: 0.5rem 0; line-height: 1.2; overflow-wrap: anywhere; }
h2 { margin: 2rem 0 0.5rem; border-bottom: 1px solid var(--line); }
h3 { margin: 1.25rem 0 0.5rem; font-size: 1.05rem; }
.card > h3, .read h3 { margin-top: 0; }
.lead { color: var(--soft); margin-top: 0; }
.sections ul, .links { display: flex; flex-wrap: wrap; gap: 0.25rem 1rem; padding: 0; list-style: none; }
.card {
  margin: 0.75rem 0;
  padding: 1rem;
  border: 1px solid var(--line);
  border-radius: 0.5rem;
  background: var(--card);
}
.narrow { max-width: 30rem; }
.fields { display: grid; grid-template-columns: repeat(auto-fill, minmax(15rem, 1fr)); gap: 0.5rem 1.25rem; align-items: end; }
.narrow .fields { grid-template-columns: 1fr; }
.field { margin: 0; }
.wide { grid-column: span 2; }
@media (max-width: 40rem) { .wide { grid-column: auto; } }
.narrow > .field { margin-bottom: 0.75rem; }
.field label { display: block; font-size: 0.9rem; color: var(--soft); }
.field.check { display: flex; gap: 0.5rem; align-items: center; min-height: 2.3rem; }
.field.check label { color: inherit; font-size: 1rem; }
input:not([type="checkbox"]):not([type="submit"]), select {
  width: 100%;
  min-height: 2.3rem;
  padding: 0.35rem 0.5rem;
  border: 1px solid var(--line);
  border-radius: 0.3rem;
  background: var(--ground);
  color: var(--ink);
  font: inherit;
}
input[type="checkbox"] { width: 1.1rem; height: 1.1rem; accent-color: var(--accent); }
details { margin: 0.75rem 0; }
summary { cursor: pointer; color: var(--soft); }
details .fields { margin-top: 0.5rem; }
.actions { display: flex; flex-wrap: wrap; gap: 0.5rem 1rem; align-items: center; margin: 0.75rem 0 0; }
button, input[type="submit"], .button {
  display: inline-block;
  padding: 0.45rem 1rem;
  border: 0;
  border-radius: 0.3rem;
  background: var(--accent);
  color: var(--on-accent);
  font: inherit;
  font-weight: 600;
  text-decoration: none;
  cursor: pointer;
}
[aria-busy="true"] button { opacity: 0.6; cursor: progress; }
.status:empty { margin: 0; }
.status { color: var(--soft); overflow-wrap: anywhere; }
[data-state="done"] .status:empty { margin: 0; }
.status { color: var(--good); }
[data-state="failed"] .status, .errors { color: var(--bad); }
.errors { padding-left: 1.25rem; }
.read { margin-top: 0.75rem; padding-top: 0.75rem; border-top: 1px solid var(--line); overflow: auto; max-height: 22rem; }
table { border-collapse: collapse; font-size: 0.9rem; }
th, td { padding: 0.2rem 0.75rem 0.2rem 0; border-bottom: 1px solid var(--line); text-align: left; vertical-align: top; }
.number { text-align: right; font-variant-numeric: tabular-nums; }
.files { min-width: min(30rem, 100%); }
code, #stream { font-family: ui-monospace, monospace; font-size: 0.9em; }
#stream { max-height: 12rem; overflow: auto; padding: 0.5rem 0.5rem 0.5rem 2.5rem; border: 1px solid var(--line); border-radius: 0.3rem; min-height: 2.5rem; }
dt { font-weight: 600; }
dd { margin: 0 0 0.5rem; color: var(--soft); }
`;

/** Served as `embedded.svg`: the icon of the pages. */
export const ICON =
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"><rect width="16" height="16" rx="3" fill="#1c6350"/><path d="M2 12 6 5l3 4 2-3 3 6z" fill="#fff"/></svg>\n`;
