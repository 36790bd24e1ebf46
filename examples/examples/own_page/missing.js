// Served in place of a script that npm has not installed yet.
if (!document.getElementById('missing')) {
  const note = document.createElement('p');
  note.id = 'missing';
  note.innerHTML = `This page needs packages from npm, which are not installed yet. Run
    <code>npm ci --ignore-scripts && npm run build</code> in <code>examples/examples/own_page</code>, and
    load the page again.`;
  document.body.prepend(note);
}
