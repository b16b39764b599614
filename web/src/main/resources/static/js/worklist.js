// Keeps the worklist fresh: asks for its state every two seconds and, where that changed, for its rows.
// While nothing is written at all the answer is a bare 304.
// Asking keeps the session alive. So it stops when nobody has touched the page for as long as a session
// lasts, and asks again after as long, when the session has ended and the page leads to the login.

const PERIOD_MS = 2000;
const table = document.getElementById('worklist');
const offline = document.getElementById('offline');
const sessionMs = 1000 * table.dataset.sessionSeconds;
let known = null;
let tag = null;
let touched = Date.now();
let asked = 0;

for (const input of ['pointermove', 'pointerdown', 'wheel', 'keydown']) {
  addEventListener(input, () => {
    touched = Date.now();
  }, { capture: true, passive: true });
}

function mayAsk() {
  const now = Date.now();
  return now - touched < sessionMs || now - asked > sessionMs + PERIOD_MS;
}

async function refresh() {
  const response = await get(table.dataset.state, tag === null ? {} : { 'If-None-Match': tag });
  if (response.status === 304) {
    return;
  }
  const state = await response.text();
  if (known !== null && state !== known) {
    const rows = await (await get(table.dataset.rows)).text();
    const parsed = new DOMParser().parseFromString(`<table>${rows}</table>`, 'text/html');
    table.tBodies[0].replaceWith(parsed.querySelector('tbody'));
  }
  known = state;
  tag = response.headers.get('ETag');
}

async function get(url, headers = {}) {
  const response = await fetch(url, { credentials: 'same-origin', cache: 'no-store', headers });
  if (response.status === 401) {
    // The session has ended: the page itself leads to the login.
    location.reload();
  }
  if (!response.ok && response.status !== 304) {
    throw new Error(`${response.status} ${url}`);
  }
  return response;
}

async function tick() {
  if (!document.hidden && mayAsk()) {
    asked = Date.now();
    try {
      await refresh();
      offline.hidden = true;
    } catch {
      offline.textContent = table.dataset.textOffline;
      offline.hidden = false;
    }
  }
  setTimeout(tick, PERIOD_MS);
}

tick();
