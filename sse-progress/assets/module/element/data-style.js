// What values look like: data in the log and of the run, and its result.

export const DATA_STYLE = `
  .table { border-collapse: collapse; }
  .table :is(th, td) { padding: 0; text-align: start; vertical-align: top; }
  .table .table { margin: 0.15rem 0; }
  .table .name { padding-inline-end: 1rem; color: var(--_quiet); font-weight: 500; }
  /* Names stay whole, and so do words, as long as there is room somewhere. */
  .table, .items { overflow-wrap: break-word; }
  .data { overflow-x: auto; }
  .table .text, .table .json { overflow-wrap: break-word; }
  .value { min-width: 6ch; }
  .wide { max-width: 100%; overflow-x: auto; }
  .rows :is(th, td) { padding-block: 0.15rem; padding-inline: 0 1rem; min-width: 3ch; }
  .rows > * > .row > :last-child { padding-inline-end: 0; }
  .rows .end { text-align: end; }
  .rows > tbody > .row > .long { min-width: 18ch; }
  .rows > thead > .row { white-space: nowrap; }
  .rows > thead > .row > * { box-shadow: inset 0 -1px color-mix(in srgb, currentColor 25%, transparent); }
  /* The names stay in sight where the result scrolls. Its ground may be one that lets the page's through. */
  .result > .rows > thead > .row > * {
    position: sticky; inset-block-start: 0; z-index: 1; padding-block-start: 0.6rem;
    background: var(--_panel); backdrop-filter: blur(0.75rem);
  }
  .result:has(> .rows) { padding-block-start: 0; }
  .rows > tbody > .row + .row { border-top: 1px solid color-mix(in srgb, currentColor 8%, transparent); }
  .rows .number { display: block; text-align: end; font-variant-numeric: tabular-nums; white-space: nowrap; }
  .rows .text { white-space: pre-line; }
  .items { margin: 0; padding-inline-start: 1.25rem; }
  .more { color: var(--_quiet); }
  .link { color: inherit; }
  .link[dir=ltr] { unicode-bidi: isolate-override; }
  .image { display: block; max-width: 100%; max-height: 20rem; border-radius: var(--_corner); }
  .result { max-height: 24rem; unicode-bidi: plaintext; }
  .result:has(> :is(.table, .wide, .items, .link:has(> .image), .image)) { white-space: normal; }
  .result :is(.text, .json) { white-space: pre-wrap; }
  .rows > tbody > .row > .name:not(.long), .rows > tbody > .row > .value:not(.long) > :is(.text, .link) { white-space: pre; }
  .result + .actions { display: flex; flex-wrap: wrap; gap: 0.4rem; margin-top: 0.5rem; }
  .result.tall { max-height: calc(100vh - 8rem); max-height: max(14rem, 100dvh - 8rem); }
  .tool { padding-inline: 0.6rem; }
  .tool[aria-pressed=true] { background: var(--_rail); }
  /* It is as wide before it confirms something as then. */
  .copy { min-width: 5.5rem; }
  .fold {
    display: inline; min-height: 0; padding: 0 0.4rem; border-style: none;
    font: inherit; color: var(--_quiet); text-decoration: underline; text-underline-offset: 0.2em;
  }
  :host([hide~=result]) .result + .actions { display: none !important; }
`;
