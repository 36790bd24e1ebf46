/** @jsxImportSource vue */
import 'sse-progress/vue';

/** Only its types are of interest. */
export const element = (
  <sse-progress src="/work" onDone={(event) => String(event.detail.result)} />
);
// @ts-expect-error It is an address.
export const wrong = <sse-progress src={5} />;
