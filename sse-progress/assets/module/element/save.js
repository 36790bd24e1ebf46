// Files that a page gives to its browser to keep.

/** The browser needs the content of a file for a while, in milliseconds, and does not say for how long. */
const KEPT = 60_000;

/** Has the browser keep a text as a file. */
export function saveText(name, text) {
  const address = URL.createObjectURL(new Blob([text], { type: 'text/plain;charset=utf-8' }));
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), KEPT);
}
