// The tab: its title and its icon show the newest run that goes on, else how the newest ended.

const RING = 2 * Math.PI * 6;
const MARKS = {
  succeeded: ['✓', '#1f9d61', 'M4.6 8.3l2.4 2.4 4.6-5'],
  cancelled: ['■', '#7b8694', 'M5 8h6'],
  failed: ['✗', '#d6453d', 'M5.4 5.4l5.2 5.2M10.6 5.4l-5.2 5.2'],
};

export class Tab {
  #name;
  #icon = document.querySelector('link[rel=icon]');
  #runs = [];

  /** `name` stands in for the job's before there is a run, and with it afterwards. */
  constructor(name) {
    this.#name = name;
    this.#draw();
  }

  /** Shows what an element does. */
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
    const run = this.#runs.find(({ snapshot, end }) => snapshot && !end) ?? this.#runs.find(({ end }) => end);
    const [mark, svg] = run ? picture(run) : ['', undefined];
    const title = [mark, this.#name].filter(Boolean).join(' ');
    if (document.title !== title) document.title = title;
    const icon = svg && `data:image/svg+xml,${encodeURIComponent(svg)}`;
    if (icon && this.#icon.href !== icon) this.#icon.href = icon;
  }
}

/** What stands before the name, and the icon. */
function picture({ snapshot, end }) {
  if (end) {
    const [mark, colour, path] = MARKS[end] ?? MARKS.failed;
    return [mark, svg(`<circle cx="8" cy="8" r="8" fill="${colour}"/>
      <path d="${path}" fill="none" stroke="#fff" stroke-width="2" stroke-linecap="round" stroke-linejoin="round"/>`)];
  }
  const { state, fraction } = snapshot;
  if (state === 'queued') return ['Queued:', ring(0)];
  // Rounded down: what says 100 % is full.
  const percent = fraction === null ? null : Math.floor(fraction * 100);
  return percent === null ? ['…', ring(25)] : [`${percent} %`, ring(percent)];
}

function ring(percent) {
  const circle = (colour, more) =>
    `<circle cx="8" cy="8" r="6" fill="none" stroke="${colour}" stroke-width="3.5" ${more}/>`;
  const length = (RING * percent) / 100;
  return svg(circle('#9aa4b2', 'opacity=".45"')
    + circle('#2f6feb', `stroke-dasharray="${length.toFixed(2)} ${RING.toFixed(2)}" transform="rotate(-90 8 8)"`));
}

function svg(content) {
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16">${content}</svg>`;
}
