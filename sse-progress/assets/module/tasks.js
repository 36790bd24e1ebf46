/** The bars of the tasks below the run's own. */
class Tasks {
  #root;
  #bars = new Map();

  /** `root` is the bar that they are below. */
  constructor(root) {
    this.#root = root;
  }

  /** `age` is the milliseconds since `tasks` was true, and `over` says that the run is. */
  draw(tasks, age, over) {
    const listed = new Set(tasks.map((task) => task.id));
    for (const [id, bar] of this.#bars) {
      if (listed.has(id)) continue;
      bar.node.remove();
      this.#bars.delete(id);
    }
    for (const task of tasks) {
      if (!this.#bars.has(task.id)) this.#bars.set(task.id, new Bar());
      const running = task.state === 'running';
      const state = running && over ? 'stopped' : task.state;
      this.#bars.get(task.id).draw({ ...EMPTY, ...task }, task.label, state, running ? age : 0);
    }
    this.#arrange(tasks);
  }

  /** First what is under way, as it began; then what is over, the newest first. */
  #arrange(tasks) {
    const running = tasks.filter((task) => task.state === 'running');
    const over = tasks.filter((task) => task.state !== 'running').reverse();
    const places = new Map();
    for (const task of [...running, ...over]) {
      const { children } = this.#bars.get(task.parent) ?? this.#root;
      const { node } = this.#bars.get(task.id);
      const place = places.get(children) ?? 0;
      places.set(children, place + 1);
      // What is in its place already is left there, and so is what is being read in it.
      if (children.children[place] !== node) children.insertBefore(node, children.children[place] ?? null);
    }
  }
}

