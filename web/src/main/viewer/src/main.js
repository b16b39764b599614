/** Ties the viewer to the review page: buttons, keys, the list of findings, and what is shown. */

import { init as initCore } from '@cornerstonejs/core';
import { init as initTools } from '@cornerstonejs/tools';
import { fetchSlices } from './dicomweb.js';
import { registerWithCornerstone } from './images.js';
import { PriorPane } from './prior.js';
import { SliceTrack } from './track.js';
import { PRESETS, Viewer } from './viewer.js';

const root = document.getElementById('viewer');
if (root) {
  start(root).catch((error) => showError(root, error));
}

async function start(root) {
  const started = performance.now();
  const sinceStart = () => String(Math.round(performance.now() - started));
  root.dataset.state = 'loading';
  const findings = JSON.parse(root.dataset.findings);
  const part = (name) => root.querySelector(`[data-part="${name}"]`);
  const text = root.dataset;

  // Asked for first: the answer travels while Cornerstone starts.
  const fetched = fetchSlices(root.dataset.dicomWeb, root.dataset.study, root.dataset.series);
  registerWithCornerstone();
  initCore();
  initTools();
  const track = new SliceTrack(part('track'), (index) => viewer.show(index));
  let loadedCount = 0;
  const prior = priorOf(root, part, {
    wheel: (delta) => viewer.scroll(delta),
    picked: (id) => viewer.jumpTo(id),
  });
  const planes = {
    axial: part('axial'),
    coronal: part('coronal'),
    sagittal: part('sagittal'),
  };
  const viewer = new Viewer(planes, findings, {
    slice(index, slice) {
      root.dataset.slice = String(index + 1);
      part('slice').textContent = `${index + 1} / ${viewer.slices.length}`;
      part('position').textContent = `z ${slice.position[2].toFixed(1)} mm`;
      track.show(index);
    },
    drawn(index, ids) {
      root.dataset.shownSlice = String(index + 1);
      root.dataset.drawn = ids.join(' ');
    },
    camera(camera) {
      prior?.follow(camera);
    },
    voi({ center, width }) {
      prior?.voi({ center, width });
      root.dataset.window = `${Math.round(center)} ${Math.round(width)}`;
      part('window').textContent = `C ${Math.round(center)}  W ${Math.round(width)}`;
      for (const button of root.querySelectorAll('[data-preset]')) {
        const preset = PRESETS[button.dataset.preset];
        const active = Math.abs(preset.center - center) < 1 && Math.abs(preset.width - width) < 1;
        button.setAttribute('aria-pressed', String(active));
      }
    },
    loaded(index) {
      loadedCount += 1;
      root.dataset.loaded = String(loadedCount);
      track.showLoaded(index);
      const total = viewer.slices.length;
      part('progress').textContent = loadedCount < total ? `${text.textLoading} ${loadedCount} / ${total}` : '';
    },
    failed(index) {
      track.showFailed(index);
      showMessage(root, `${text.textSliceFailed} ${index + 1}`);
    },
    complete() {
      root.dataset.allSlicesMs = sinceStart();
      root.dataset.state = 'complete';
      part('planes').disabled = false;
    },
    probe(hounsfield) {
      part('probe').textContent = hounsfield === null ? '' : `${hounsfield} HU`;
    },
    picked(id) {
      markPicked(id);
      prior?.pick(id);
    },
  });

  const slices = await fetched;
  if (slices.length === 0) {
    throw new Error('0');
  }
  root.dataset.metadataMs = sinceStart();
  track.setUp(slices.length);
  await viewer.open(slices);
  root.dataset.firstImageMs = sinceStart();
  root.dataset.state = 'ready';
  track.mark(findings.map((finding) => ({ id: finding.id, index: viewer.indexNearest(finding.center) })));
  if (findings.length > 0) {
    markPicked(findings[0].id);
    prior?.pick(findings[0].id);
  }

  bindButtons(root, viewer, prior);
  bindKeys(viewer, root);
  bindFindings(viewer);
  new ResizeObserver(() => {
    viewer.resize();
    prior?.resize();
  }).observe(planes.axial);
  const failed = await viewer.loadRest();
  if (failed.length > 0) {
    showMessage(root, `${text.textSlicesFailed} ${failed.length}`);
  }
}

/** The pane of the earlier examination; null where there is none to show. */
function priorOf(root, part, { wheel, picked }) {
  const element = part('prior');
  if (!element) {
    return null;
  }
  const pane = new PriorPane(element, JSON.parse(element.dataset.prior), root.dataset.dicomWeb, {
    wheel,
    picked,
    shown(index, slice) {
      root.dataset.priorSlice = String(index + 1);
      part('prior-slice').textContent = `${index + 1} / ${pane.slices.length || '…'}  z ${slice.position[2].toFixed(1)} mm`;
    },
  });
  return pane;
}

function bindButtons(root, viewer, prior) {
  const press = (button, on) => button.setAttribute('aria-pressed', String(on));
  const part = (name) => root.querySelector(`[data-part="${name}"]`);
  for (const button of root.querySelectorAll('[data-preset]')) {
    button.addEventListener('click', () => viewer.preset(button.dataset.preset));
  }
  part('findings').addEventListener('click', () => {
    viewer.showFindings(!viewer.findingsVisible);
    press(part('findings'), viewer.findingsVisible);
  });
  part('length').addEventListener('click', () => {
    viewer.measure(!viewer.measuring);
    press(part('length'), viewer.measuring);
  });
  const comparePrior = async (on) => {
    if (on && viewer.allPlanes) {
      part('planes').click();
    }
    root.classList.toggle('with-prior', on);
    press(part('compare'), on);
    try {
      await prior.show(on);
      root.dataset.prior = on ? 'shown' : 'hidden';
    } catch (error) {
      console.error(error);
      showMessage(root, `${root.dataset.textFailed} (${error.message})`);
    }
    viewer.resize();
  };
  part('compare')?.addEventListener('click', () => comparePrior(!prior.visible));
  part('planes').addEventListener('click', async () => {
    if (prior?.visible) {
      await comparePrior(false);
    }
    root.classList.toggle('all-planes', !viewer.allPlanes);
    await viewer.showAllPlanes(!viewer.allPlanes);
    press(part('planes'), viewer.allPlanes);
  });
  part('reset').addEventListener('click', () => viewer.reset());
}

function bindKeys(viewer, root) {
  const part = (name) => root.querySelector(`[data-part="${name}"]`);
  const actions = {
    ArrowUp: () => viewer.scroll(-1),
    ArrowDown: () => viewer.scroll(1),
    PageUp: () => viewer.scroll(-10),
    PageDown: () => viewer.scroll(10),
    Home: () => viewer.show(0),
    End: () => viewer.show(viewer.slices.length - 1),
    1: () => viewer.preset('lung'),
    2: () => viewer.preset('mediastinum'),
    3: () => viewer.preset('bone'),
    f: () => part('findings').click(),
    l: () => part('length').click(),
    m: () => part('planes').click(),
    c: () => part('compare')?.click(),
    r: () => part('reset').click(),
    n: () => viewer.jumpToNeighbour(1),
    p: () => viewer.jumpToNeighbour(-1),
  };
  document.addEventListener('keydown', (event) => {
    const typing = event.target.closest?.('input, textarea, select, [contenteditable]');
    if (typing || event.ctrlKey || event.metaKey || event.altKey) {
      return;
    }
    const action = actions[event.key];
    if (action) {
      event.preventDefault();
      action();
    }
  });
}

function bindFindings(viewer) {
  for (const item of document.querySelectorAll('[data-jump-finding]')) {
    item.addEventListener('click', () => viewer.jumpTo(Number(item.dataset.jumpFinding)));
  }
}

function markPicked(id) {
  for (const item of document.querySelectorAll('[data-jump-finding]')) {
    const picked = Number(item.dataset.jumpFinding) === id;
    item.setAttribute('aria-current', String(picked));
  }
}

function showMessage(root, message) {
  const box = root.querySelector('[data-part="message"]');
  box.textContent = message;
  box.hidden = false;
}

function showError(root, error) {
  console.error(error);
  root.dataset.state = 'error';
  showMessage(root, `${root.dataset.textFailed} (${error.message})`);
}
