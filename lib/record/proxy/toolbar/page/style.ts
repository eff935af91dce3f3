/** Style of the toolbar, inside its shadow root. Every pair of text and ground has a contrast of 4.5 or more. */
export const PAGE_STYLE = `
:host {
  --ground: #ffffff;
  --raised: #f3f5f8;
  --text: #1b2430;
  --quiet: #545f6e;
  --line: #d3d9e1;
  --edge: #7d8794;
  --accent: #1d5bb8;
  --on-accent: #ffffff;
  --red: #b3261e;
  --amber: #8a5300;
  --shadow: 0 1px 2px rgba(16, 24, 40, 0.16), 0 6px 24px rgba(16, 24, 40, 0.18);
}
@media (prefers-color-scheme: dark) {
  :host {
    --ground: #1e242c;
    --raised: #29313b;
    --text: #e8ecf1;
    --quiet: #a9b4c1;
    --line: #3c4653;
    --edge: #8792a0;
    --accent: #8fb8f6;
    --on-accent: #0d1f38;
    --red: #ff9a91;
    --amber: #f2bd62;
    --shadow: 0 1px 2px rgba(0, 0, 0, 0.5), 0 6px 24px rgba(0, 0, 0, 0.5);
  }
}
* { box-sizing: border-box; }
[hidden] { display: none !important; }
.bar, dialog {
  font: 400 13px/1.4 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif;
  color: var(--text);
  background: var(--ground);
  text-align: left;
}
.bar {
  position: fixed;
  z-index: 2147483647;
  left: 50%;
  top: 0;
  width: max-content;
  max-width: calc(100vw - 16px);
  padding: 4px 6px 4px 2px;
  border: 1px solid var(--line);
  border-radius: 12px;
  box-shadow: var(--shadow);
}
.row { display: flex; align-items: center; gap: 8px; }
.words { display: flex; align-items: baseline; gap: 8px; min-width: 0; padding-right: 6px; }
.label {
  font-weight: 600;
  white-space: nowrap;
  overflow: hidden;
  text-overflow: ellipsis;
  max-width: 22em;
}
.count { color: var(--quiet); font-variant-numeric: tabular-nums; white-space: nowrap; }
.dot {
  flex: none;
  width: 10px;
  height: 10px;
  border-radius: 50%;
  background: var(--red);
}
[data-state="recording"] .dot { background: transparent; border: 2px solid var(--red); }
[data-state="capturing"] .dot { animation: breathe 2.4s ease-in-out infinite; }
[data-state="reviewing"] .dot { background: var(--accent); border-radius: 2px; }
[data-state="paused"] .dot { background: transparent; border: solid var(--quiet); border-width: 0 3px; border-radius: 0; }
[data-state="failed"] .dot, [data-state="lost"] .dot { background: var(--amber); border-radius: 0; transform: rotate(45deg); }
@keyframes breathe { 50% { opacity: 0.35; } }
@media (prefers-reduced-motion: reduce) { .dot { animation: none !important; } }
.problem:empty, .error:empty { display: none; }
.problem { margin: 4px 8px 4px 30px; max-width: 44em; color: var(--amber); overflow-wrap: anywhere; }
.said {
  position: absolute;
  width: 1px;
  height: 1px;
  margin: 0;
  overflow: hidden;
  clip-path: inset(50%);
  white-space: nowrap;
}
.bar.collapsed .words, .bar.collapsed .primary, .bar.collapsed .pause, .bar.collapsed .plain.icon { display: none; }
.bar:not(.collapsed) .unfold { display: none; }
.bar.collapsed .problem { display: none; }
.bar.collapsed .row { gap: 4px; }
.unfold .count { color: var(--text); }

button {
  font: inherit;
  color: inherit;
  margin: 0;
  border: 1px solid transparent;
  border-radius: 8px;
  padding: 4px 10px;
  min-height: 28px;
  background: transparent;
  cursor: pointer;
  white-space: nowrap;
}
.primary { color: var(--on-accent); background: var(--accent); font-weight: 600; }
.primary:hover { filter: brightness(1.08); }
.plain { border-color: var(--line); }
.plain:hover, .grip:hover { background: var(--raised); }
.plain.icon { padding: 4px 6px; border-color: transparent; display: inline-flex; align-items: center; }
button:disabled, button[aria-disabled="true"] { opacity: 0.55; cursor: default; }
.grip { padding: 4px 3px; color: var(--quiet); cursor: grab; touch-action: none; display: inline-flex; align-items: center; }
.grip:active { cursor: grabbing; }
svg {
  width: 16px;
  height: 16px;
  fill: none;
  stroke: currentColor;
  stroke-width: 1.8;
  stroke-linecap: round;
  stroke-linejoin: round;
}
button:focus-visible, input:focus-visible, textarea:focus-visible {
  outline: 2px solid var(--accent);
  outline-offset: 2px;
}
h2:focus-visible, .done:focus-visible { outline: none; }

dialog {
  border: 1px solid var(--line);
  border-radius: 14px;
  padding: 20px;
  margin: auto;
  max-width: calc(100vw - 24px);
  max-height: calc(100dvh - 24px);
  box-shadow: var(--shadow);
}
dialog::backdrop { background: rgba(12, 17, 24, 0.45); }
dialog.small { width: 420px; overflow: auto; }
dialog.large { width: 960px; overflow: hidden; }
dialog.large[open] { display: flex; flex-direction: column; }
h2 { margin: 0 0 4px; font-size: 17px; line-height: 1.3; font-weight: 650; }
p { margin: 0; }
.hint { color: var(--quiet); }
label { display: block; margin: 12px 0 4px; font-weight: 600; }
input[type="text"], input[type="search"], textarea {
  font: inherit;
  color: var(--text);
  background: var(--ground);
  border: 1px solid var(--edge);
  border-radius: 8px;
  padding: 5px 9px;
  min-height: 32px;
  width: 100%;
}
textarea { resize: vertical; display: block; }
input::placeholder { color: var(--quiet); opacity: 1; }
input[type="checkbox"] { accent-color: var(--accent); width: 15px; height: 15px; margin: 0; }
small + .hint, input + .hint { margin-top: 4px; }
.error { margin-top: 12px; color: var(--red); font-weight: 600; overflow-wrap: anywhere; }
.actions { display: flex; align-items: center; justify-content: flex-end; gap: 8px; margin-top: 16px; }
.summary { margin-right: auto; font-weight: 600; }

.work { display: flex; flex-direction: column; min-height: 0; flex: 1 1 auto; }
.about { display: grid; grid-template-columns: minmax(0, 1fr) minmax(0, 2fr); gap: 0 16px; }
.tools { display: flex; align-items: center; gap: 16px; margin: 16px 0 8px; }
.tools .filter { width: 260px; }
.tools .hint { margin-left: auto; }
.check { display: inline-flex; align-items: center; gap: 6px; margin: 0; font-weight: 400; }
.steps {
  flex: 1 1 auto;
  overflow: auto;
  min-height: 120px;
  border: 1px solid var(--line);
  border-radius: 10px;
}
table { width: 100%; border-collapse: separate; border-spacing: 0; table-layout: fixed; }
th {
  position: sticky;
  top: 0;
  z-index: 1;
  background: var(--raised);
  color: var(--quiet);
  font-weight: 600;
  text-align: left;
}
th, td { padding: 5px 8px; border-bottom: 1px solid var(--line); vertical-align: middle; }
tbody tr:last-child td { border-bottom: 0; }
th:nth-child(1) { width: 56px; }
th:nth-child(2) { width: 72px; }
th:nth-child(4) { width: 92px; }
th:nth-child(5) { width: 116px; }
th:nth-child(6) { width: 76px; }
.time, .code { color: var(--quiet); font-variant-numeric: tabular-nums; }
.code { white-space: nowrap; }
.done code { overflow-wrap: anywhere; user-select: all; }
.code.bad { color: var(--red); font-weight: 600; }
.method, .path, .value, .name { font-family: ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace; font-size: 12px; }
.path { overflow-wrap: anywhere; }
tr.action .method { font-weight: 700; }
tr.read .method, tr.read .path { color: var(--quiet); }
.uploads { list-style: none; margin: 2px 0 0; padding: 0; color: var(--quiet); overflow-wrap: anywhere; }
.uploads li::before { content: "\\2191  "; }
.opener { display: inline-flex; align-items: center; gap: 2px; padding: 2px 8px 2px 2px; border-color: transparent; }
.arrow { display: inline-flex; }
.opener[aria-expanded="true"] .arrow { transform: rotate(90deg); }
.drop { min-width: 56px; padding: 2px 8px; }
tr.dropped .path, tr.dropped .method, tr.dropped .uploads { text-decoration: line-through; color: var(--quiet); }
.more td { background: var(--raised); padding: 4px 8px 8px 64px; }
.fields { list-style: none; margin: 0; padding: 0; }
.fields li {
  display: grid;
  grid-template-columns: minmax(90px, 1fr) minmax(0, 3fr) auto;
  align-items: center;
  gap: 12px;
  padding: 3px 0;
}
.name { color: var(--quiet); overflow-wrap: anywhere; }
.value { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.fields li.out .value { color: var(--quiet); font-style: italic; }
.redact { display: inline-flex; align-items: center; gap: 8px; color: var(--quiet); }
.switch {
  width: 38px;
  min-height: 22px;
  height: 22px;
  padding: 2px;
  border: 1px solid var(--edge);
  border-radius: 11px;
  background: var(--ground);
  display: inline-flex;
}
.knob { width: 16px; height: 16px; border-radius: 50%; background: var(--edge); transition: transform 0.12s; }
.switch[aria-checked="true"] { background: var(--accent); border-color: var(--accent); }
.switch[aria-checked="true"] .knob { transform: translateX(16px); background: var(--on-accent); }
@media (prefers-reduced-motion: reduce) { .knob { transition: none; } }
.done { padding: 12px 0 4px; }
.done p + p { margin-top: 6px; }

@media (max-width: 640px) {
  .bar .words .count, .bar .plain.pause { display: none; }
  .label { max-width: 32vw; }
  dialog { padding: 14px; }
  .about { grid-template-columns: 1fr; }
  .tools { flex-wrap: wrap; gap: 8px 12px; }
  .tools .filter { width: 100%; }
  dialog.large { overflow: auto; }
  .work { flex: none; }
  .steps { max-height: none; overflow: visible; }
  thead { display: none; }
  table, tbody { display: block; }
  tbody tr { display: grid; grid-template-columns: auto auto 1fr auto; align-items: center; border-bottom: 1px solid var(--line); }
  tbody tr:last-child { border-bottom: 0; }
  td { padding: 5px 8px; border-bottom: 0; }
  td.time { display: none; }
  td.where { grid-column: 1 / -1; grid-row: 2; padding-top: 0; }
  td.opens { text-align: right; padding: 0; }
  tbody tr.more { display: block; }
  tbody tr.more[hidden], tbody tr[hidden] { display: none; }
  .more td { display: block; padding: 4px 8px 8px 12px; }
  .fields li { grid-template-columns: minmax(0, 1fr) minmax(0, 1fr) auto; }
  .actions { flex-wrap: wrap; }
  .summary { flex-basis: 100%; }
}
@media (pointer: coarse) {
  button { min-height: 36px; }
}
@media (forced-colors: active) {
  .dot, .knob { forced-color-adjust: none; background: CanvasText; }
  .switch[aria-checked="true"] .knob { background: Highlight; }
  .primary { border-color: ButtonText; }
}
@media print { .bar { display: none; } }
`;
