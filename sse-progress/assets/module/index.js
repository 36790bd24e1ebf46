// The module's entry. The same file is the script of the worker that pages share.

import { serveTabs } from './connection/worker.js';
import { SseProgress } from './element/sse-progress-element.js';
import { IN_PAGE } from './environment.js';
import { followPageLifecycle } from './run/page-lifecycle.js';

export { watch } from './watch.js';
export { addWords } from './words/index.js';
export { SseProgress };

if (typeof SharedWorkerGlobalScope === 'function' && self instanceof SharedWorkerGlobalScope) {
  serveTabs();
} else if (IN_PAGE) {
  followPageLifecycle();
  if (!customElements.get('sse-progress')) customElements.define('sse-progress', SseProgress);
}
