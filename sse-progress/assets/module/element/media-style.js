// What the element looks like with colors that are the user's, and on paper.

export const MEDIA_STYLE = `
  /* For fingers. */
  @media (max-width: 30rem), (pointer: coarse) {
    button, .search, .levels { min-height: 2rem; }
    .fold { display: inline-block; min-height: 1.5rem; }
  }
  /* Colors say nothing here, so that forms have to: what failed is hatched, what was stopped is empty. */
  @media (forced-colors: active) {
    .track { border: 1px solid CanvasText; forced-color-adjust: none; background: Canvas; }
    .fill { background: Highlight !important; }
    .bar:is([data-state=failed], [data-state=timed_out], [data-state=lost]) > .track > .fill {
      background: repeating-linear-gradient(-45deg, CanvasText 0 3px, Canvas 3px 6px) !important;
    }
    .bar:is([data-state=cancelled], [data-state=stopped]) > .track > .fill { background: GrayText !important; }
    :host(:is([connection=reconnecting], [connection=silent])) .fill { opacity: 1; background: GrayText !important; }
    .indeterminate .fill {
      opacity: 1 !important; background: repeating-linear-gradient(90deg, Highlight 0 3px, Canvas 3px 7px) !important;
    }
    .badge, .log, .result, .error { border: 1px solid; }
    .badge:is([data-state=failed], [data-state=timed_out], [data-state=lost], [data-state=refused]), .error {
      border-width: 2px;
    }
    .children { border-color: CanvasText; }
    button[aria-disabled=true] { color: GrayText; border-color: GrayText; }
    .tool[aria-pressed=true] { border-style: double; border-width: 3px; }
  }
  /* All of it, dark on white, without what can only be pressed. */
  @media print {
    :host {
      color: #000 !important; background: #fff; color-scheme: light;
      --_quiet: #444; --_rail: #ddd; --_panel: transparent;
    }
    .log, .result, .error, .run > .children {
      max-height: none !important; height: auto !important; overflow: visible !important; content-visibility: visible;
    }
    .result > .rows > thead > .row > * { position: static; }
    .log, .result { padding: 0.4rem 0; border-block: 1px solid #bbb; border-radius: 0; }
    .children > .bar { content-visibility: visible !important; }
    .label, .message { -webkit-line-clamp: none; }
    .line, .row, .bar > .head { break-inside: avoid; }
    .track, .fill, .badge { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
    button, .tools, .actions { display: none !important; }
    .more:has(button), .more button { display: inline !important; }
  }
`;
