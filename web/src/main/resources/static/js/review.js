// The parts of the review page beside the viewer: progress until the study is ready, and the report.

const PERIOD_MS = 1000;
const KEEP_ALIVE_MS = 60_000;

const progress = document.getElementById('progress');
if (progress) {
  follow(progress);
}

const buttons = [...document.querySelectorAll('[data-show-report]')];
const reports = [...document.querySelectorAll('[data-report]')];
if (buttons.length > 0) {
  const first = buttons.find((button) => button.getAttribute('aria-pressed') === 'true') ?? buttons[0];
  buttons.forEach((button) => button.addEventListener('click', () => showReport(button)));
  showReport(first);
}

const fields = [...document.querySelectorAll('#report textarea')];
let sent = null;
document.getElementById('report')?.addEventListener('input', showUnstored);
document.addEventListener('submit', (event) => {
  sent = event.target;
});
window.addEventListener('beforeunload', (event) => {
  if (unstored().some((field) => field.form !== sent)) {
    event.preventDefault();
  }
  sent = null;
});
showUnstored();

// Reading and typing ask the server for nothing, and the session would end under the reader's hands.
let keptAlive = Date.now();
for (const input of ['pointermove', 'pointerdown', 'wheel', 'keydown']) {
  addEventListener(input, keepAlive, { capture: true, passive: true });
}

for (const box of document.querySelectorAll('[data-decide]')) {
  for (const button of box.querySelectorAll('[data-decision]')) {
    button.addEventListener('click', () => decide(box, button.dataset.decision));
  }
}

// A and X decide on the finding that was picked last, or else on the first that is undecided.
document.addEventListener('keydown', (event) => {
  const decision = { a: 'ACCEPTED', x: 'REJECTED' }[event.key.toLowerCase()];
  if (!decision || event.ctrlKey || event.metaKey || event.altKey || event.target.closest?.('input, textarea, select')) {
    return;
  }
  const picked = document.querySelector('.finding-jump[aria-current="true"]')?.closest('.finding-item');
  const box = (picked ?? firstUndecided())?.querySelector('[data-decide]');
  if (box && !box.querySelector('[data-decision]').disabled) {
    event.preventDefault();
    decide(box, decision);
  }
});

function firstUndecided() {
  return [...document.querySelectorAll('.finding-item')].find((item) => !item.querySelector('[data-decision][aria-pressed="true"]'));
}

async function decide(box, decision) {
  const token = document.querySelector('input[name="_csrf"]')?.value;
  let message = '';
  try {
    const response = await fetch(box.dataset.decide, {
      method: 'POST',
      credentials: 'same-origin',
      headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({ decision, _csrf: token ?? '' }),
    });
    if (response.ok && !response.redirected) {
      showDecision(box, decision);
      return;
    }
    message = response.status === 409 ? await response.text() : '';
  } catch {
    // Told below.
  }
  const notice = document.createElement('p');
  notice.className = 'notice bad';
  notice.setAttribute('role', 'alert');
  notice.textContent = message || document.getElementById('findings').dataset.textFailed;
  box.after(notice);
}

function showDecision(box, decision) {
  box.parentElement.querySelectorAll('.notice.bad').forEach((notice) => notice.remove());
  for (const button of box.querySelectorAll('[data-decision]')) {
    button.setAttribute('aria-pressed', String(button.dataset.decision === decision));
  }
  const boxes = [...document.querySelectorAll('[data-decide]')];
  const left = boxes.filter((one) => !one.querySelector('[aria-pressed="true"]')).length;
  document.querySelectorAll('[data-part="undecided"]').forEach((hint) => {
    hint.hidden = left === 0;
  });
  // Who edits the text says which findings it is about: those that are shown as kept.
  const kept = boxes.filter((one) => !one.querySelector('[data-decision="REJECTED"][aria-pressed="true"]'));
  document.querySelectorAll('input[name="kept"]').forEach((input) => {
    input.value = kept.map((one) => one.dataset.finding).join(',');
  });
}

async function keepAlive() {
  if (Date.now() - keptAlive < KEEP_ALIVE_MS) {
    return;
  }
  keptAlive = Date.now();
  try {
    const page = document.querySelector('[data-alive]');
    const response = await fetch(page.dataset.alive, { credentials: 'same-origin', cache: 'no-store' });
    if (response.status === 401 && unstored().length === 0) {
      location.reload();
    } else if (response.status === 401) {
      showEnded(page.dataset.textEnded);
    }
  } catch {
    // The server is away; it is asked again after as long.
  }
}

// What is typed could only be lost now: nothing is sent, so that it can be copied.
function showEnded(text) {
  const card = document.getElementById('report');
  if (card.querySelector('[data-part="ended"]')) {
    return;
  }
  const notice = document.createElement('p');
  notice.className = 'notice bad';
  notice.dataset.part = 'ended';
  notice.setAttribute('role', 'alert');
  notice.textContent = text;
  card.prepend(notice);
  card.querySelectorAll('[type="submit"]').forEach((button) => {
    button.disabled = true;
  });
}

// What was typed, or came back because it could not be stored.
function unstored() {
  return fields.filter((field) => 'kept' in field.dataset || field.value !== field.defaultValue);
}

// Signing and drafting again load the page anew, without what is only typed.
function showUnstored() {
  const any = unstored().length > 0;
  document.querySelectorAll('[data-part="unstored"]').forEach((hint) => {
    hint.hidden = !any;
  });
  document.querySelectorAll('[data-needs-stored]').forEach((button) => {
    button.disabled = any;
  });
}

function showReport(chosen) {
  buttons.forEach((button) => button.setAttribute('aria-pressed', String(button === chosen)));
  reports.forEach((report) => {
    report.hidden = report.dataset.report !== chosen.dataset.showReport;
  });
}

async function follow(card) {
  const part = (name) => card.querySelector(`[data-part="${name}"]`);
  for (;;) {
    await new Promise((resolve) => setTimeout(resolve, PERIOD_MS));
    let state;
    try {
      const response = await fetch(card.dataset.state, { credentials: 'same-origin', cache: 'no-store' });
      if (response.status === 401) {
        location.reload();
        return;
      }
      if (!response.ok) {
        continue;
      }
      state = await response.json();
    } catch {
      continue;
    }
    if (state.status !== card.dataset.status) {
      // Another step: other words and, at last, images or findings.
      location.reload();
      return;
    }
    card.querySelector('progress').value = state.progressPercent;
    part('percent').textContent = `${state.progressPercent} %`;
    part('detail').textContent = state.statusDetail;
  }
}
