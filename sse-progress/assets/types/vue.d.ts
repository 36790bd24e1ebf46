/** `<sse-progress>` in the templates and the JSX of Vue 3: `import 'sse-progress/vue'`. */

import type { EmitFn, HTMLAttributes, PublicProps } from 'vue';

import type { SseProgress } from '../sse-progress.js';
import type { ElementAttributes, ElementEvents } from './attributes.js';

export * from '../sse-progress.js';

/** Those of an element, less the event whose name means another one here. */
type Html = Omit<HTMLAttributes, 'onProgress'>;

type Emits = { [Name in keyof ElementEvents]: (event: ElementEvents[Name]) => void };

declare module 'vue' {
  interface GlobalComponents {
    'sse-progress': new () => SseProgress & {
      /** Not there when it runs: it is how the types of Vue read what a component takes. */
      $props: ElementAttributes & Html & PublicProps;
      /** Not there when it runs, as `$props`. */
      $emit: EmitFn<Emits>;
    };
  }
  interface IntrinsicElementAttributes {
    'sse-progress': ElementAttributes & Html & {
      [Name in keyof ElementEvents as `on${Capitalize<Name>}`]?: (event: ElementEvents[Name]) => void;
    };
  }
}
