// Making nodes of the page.

/**
 * An element with properties and children. Text is only ever set as text: whatever a job's author wrote, it is
 * never markup.
 */
export function make(tag, properties = {}, ...children) {
  const node = Object.assign(document.createElement(tag), properties);
  node.append(...children.filter((child) => child !== undefined && child !== ''));
  return node;
}

/** An element with a text in which backticks make code. */
export function prose(tag, properties, text) {
  // Splitting by a group gives the pieces between and in backticks in turn.
  const pieces = text.split(/`([^`\n]+)`/);
  return make(tag, properties, ...pieces.map((piece, index) => (index % 2 ? make('code', {}, piece) : piece)));
}

/** A doc comment without the line breaks that are only there because the source has narrow lines. Paragraphs and lists stay. */
export function joined(text) {
  return text.replace(/(\S)[ \t]*\n(?!\s|[*-] |\d+[.)] )/g, '$1 ');
}

/** The first paragraph of a text. */
export function lead(text) {
  return text.split(/\n\s*\n/, 1)[0];
}
