/** `<sse-progress>` in the JSX of React 19: `import 'sse-progress/react'`. */

import type { DetailedHTMLProps, HTMLAttributes } from 'react';

import type { SseProgress } from '../sse-progress.js';
import type { ElementAttributes, ElementListeners } from './attributes.js';

export * from '../sse-progress.js';

declare module 'react' {
  namespace JSX {
    interface IntrinsicElements {
      'sse-progress': ElementAttributes & ElementListeners & DetailedHTMLProps<HTMLAttributes<SseProgress>, SseProgress>;
    }
  }
}
