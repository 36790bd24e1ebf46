// What the element looks like.

import { DATA_STYLE } from './data-style.js';
import { LOG_STYLE } from './log/style.js';
import { MEDIA_STYLE } from './media-style.js';

/**
 * Text takes its color from the page, light or dark. The names with an underscore are the element's own: a
 * page may have an `--accent`, too, and set `--sse-progress-accent` from it.
 */
const STYLE = `
  :host {
    --_accent: var(--sse-progress-accent, #2f6feb);
    --_good: var(--sse-progress-good, #1f9d61);
    --_bad: var(--sse-progress-bad, #d6453d);
    --_warn: var(--sse-progress-warn, #c77d00);
    --_quiet: var(--sse-progress-quiet, color-mix(in srgb, currentColor 70%, transparent));
    --_rail: var(--sse-progress-track, color-mix(in srgb, currentColor 13%, transparent));
    --_panel: var(--sse-progress-panel, color-mix(in srgb, currentColor 5%, transparent));
    --_height: var(--sse-progress-height, 0.5rem);
    --_corner: var(--sse-progress-radius, 0.5rem);
    --_way: 1;
    --_mono: var(--sse-progress-mono, ui-monospace, SFMono-Regular, Menlo, Consolas, monospace);
    display: block;
    margin-block: 1rem;
    font-size: 0.9375rem;
    line-height: 1.5;
  }
  :host(:dir(rtl)) { --_way: -1; }
  :host([hidden]), [hidden] { display: none !important; }
  /* What a job says is written in its own direction, whatever that of the page is. */
  .label, .message, .text, .json, .error { unicode-bidi: plaintext; }
  :host(:dir(rtl)) :is(.label, .message) { text-align: right; }
  .state, .badge, .percent, .facts > * { unicode-bidi: isolate; }
  .label, .message, .text, .result, .error, .state, .badge { overflow-wrap: anywhere; }
  .head { display: flex; flex-wrap: wrap; align-items: center; gap: 0 0.75rem; }
  .label { flex: 1 1 0; min-width: 8rem; font-weight: 600; }
  .label, .message {
    display: -webkit-box; -webkit-box-orient: vertical; -webkit-line-clamp: 2; overflow: hidden;
  }
  .percent { font-weight: 600; font-variant-numeric: tabular-nums; white-space: nowrap; }
  .message { flex: 1 0 100%; order: 1; color: var(--_quiet); font-size: 0.875rem; }
  .track {
    position: relative; height: var(--_height); margin: 0.45rem 0 0.4rem;
    border-radius: var(--_corner); background: var(--_rail); overflow: hidden;
  }
  .fill {
    height: 100%; border-radius: inherit; background: var(--_accent);
    /* It is moved rather than made wider: a browser does that without laying anything out. */
    transform: translateX(calc(var(--_way) * (var(--fraction, 0) - 1) * 100%));
    transition: transform 0.2s ease-out, background-color 0.3s;
  }
  .indeterminate .fill { width: 35%; animation: slide 1.4s ease-in-out infinite alternate; }
  @keyframes slide { from { transform: none; } to { transform: translateX(calc(var(--_way) * 185.7%)); } }
  :host(:is([connection=reconnecting], [connection=silent])) .fill { opacity: 0.55; animation-play-state: paused; }
  .facts {
    display: flex; flex-wrap: wrap; gap: 0 0.45rem;
    color: var(--_quiet); font-size: 0.8125rem; font-variant-numeric: tabular-nums;
  }
  .facts > :not([hidden]) ~ :not([hidden])::before { content: "·" / ""; margin-inline-end: 0.45rem; }
  /* A list without items is none to a screen reader, either. */
  .children:empty { display: none; }
  .children {
    display: grid; grid-template-columns: minmax(0, 1fr); gap: 0.75rem; margin-top: 0.9rem;
    box-sizing: border-box; padding-inline-start: 1rem; border-inline-start: 2px solid var(--_rail);
  }
  .run > .children { max-height: 32rem; overflow: auto; }
  /* Most of many are out of sight, and those are not laid out. */
  .children > .bar { content-visibility: auto; contain-intrinsic-block-size: auto 2.5rem; }
  .children .fill { transition: background-color 0.3s; }
  .children .track { height: calc(var(--_height) * 0.6); margin: 0.25rem 0; }
  .children :is(.label, .percent) { font-weight: 500; font-size: 0.875rem; }
  .children :is(.message, .facts) { font-size: 0.8125rem; }
  .bar:is([data-state=succeeded], [data-state=finished]) > .track > .fill { background: var(--_good); }
  .bar:is([data-state=failed], [data-state=timed_out], [data-state=lost]) > .track > .fill { background: var(--_bad); }
  .bar:is([data-state=cancelled], [data-state=stopped]) > .track > .fill { background: var(--_quiet); }
  /* What is over takes a line: its name and how long it took. */
  .children > .bar:is([data-state=finished], [data-state=stopped]) {
    display: flex; flex-wrap: wrap; align-items: baseline; gap: 0 0.75rem;
  }
  .bar:is([data-state=finished], [data-state=stopped]) + .bar:is([data-state=finished], [data-state=stopped]) {
    margin-top: -0.4rem;
  }
  .bar:is([data-state=finished], [data-state=stopped]) > .head { flex: 1 1 0; }
  .bar:is([data-state=finished], [data-state=stopped]) > .children { flex: 1 0 100%; }
  .bar:is([data-state=finished], [data-state=stopped]) > .head > .label::before {
    content: "✓\u2002" / ""; color: var(--_good);
  }
  .bar[data-state=stopped] > .head > .label::before { content: "–\u2002" / ""; color: var(--_quiet); }
  .bar:is([data-state=finished], [data-state=stopped]) > .track,
  .bar:is([data-state=finished], [data-state=stopped]) > .head > .message,
  .bar:is([data-state=finished], [data-state=stopped]) > .facts > :not(.elapsed),
  .bar[data-state=finished] > .head > .percent { display: none; }
  .bar:is([data-state=finished], [data-state=stopped]) > .facts > .elapsed::before { content: none; }
  .omitted { margin: 0.6rem 0 0; color: var(--_quiet); font-size: 0.8125rem; }
  button {
    flex: none; font: inherit; font-size: 0.8125rem; font-weight: 500; color: inherit;
    min-height: 1.75rem; padding: 0.15rem 0.8rem; cursor: pointer;
    border: 1px solid color-mix(in srgb, currentColor 55%, transparent); border-radius: var(--_corner);
    background: transparent;
  }
  /* Also where it stands in a line of its own. */
  .head > button { margin-inline-start: auto; }
  button:hover { background: var(--_rail); }
  button[aria-disabled=true] { border-style: dashed; cursor: default; }
  :focus-visible { outline: 2px solid var(--_accent); outline-offset: 2px; }
  .state { margin: 0.15rem 0 0; font-size: 0.875rem; white-space: pre-wrap; }
  .badge {
    --_tone: var(--_accent);
    padding: 0 0.55rem; border-radius: 1rem; font-size: 0.8125rem; font-weight: 600; white-space: nowrap;
    color: color-mix(in srgb, currentColor 45%, var(--_tone));
    background: color-mix(in srgb, var(--_tone) 14%, transparent);
  }
  .badge[data-state=succeeded] { --_tone: var(--_good); }
  .badge:is([data-state=failed], [data-state=timed_out], [data-state=lost], [data-state=refused]) { --_tone: var(--_bad); }
  .badge:is([data-state=queued], [data-state=cancelled]) { --_tone: var(--_quiet); }
  .badge:is([data-state=reconnecting], [data-state=silent], [data-state=unreachable]) { --_tone: var(--_warn); }
  .log, .result, .error {
    margin: 0.75rem 0 0; padding: 0.6rem 0.8rem; max-height: 14rem; overflow: auto;
    border-radius: var(--_corner); background: var(--_panel);
    font: 0.8125rem/1.55 var(--_mono); white-space: pre-wrap;
  }
  .error {
    margin: 0.5rem 0 0.75rem; border-inline-start: 3px solid var(--_bad);
    background: color-mix(in srgb, var(--_bad) 9%, transparent);
  }
  .data { overflow-wrap: anywhere; unicode-bidi: isolate; }
  .data:not(.line > .data) { margin-top: 0.6rem; font-size: 0.875rem; font-variant-numeric: tabular-nums; }
  .unseen {
    position: absolute; width: 1px; height: 1px; margin: -1px; overflow: hidden;
    clip-path: inset(50%); white-space: nowrap;
  }
  ${LOG_STYLE}
  ${DATA_STYLE}
  ${['label', 'badge', 'message', 'percent', 'facts', 'data', 'log', 'result', 'error', 'state'].map((part) =>
    `:host([hide~=${part}]) .${part} { display: none !important; }`).join('\n')}
  :host([hide~=tasks]) :is(.children, .omitted) { display: none !important; }
  :host([hide~=buttons]) .head > button { display: none !important; }
  /* On a phone, what it is called has a line of its own. */
  @media (max-width: 30rem) {
    .run > .head { row-gap: 0.25rem; }
    .run > .head > .label { flex-basis: 100%; }
  }
  @media (prefers-reduced-motion: reduce) {
    .fill { transition: none; }
    .indeterminate .fill { width: 100%; opacity: 0.4; animation: none; transform: none; }
  }
  ${MEDIA_STYLE}
`;

let shared = null;

/** The sheet, one for all elements. A constructed sheet is no inline style: every content security policy allows it. */
export function sheet() {
  if (!shared) {
    shared = new CSSStyleSheet();
    shared.replaceSync(STYLE);
  }
  return shared;
}

