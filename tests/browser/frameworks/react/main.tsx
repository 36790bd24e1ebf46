import { StrictMode, useState } from 'react';
import { createRoot } from 'react-dom/client';

import 'sse-progress/react';
import { useRun } from './use-run';

function Own() {
  const [url, setUrl] = useState<string | null>('/work?name=Hook');
  const { snapshot, lines, done } = useRun<string>(url);
  return (
    <>
      <progress value={snapshot?.fraction ?? 0} />
      <pre>{lines.map((line) => `${line.message}\n`)}</pre>
      <output>{done?.status === 'succeeded' ? done.result : done?.status}</output>
      <button onClick={() => setUrl('/work?name=Other')}>another</button>
    </>
  );
}

function App() {
  const [end, setEnd] = useState('');
  return (
    <>
      <sse-progress
        id="element"
        className="own"
        request={{ method: 'POST' }}
        src="/work?name=React"
        hide="facts"
        onprogress={({ detail }) => detail.tasks.map((task) => task.label)}
        ondone={(event) => setEnd(String(event.detail.result))}
        ref={(element) => { if (element) element.key = 'React'; }}
      />
      <p id="end">{end}</p>
      <Own />
      {/* @ts-expect-error It is an address. */}
      {end === 'never' && <sse-progress src={5} />}
      {/* @ts-expect-error A log line has no status. */}
      {end === 'never' && <sse-progress onlog={({ detail }) => detail.status} />}
    </>
  );
}

createRoot(document.getElementById('app')!).render(<StrictMode><App /></StrictMode>);
