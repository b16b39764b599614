/**
 * The earlier examination beside the current one: always at the place that the current one shows,
 * through the registration, so that scrolling, zooming and moving are linked.
 */

import { Enums, RenderingEngine } from '@cornerstonejs/core';
import { fetchSlices } from './dicomweb.js';
import { registerSlices } from './images.js';
import { FindingsOverlay } from './overlay.js';
import { loadAll } from './prefetch.js';

const ENGINE = 'hilum-prior';
const VIEWPORT = 'prior';

export class PriorPane {
  #engine = new RenderingEngine(ENGINE);
  #element;
  #prior;
  #root;
  #on;
  #slices = [];
  #index = -1;
  #spacingMm = 1;
  #overlay;
  #selected = null;
  #last = null;
  #opened = null;
  #voi = { lower: -1350, upper: 150 };

  /**
   * @param {HTMLElement} element
   * @param {object} prior study, series, currentToPrior (three rows of four), findings, and links:
   *     id of a current finding, priorId or null, place in the earlier examination
   * @param {string} root of the DICOMweb endpoints
   * @param {object} on listeners: shown(index, slice), wheel(delta), picked(id)
   */
  constructor(element, prior, root, on) {
    this.#element = element;
    this.#prior = prior;
    this.#root = root;
    this.#on = on;
  }

  get visible() {
    return !this.#element.hidden;
  }

  get slices() {
    return this.#slices;
  }

  /** Shows or hides the pane; the images are fetched when it is first shown. */
  async show(on) {
    this.#element.hidden = !on;
    if (on) {
      this.#opened ??= this.#open();
      await this.#opened;
      this.resize();
    }
  }

  /** The finding of the current examination that was picked. */
  pick(id) {
    this.#selected = this.#prior.links.find((link) => link.id === id) ?? null;
    this.#again();
  }

  /**
   * Follows the current examination.
   *
   * @param {{focalPoint: number[], parallelScale: number}} camera of the current examination
   */
  follow(camera) {
    this.#last = camera;
    if (!this.visible || this.#slices.length === 0) {
      return;
    }
    const target = this.#placeOf(camera.focalPoint);
    const index = this.#nearest(target);
    const viewport = this.#viewport();
    if (index !== this.#index) {
      this.#index = index;
      viewport.setImageIdIndex(index).then(() => this.#moveTo(target, camera.parallelScale));
      this.#on.shown(index, this.#slices[index]);
    } else {
      this.#moveTo(target, camera.parallelScale);
    }
  }

  voi({ center, width }) {
    this.#voi = { lower: center - width / 2, upper: center + width / 2 };
    if (this.#slices.length > 0) {
      const viewport = this.#viewport();
      viewport.setProperties({ voiRange: this.#voi });
      viewport.render();
    }
  }

  resize() {
    if (this.visible && this.#slices.length > 0) {
      this.#engine.resize(true, true);
      this.#again();
    }
  }

  async #open() {
    const { study, series, findings } = this.#prior;
    const slices = await fetchSlices(this.#root, study, series);
    if (slices.length === 0) {
      throw new Error('0');
    }
    registerSlices(slices);
    this.#spacingMm =
      slices.length > 1
        ? Math.abs(slices[0].positionMm - slices.at(-1).positionMm) / (slices.length - 1)
        : 1;
    this.#engine.enableElement({
      viewportId: VIEWPORT,
      type: Enums.ViewportType.STACK,
      element: this.#element,
      defaultOptions: { background: [0, 0, 0] },
    });
    this.#overlay = new FindingsOverlay(this.#element, findings, (id) => this.#picked(id));
    this.#element.addEventListener(Enums.Events.IMAGE_RENDERED, () => this.#draw());
    this.#element.addEventListener(
      'wheel',
      (event) => {
        event.preventDefault();
        this.#on.wheel(Math.sign(event.deltaY));
      },
      { passive: false },
    );
    const start = this.#last ? nearestIndex(slices, this.#placeOf(this.#last.focalPoint)) : 0;
    const viewport = this.#viewport();
    const imageIds = slices.map(({ imageId }) => imageId);
    await viewport.setStack(imageIds, start);
    viewport.setProperties({ voiRange: this.#voi });
    this.#slices = slices;
    this.#index = start;
    this.#on.shown(start, slices[start]);
    // The slices near the one in view come first; nobody waits for the rest.
    loadAll(imageIds, new Set([start]), () => this.#index, () => {});
  }

  /** Where a place of the current examination lies, with the small shift of the picked finding. */
  #placeOf(point) {
    const place = transformed(this.#prior.currentToPrior, point);
    const link = this.#selected;
    if (!link) {
      return place;
    }
    const rigid = transformed(this.#prior.currentToPrior, link.center);
    return place.map((value, axis) => value + link.place[axis] - rigid[axis]);
  }

  #nearest(point) {
    return nearestIndex(this.#slices, point);
  }

  #moveTo(target, parallelScale) {
    const viewport = this.#viewport();
    const { focalPoint, position, viewPlaneNormal: n } = viewport.getCamera();
    const offset = target.map((value, axis) => value - focalPoint[axis]);
    const through = offset.reduce((sum, value, axis) => sum + value * n[axis], 0);
    const moved = (point) => point.map((value, axis) => value + offset[axis] - through * n[axis]);
    viewport.setCamera({
      focalPoint: moved(focalPoint),
      position: moved(position),
      parallelScale,
    });
    viewport.render();
  }

  #draw() {
    this.#overlay.draw(this.#viewport(), this.#spacingMm, {
      visible: true,
      selected: this.#selected?.priorId ?? null,
    });
  }

  #picked(priorId) {
    const link = this.#prior.links.find((candidate) => candidate.priorId === priorId);
    if (link) {
      this.#on.picked(link.id);
    }
  }

  #again() {
    if (this.#last) {
      this.follow(this.#last);
    }
  }

  #viewport() {
    return this.#engine.getViewport(VIEWPORT);
  }
}

/** @param {number[]} m three rows of four: a rotation and a translation */
export function transformed(m, [x, y, z]) {
  return [0, 4, 8].map((row) => m[row] * x + m[row + 1] * y + m[row + 2] * z + m[row + 3]);
}

function nearestIndex(slices, point) {
  let nearest = 0;
  let least = Infinity;
  slices.forEach(({ orientation: o, positionMm }, index) => {
    const normal = [o[1] * o[5] - o[2] * o[4], o[2] * o[3] - o[0] * o[5], o[0] * o[4] - o[1] * o[3]];
    const distance = Math.abs(point.reduce((sum, v, i) => sum + v * normal[i], 0) - positionMm);
    if (distance < least) {
      least = distance;
      nearest = index;
    }
  });
  return nearest;
}
