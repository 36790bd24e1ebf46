/** `<sse-progress>` in the markup of Svelte 5: `import 'sse-progress/svelte'`. */

import type { HTMLAttributes } from 'svelte/elements';

import type { SseProgress } from '../sse-progress.js';
import type { ElementAttributes, ElementListeners } from './attributes.js';

export * from '../sse-progress.js';

declare module 'svelte/elements' {
  interface SvelteHTMLElements {
    'sse-progress': ElementAttributes & ElementListeners & Omit<HTMLAttributes<SseProgress>, keyof ElementListeners>;
  }
}
