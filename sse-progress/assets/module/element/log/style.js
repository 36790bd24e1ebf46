// What the log looks like.

/** How the lightness of colors that a program has chosen follows that of the text: dark on light, light on dark. */
const INK = 'oklch(from currentColor calc(0.36 + 0.45 * l) var(--_chroma) var(--_hue))';

export const LOG_STYLE = `
  .panel { margin: 0.75rem 0 0; }
  .frame { position: relative; }
  .log {
    position: relative; max-height: 14rem; margin: 0; overscroll-behavior: contain;
  }
  /* It moves as the log says, and so alike in every browser. The page around may hold on to the box as a whole. */
  .log > * { overflow-anchor: none; }
  .tools + .frame > .log { max-height: 24rem; }
  .panel.tall .log { height: calc(100vh - 8rem) !important; height: max(14rem, 100dvh - 8rem) !important; max-height: none !important; }
  .block { contain: content; }
  .line, .lost { --_clock: 9ch; padding-inline-start: var(--_clock); text-indent: calc(-1 * var(--_clock)); }
  .lost:not([data-level]) { --_clock: 0ch; }
  .time {
    display: inline-block; min-width: 8ch; text-indent: 0;
    color: var(--_quiet); font-variant-numeric: tabular-nums; white-space: nowrap;
  }
  .level { font-weight: 600; }
  .line > .data { display: inline; }
  .line .table { display: inline-table; max-width: 100%; text-indent: 0; vertical-align: top; }
  [data-level=warn] .level { color: color-mix(in srgb, currentColor 45%, var(--_warn)); }
  [data-level=error] .level { color: color-mix(in srgb, currentColor 35%, var(--_bad)); }
  :is([data-level=debug], [data-level=trace], .lost) .text { color: var(--_quiet); }
  [data-least=debug] .line[data-level=trace],
  [data-least=info] .line:is([data-level=trace], [data-level=debug]),
  [data-least=warn] .line:not([data-level=warn], [data-level=error]),
  [data-least=error] .line:not([data-level=error]) { display: none; }
  .line.current { background: color-mix(in srgb, var(--_accent) 16%, transparent); outline: 1px solid var(--_accent); }
  ::highlight(sse-progress-found) { background-color: #ffd54a; color: #000; }
  .bold { font-weight: 700; }
  .italic { font-style: italic; }
  .underline { text-decoration: underline; }
  .strike { text-decoration: line-through; }
  .underline.strike { text-decoration: underline line-through; }
  .ansi.dim { color: var(--_quiet); }
  .ink { color: color-mix(in srgb, currentColor 50%, var(--_color)); }
  @supports (color: oklch(from currentColor l 0.1 0)) { .ink { color: ${INK}; } }
  .ground { background: color-mix(in srgb, var(--_ground) 25%, transparent); }
  .inverse { background: color-mix(in srgb, currentColor 20%, transparent); }
  .fold {
    display: inline; min-height: 0; padding: 0 0.4rem; border-style: none; text-indent: 0;
    font: inherit; color: var(--_quiet); text-decoration: underline; text-underline-offset: 0.2em;
  }
  .news {
    position: absolute; inset-block-end: 0.6rem; inset-inline: 0; width: fit-content; margin-inline: auto;
    border-color: transparent; border-radius: 2rem; background: CanvasText; color: Canvas; color-scheme: inherit;
    box-shadow: 0 2px 8px rgb(0 0 0 / 25%); font-variant-numeric: tabular-nums;
  }
  .news:hover { background: color-mix(in srgb, CanvasText 85%, Canvas); }
  .tools { display: flex; flex-wrap: wrap; align-items: center; gap: 0.4rem; margin-bottom: 0.5rem; }
  .tools > * { flex: none; }
  .search, .levels {
    min-height: 1.75rem; padding: 0.15rem 0.6rem; box-sizing: border-box; font: inherit; font-size: 0.8125rem; color: inherit;
    border: 1px solid color-mix(in srgb, currentColor 55%, transparent); border-radius: var(--_corner); background: transparent;
  }
  .tools > .search { flex: 1 1 7rem; min-width: 0; }
  .search::placeholder { color: var(--_quiet); opacity: 1; }
  .levels { max-width: 100%; }
  .levels option { background: Canvas; color: CanvasText; }
  .matches { color: var(--_quiet); font-size: 0.8125rem; font-variant-numeric: tabular-nums; }
  :host([hide~=log]) .panel { display: none !important; }
  @media (forced-colors: active) {
    .line.current { outline-color: Highlight; }
    ::highlight(sse-progress-found) { background-color: Mark; color: MarkText; }
    .news { border-color: currentColor; }
  }
  @media print { .tools, .news, .fold { display: none !important; } }
`;
