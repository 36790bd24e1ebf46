/** The worker that the pages of an origin share. A page that is gone takes its runs with it. */
function share() {
  const hubs = new Map();
  const life = `sse-progress worker ${Math.random()}`;
  const alive = new Promise((resolve) => {
    navigator.locks.request(life, () => {
      resolve();
      return new Promise(() => {});
    });
  });
  self.onconnect = ({ ports: [port] }) => {
    const client = new Client(hubs, (message) => port.postMessage(message));
    const waiting = new AbortController();
    const close = () => {
      waiting.abort();
      client.close();
      port.close();
    };
    port.onmessage = ({ data }) => {
      if (data.bye) close();
      else if (data.lock) navigator.locks.request(data.lock, waiting, close).catch(() => {});
      else client.receive(data);
    };
    // Whoever asked for the lock before it is held would take the worker for gone.
    alive.then(() => port.postMessage({ hello: life }));
  };
}

