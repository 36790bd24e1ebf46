// The nodes that the element is made of.

/**
 * A node that a page's style sheet can reach as `sse-progress::part(name)`. Text is only ever set as text:
 * whatever a job says, it is never markup.
 */
export function part(tag, name, text = '') {
  const node = document.createElement(tag);
  node.className = name;
  node.setAttribute('part', name);
  node.textContent = text;
  return node;
}

/** Sets a node's text, and hides it without one. A node that has it already is left alone, so that a selection survives. */
export function setText(node, text) {
  const { firstChild } = node;
  // To change a text costs the browser less than to replace it.
  if (firstChild && text && firstChild === node.lastChild) {
    if (firstChild.data !== text) firstChild.data = text;
  } else if (node.textContent !== text) {
    node.textContent = text;
  }
  if (node.hidden === Boolean(text)) node.hidden = !text;
}
