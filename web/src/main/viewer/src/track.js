/** The bar beside the images: which slices are loaded, where the findings lie, and a handle. */

export class SliceTrack {
  #element;
  #thumb;
  #loaded;
  #count = 0;
  #cells = [];

  constructor(element, onChange) {
    this.#element = element;
    this.#thumb = child(element, 'track-thumb');
    this.#loaded = child(element, 'track-loaded');
    const pick = (event) => {
      const box = element.getBoundingClientRect();
      const share = (event.clientY - box.top) / box.height;
      onChange(Math.round(Math.min(Math.max(share, 0), 1) * (this.#count - 1)));
    };
    element.addEventListener('pointerdown', (event) => {
      event.preventDefault();
      element.focus();
      element.setPointerCapture(event.pointerId);
      pick(event);
    });
    element.addEventListener('pointermove', (event) => {
      if (element.hasPointerCapture(event.pointerId)) {
        pick(event);
      }
    });
  }

  setUp(count) {
    this.#count = count;
    this.#element.setAttribute('aria-valuemin', '1');
    this.#element.setAttribute('aria-valuemax', String(count));
    this.#cells = Array.from({ length: count }, () => child(this.#loaded, 'track-cell'));
  }

  /** @param {{id: number, index: number}[]} marks the findings' key slices */
  mark(marks) {
    for (const { id, index } of marks) {
      const mark = child(this.#element, 'track-mark');
      mark.style.top = this.#percent(index);
      mark.title = String(id);
    }
  }

  showLoaded(index) {
    this.#cells[index].classList.add('loaded');
  }

  showFailed(index) {
    this.#cells[index].classList.add('failed');
  }

  show(index) {
    this.#thumb.style.top = this.#percent(index);
    this.#element.setAttribute('aria-valuenow', String(index + 1));
  }

  #percent(index) {
    return `${this.#count > 1 ? (100 * index) / (this.#count - 1) : 0}%`;
  }
}

function child(parent, className) {
  const node = document.createElement('div');
  node.className = className;
  parent.appendChild(node);
  return node;
}
