// Elements, made in one expression.

/** Text is only ever set as text: whatever a job's author wrote, it is never markup. */
export function make(tag, properties = {}, ...children) {
  const node = Object.assign(document.createElement(tag), properties);
  node.append(...children.filter((child) => child !== undefined && child !== ''));
  return node;
}

/** A text with code in backticks. */
export function prose(tag, properties, text) {
  // Every other piece stood in backticks.
  const pieces = text.split(/`([^`\n]+)`/);
  return make(tag, properties, ...pieces.map((piece, index) => (index % 2 ? make('code', {}, piece) : piece)));
}

/**
 * A text whose author has broken its lines where the source was full, with its paragraphs and lists
 * left as they are.
 */
export function unwrap(text) {
  return text.replace(/(\S)[ \t]*\n(?!\s|[*-] |\d+[.)] )/g, '$1 ');
}

/** The first paragraph of a text. */
export function lead(text) {
  return text.split(/\n\s*\n/, 1)[0];
}
