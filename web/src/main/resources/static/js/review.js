// The parts of the review page beside the viewer: progress until the study is ready, and the report.

const PERIOD_MS = 1000;

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
