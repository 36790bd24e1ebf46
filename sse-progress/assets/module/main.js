if (typeof SharedWorkerGlobalScope === 'function' && self instanceof SharedWorkerGlobalScope) {
  share();
} else if (IN_PAGE) {
  live();
  if (!customElements.get('sse-progress')) customElements.define('sse-progress', SseProgress);
}
