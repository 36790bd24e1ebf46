import { StrictMode, useEffect, useState } from 'react';
import { createRoot } from 'react-dom/client';

/** Watches the run of a job that `url` starts: `{ progress, log, done }`, as far as it has come. */
function useJob(url) {
  const [job, setJob] = useState({ log: [] });
  const [key] = useState(() => crypto.randomUUID());
  useEffect(() => {
    setJob({ log: [] });
    const address = new URL(url, document.baseURI);
    // React may run an effect again, and in strict mode does: with the key it is the same run.
    address.searchParams.set('idempotency_key', key + address.pathname + address.search);
    const events = new EventSource(address);
    const on = (name, change) => events.addEventListener(name, (event) => {
      const data = JSON.parse(event.data);
      setJob((job) => ({ ...job, ...change(data, job) }));
    });
    on('progress', (progress) => ({ progress }));
    on('log', (line, { log }) => ({ log: [...log, line.message] }));
    on('done', (done) => ({ done }));
    events.addEventListener('done', () => events.close());
    return () => events.close();
  }, [url, key]);
  return job;
}

function Resize({ count }) {
  const { progress, log, done } = useJob(`/resize/${count}`);
  return (
    <>
      <progress value={progress?.fraction ?? 0} />
      <output>{done && `${done.status}: ${done.result}`}</output>
      <pre>{log.join('\n')}</pre>
    </>
  );
}

createRoot(document.getElementById('root')).render(
  <StrictMode>
    <Resize count={40} />
  </StrictMode>,
);
