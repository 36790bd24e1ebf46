// What the server has put into the page, so that it need not be asked for that.

/**
 * What the server says at `/jobs`, with the parameters of those jobs alone that the page is of; `null` if the page
 * has nothing of it. It is given once: whatever is shown later is asked for.
 */
export function takeGiven() {
  const node = document.getElementById('given');
  if (!node) return null;
  node.remove();
  return JSON.parse(node.textContent);
}
