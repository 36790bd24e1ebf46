// The bars of a run's tasks, below its own.

import { say } from '../words/index.js';
import { Bar, EMPTY } from './bar.js';

/** Draws the tasks of a snapshot. */
export class Tasks {
  #root;
  #bars = new Map();

  /** `root` is the run's own bar, which holds them. */
  constructor(root) {
    this.#root = root;
  }

  /** `age` is how old `tasks` is, in milliseconds, and `stale` says that nothing newer can come now; `over` says whether the run has ended. */
  draw(tasks, age, stale, over) {
    const listed = new Set(tasks.map((task) => task.id));
    for (const [id, bar] of this.#bars) {
      if (listed.has(id)) continue;
      bar.node.remove();
      this.#bars.delete(id);
    }
    for (const task of tasks) {
      if (!this.#bars.has(task.id)) this.#bars.set(task.id, item(new Bar()));
      const running = task.state === 'running';
      const state = running && over ? 'stopped' : task.state;
      const unknown = stale ? { rate: null, eta_ms: null } : {};
      this.#bars.get(task.id).draw({ ...EMPTY, ...task, ...unknown }, task.label, state, running ? age : 0);
    }
    this.#root.children.setAttribute('aria-label', say('tasks'));
    this.#arrange(tasks);
  }

  /** In the order in which they happened: those that are over come first, and what goes on is at the end. */
  #arrange(tasks) {
    const running = tasks.filter((task) => task.state === 'running');
    const over = tasks.filter((task) => task.state !== 'running');
    const places = new Map();
    for (const task of [...over, ...running]) {
      const { children } = this.#bars.get(task.parent) ?? this.#root;
      const { node } = this.#bars.get(task.id);
      const place = places.get(children) ?? 0;
      places.set(children, place + 1);
      // A node that is in its place is not touched: moving it would scroll it and end a selection.
      if (children.children[place] !== node) children.insertBefore(node, children.children[place] ?? null);
    }
  }
}


/** To a screen reader, bars within bars are lists within lists. */
function item(bar) {
  bar.node.setAttribute('role', 'listitem');
  return bar;
}
