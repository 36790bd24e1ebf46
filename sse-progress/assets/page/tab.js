// The title and the icon of the tab: how far the newest run is that goes on, else how the newest ended.

import { percent, percentage } from '../module/format/numbers.js';
import { say } from './words/index.js';

const RING = 2 * Math.PI * 6;
const MARKS = {
  succeeded: ['✓', '#1f9d61', 'M4.6 8.3l2.4 2.4 4.6-5'],
  cancelled: ['■', '#7b8694', 'M5 8h6'],
  failed: ['✗', '#d6453d', 'M5.4 5.4l5.2 5.2M10.6 5.4l-5.2 5.2'],
};

const icon = document.querySelector('link[rel=icon]');
const PLAIN = icon.href;

export class Tab {
  #name;
  #runs = [];
  #active = false;

  /** `name` is the title without a run. */
  constructor(name) {
    this.#name = name;
  }

  /** Whether the page that it belongs to is shown. */
  set active(active) {
    this.#active = active;
    this.#draw();
  }

  /** Shows the run of an element. */
  follow(element) {
    const run = { snapshot: null, end: null };
    this.#runs.unshift(run);
    element.addEventListener('progress', ({ detail }) => {
      // After a Retry the element shows another run.
      if (run.snapshot?.run !== detail.run) run.end = null;
      run.snapshot = detail;
      this.#draw();
    });
    element.addEventListener('done', ({ detail }) => {
      run.end = detail.status;
      this.#draw();
    });
  }

  #draw() {
    if (!this.#active) return;
    const run = this.#runs.find(({ snapshot, end }) => snapshot && !end) ?? this.#runs.find(({ end }) => end);
    const [mark, svg] = run ? picture(run) : ['', undefined];
    const title = [mark, this.#name].filter(Boolean).join(' ');
    if (document.title !== title) document.title = title;
    const drawn = svg ? `data:image/svg+xml,${encodeURIComponent(svg)}` : PLAIN;
    if (icon.href !== drawn) icon.href = drawn;
  }
}

/** What stands before the name in the title, and the icon. */
function picture({ snapshot, end }) {
  if (end) {
    const [mark, color, path] = MARKS[end] ?? MARKS.failed;
    return [mark, svg(`<circle cx="8" cy="8" r="8" fill="${color}"/>
      <path d="${path}" fill="none" stroke="#fff" stroke-width="2" stroke-linecap="round" stroke-linejoin="round"/>`)];
  }
  const { state, fraction } = snapshot;
  if (state === 'queued') return [say('title_queued'), ring(0)];
  if (fraction === null) return ['…', ring(25)];
  const done = percent(fraction);
  return [percentage(fraction), ring(done)];
}

function ring(part) {
  const circle = (color, more) =>
    `<circle cx="8" cy="8" r="6" fill="none" stroke="${color}" stroke-width="3.5" ${more}/>`;
  const length = (RING * part) / 100;
  return svg(circle('#9aa4b2', 'opacity=".45"')
    + circle('#2f6feb', `stroke-dasharray="${length.toFixed(2)} ${RING.toFixed(2)}" transform="rotate(-90 8 8)"`));
}

function svg(content) {
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16">${content}</svg>`;
}
