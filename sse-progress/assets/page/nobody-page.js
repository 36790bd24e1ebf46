// The page for an address that is nobody's.

import { make, prose } from './dom.js';
import { address } from './server.js';
import { open } from './template.js';
import { say } from './words/index.js';

/** `path` is the address that was asked for; `jobs` are those that the server lists. */
export function nobodyPage(path, jobs) {
  const near = jobs.filter((job) => isNear(path, job.path));
  const links = near.map((job) => make('li', {}, make('a', { href: address(open(job.path)) }, job.name), ' ', make('code', { dir: 'ltr' }, job.path)));
  const title = say('nothing_here');
  const hint = say(links.length ? 'lacks_end' : 'typo');
  return {
    title,
    node: make('article', {},
      make('h1', {}, title),
      make('div', { className: 'card empty' },
        prose('p', { className: 'reason' }, say('neither', { path, hint })),
        links.length ? make('ul', { className: 'near' }, ...links) : '')),
  };
}

/** Whether a path begins like a job's, and is only too short or too long for it. */
function isNear(path, template) {
  const [segments, wanted] = [path, template].map((text) => text.split('/').filter(Boolean));
  const shared = Math.min(segments.length, wanted.length);
  return shared > 0 && !wanted[0].startsWith('{') && wanted.slice(0, shared).every((each, index) => each.startsWith('{') || each === segments[index]);
}
