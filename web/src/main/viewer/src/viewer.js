/** The viewer itself: axial slices, and two more planes once all slices are there. */

import { Enums, RenderingEngine, setVolumesForViewports, utilities, volumeLoader } from '@cornerstonejs/core';
import {
  Enums as ToolEnums,
  LengthTool,
  PanTool,
  ToolGroupManager,
  WindowLevelTool,
  ZoomTool,
  addTool,
} from '@cornerstonejs/tools';
import { registerSlices } from './images.js';
import { FindingsOverlay } from './overlay.js';
import { loadAll } from './prefetch.js';

/** Centre and width in Hounsfield units, as radiologists set them for each tissue. */
export const PRESETS = {
  lung: { center: -600, width: 1500 },
  mediastinum: { center: 40, width: 400 },
  bone: { center: 400, width: 1800 },
};

const ENGINE = 'hilum';
const TOOLS = 'hilum';
const AXIAL = 'axial';
const OTHER_PLANES = ['coronal', 'sagittal'];
const VOLUME = 'cornerstoneStreamingImageVolume:hilum';

export class Viewer {
  #engine = new RenderingEngine(ENGINE);
  #tools = ToolGroupManager.createToolGroup(TOOLS);
  #planes;
  #overlays = new Map();
  #slices = [];
  #findings;
  #on;
  #index = 0;
  #spacingMm = 1;
  #selected = null;
  #findingsVisible = true;
  #allPlanes = false;
  #measuring = false;
  #loaded = new Set();

  /**
   * @param {Record<string, HTMLElement>} planes one element each for axial, coronal and sagittal
   * @param {{id: number, center: number[], longAxisMm: number}[]} findings in patient millimetres
   * @param {object} on listeners: slice(index, slice), drawn(index, ids), voi({center, width}), loaded(index),
   *     camera(camera), failed(index), complete(), probe(hounsfield | null), picked(id)
   */
  constructor(planes, findings, on) {
    this.#planes = planes;
    this.#findings = findings;
    this.#on = on;
  }

  get slices() {
    return this.#slices;
  }

  get index() {
    return this.#index;
  }

  get complete() {
    return this.#slices.length > 0 && this.#loaded.size === this.#slices.length;
  }

  get allPlanes() {
    return this.#allPlanes;
  }

  get findingsVisible() {
    return this.#findingsVisible;
  }

  get measuring() {
    return this.#measuring;
  }

  /** Index of the slice nearest to a position. */
  indexNearest(center) {
    let nearest = 0;
    let least = Infinity;
    this.#slices.forEach(({ orientation: o, positionMm }, index) => {
      const normal = [o[1] * o[5] - o[2] * o[4], o[2] * o[3] - o[0] * o[5], o[0] * o[4] - o[1] * o[3]];
      const distance = Math.abs(center.reduce((sum, v, i) => sum + v * normal[i], 0) - positionMm);
      if (distance < least) {
        least = distance;
        nearest = index;
      }
    });
    return nearest;
  }

  /** Shows the first slice, then loads the rest; resolves when the first one is on screen. */
  async open(slices) {
    this.#slices = slices;
    this.#spacingMm =
      slices.length > 1
        ? Math.abs(slices[0].positionMm - slices.at(-1).positionMm) / (slices.length - 1)
        : 1;
    registerSlices(slices);
    // The most suspicious finding is what the reader comes for; without one, the middle.
    this.#index = this.#findings.length
      ? this.indexNearest(this.#findings[0].center)
      : Math.floor(slices.length / 2);
    this.#selected = this.#findings[0]?.id ?? null;

    this.#enable(AXIAL, Enums.ViewportType.STACK);
    this.#setUpTools();
    const viewport = this.#viewport(AXIAL);
    await viewport.setStack(slices.map(({ imageId }) => imageId), this.#index);
    this.preset('lung');
    viewport.render();
    this.#loaded.add(this.#index);
    this.#on.loaded(this.#index);
    this.#announceSlice();
  }

  /** Loads every slice not there yet. */
  async loadRest() {
    const failed = await loadAll(
      this.#slices.map(({ imageId }) => imageId),
      this.#loaded,
      () => this.#index,
      (index) => {
        this.#loaded.add(index);
        this.#on.loaded(index);
      },
    );
    failed.forEach((index) => this.#on.failed(index));
    if (this.complete) {
      this.#on.complete();
    }
    return failed;
  }

  async show(index) {
    const wanted = Math.min(Math.max(index, 0), this.#slices.length - 1);
    if (wanted === this.#index) {
      return;
    }
    this.#index = wanted;
    this.#announceSlice();
    try {
      await this.#viewport(AXIAL).setImageIdIndex(wanted);
    } catch (error) {
      this.#on.failed(wanted, error);
    }
  }

  scroll(delta) {
    return this.show(this.#index + delta);
  }

  async jumpTo(id) {
    const finding = this.#findings.find((candidate) => candidate.id === id);
    if (!finding) {
      return;
    }
    this.#selected = id;
    this.#on.picked(id);
    await this.show(this.indexNearest(finding.center));
    if (this.#allPlanes) {
      OTHER_PLANES.forEach((plane) => this.#moveThrough(this.#viewport(plane), finding.center));
    }
    this.#engine.render();
  }

  jumpToNeighbour(step) {
    const ids = this.#findings.map(({ id }) => id);
    if (ids.length > 0) {
      const at = ids.indexOf(this.#selected);
      this.jumpTo(ids[(at + step + ids.length) % ids.length]);
    }
  }

  preset(name) {
    const { center, width } = PRESETS[name];
    this.#setVoi({ lower: center - width / 2, upper: center + width / 2 });
  }

  showFindings(visible) {
    this.#findingsVisible = visible;
    this.#engine.render();
  }

  measure(on) {
    this.#measuring = on;
    const primary = { bindings: [{ mouseButton: ToolEnums.MouseBindings.Primary }] };
    if (on) {
      this.#tools.setToolPassive(WindowLevelTool.toolName);
      this.#tools.setToolActive(LengthTool.toolName, primary);
    } else {
      this.#tools.setToolPassive(LengthTool.toolName);
      this.#tools.setToolActive(WindowLevelTool.toolName, primary);
    }
  }

  reset() {
    this.#visiblePlanes().forEach((plane) => this.#viewport(plane).resetCamera());
    this.preset('lung');
    this.#engine.render();
  }

  /** Shows or hides the coronal and sagittal planes; needs every slice. */
  async showAllPlanes(on) {
    if (on === this.#allPlanes || (on && !this.complete)) {
      return;
    }
    this.#allPlanes = on;
    OTHER_PLANES.forEach((plane) => (this.#planes[plane].hidden = !on));
    if (on) {
      await this.#openOtherPlanes();
    } else {
      OTHER_PLANES.forEach((plane) => this.#disable(plane));
    }
    // The axial plane has another shape now: the whole slice is to fit again.
    this.#engine.resize(true, true);
    this.#viewport(AXIAL).resetCamera();
    this.#engine.render();
  }

  resize() {
    this.#engine.resize(true, true);
    this.#engine.render();
  }

  async #openOtherPlanes() {
    const orientation = Enums.OrientationAxis;
    this.#enable('coronal', Enums.ViewportType.ORTHOGRAPHIC, orientation.CORONAL);
    this.#enable('sagittal', Enums.ViewportType.ORTHOGRAPHIC, orientation.SAGITTAL);
    const volume = await volumeLoader.createAndCacheVolume(VOLUME, {
      imageIds: this.#slices.map(({ imageId }) => imageId),
    });
    volume.load();
    await setVolumesForViewports(this.#engine, [{ volumeId: VOLUME }], OTHER_PLANES);
    const { voiRange } = this.#viewport(AXIAL).getProperties();
    const finding = this.#findings.find(({ id }) => id === this.#selected);
    OTHER_PLANES.forEach((plane) => {
      const viewport = this.#viewport(plane);
      viewport.setProperties({ voiRange });
      if (finding) {
        this.#moveThrough(viewport, finding.center);
      }
    });
  }

  #enable(plane, type, orientation) {
    const element = this.#planes[plane];
    this.#engine.enableElement({
      viewportId: plane,
      type,
      element,
      defaultOptions: { background: [0, 0, 0], ...(orientation && { orientation }) },
    });
    this.#tools.addViewport(plane, ENGINE);
    if (!this.#overlays.has(plane)) {
      this.#overlays.set(plane, new FindingsOverlay(element, this.#findings, (id) => this.jumpTo(id)));
      this.#listenTo(plane, element);
    }
  }

  #disable(plane) {
    this.#tools.removeViewports(ENGINE, plane);
    this.#engine.disableElement(plane);
  }

  #listenTo(plane, element) {
    element.addEventListener(Enums.Events.IMAGE_RENDERED, () => this.#drawFindings(plane));
    element.addEventListener(Enums.Events.VOI_MODIFIED, ({ detail }) => this.#voiChanged(plane, detail.range));
    element.addEventListener('contextmenu', (event) => event.preventDefault());
    element.addEventListener(
      'wheel',
      (event) => {
        event.preventDefault();
        const delta = Math.sign(event.deltaY);
        if (plane === AXIAL) {
          this.scroll(delta);
        } else {
          utilities.scroll(this.#viewport(plane), { delta });
        }
      },
      { passive: false },
    );
    if (plane === AXIAL) {
      element.addEventListener('pointermove', (event) => this.#on.probe(this.#probe(event, element)));
      element.addEventListener('pointerleave', () => this.#on.probe(null));
    }
  }

  #setUpTools() {
    [WindowLevelTool, PanTool, ZoomTool, LengthTool].forEach((tool) => {
      addTool(tool);
      this.#tools.addTool(tool.toolName);
    });
    const { MouseBindings, KeyboardBindings } = ToolEnums;
    this.#tools.setToolActive(PanTool.toolName, {
      bindings: [
        { mouseButton: MouseBindings.Auxiliary },
        { mouseButton: MouseBindings.Primary, modifierKey: KeyboardBindings.Shift },
      ],
    });
    this.#tools.setToolActive(ZoomTool.toolName, {
      bindings: [
        { mouseButton: MouseBindings.Secondary },
        { mouseButton: MouseBindings.Primary, modifierKey: KeyboardBindings.Ctrl },
      ],
    });
    this.measure(false);
  }

  #drawFindings(plane) {
    const viewport = this.#engine.getViewport(plane);
    if (!viewport) {
      return;
    }
    const spacing = plane === AXIAL ? this.#spacingMm : this.#slices[0].pixelSpacing[0];
    const drawn = this.#overlays.get(plane).draw(viewport, spacing, {
      visible: this.#findingsVisible,
      selected: this.#selected,
    });
    if (plane === AXIAL) {
      this.#on.drawn(viewport.getCurrentImageIdIndex(), drawn);
      this.#on.camera(viewport.getCamera());
    }
  }

  #voiChanged(plane, range) {
    if (plane === AXIAL) {
      this.#on.voi({ center: (range.upper + range.lower) / 2, width: range.upper - range.lower });
      this.#visiblePlanes()
        .filter((other) => other !== AXIAL)
        .forEach((other) => {
          const viewport = this.#viewport(other);
          viewport.setProperties({ voiRange: range }, undefined, true);
          viewport.render();
        });
    }
  }

  #setVoi(voiRange) {
    const viewport = this.#viewport(AXIAL);
    viewport.setProperties({ voiRange });
    viewport.render();
  }

  #moveThrough(viewport, center) {
    const { viewPlaneNormal, focalPoint, position } = viewport.getCamera();
    const distance = center.reduce((sum, v, i) => sum + (v - focalPoint[i]) * viewPlaneNormal[i], 0);
    const moved = (point) => point.map((v, i) => v + distance * viewPlaneNormal[i]);
    viewport.setCamera({ focalPoint: moved(focalPoint), position: moved(position) });
    viewport.render();
  }

  #probe(event, element) {
    const viewport = this.#viewport(AXIAL);
    const box = element.getBoundingClientRect();
    const world = viewport.canvasToWorld([event.clientX - box.left, event.clientY - box.top]);
    const slice = this.#slices[this.#index];
    const { position: p, orientation: o, pixelSpacing, columns, rows } = slice;
    const offset = world.map((v, i) => v - p[i]);
    const column = Math.round((offset[0] * o[0] + offset[1] * o[1] + offset[2] * o[2]) / pixelSpacing[1]);
    const row = Math.round((offset[0] * o[3] + offset[1] * o[4] + offset[2] * o[5]) / pixelSpacing[0]);
    if (column < 0 || row < 0 || column >= columns || row >= rows) {
      return null;
    }
    const pixels = viewport.getCornerstoneImage()?.getPixelData();
    return pixels ? pixels[row * columns + column] : null;
  }

  #visiblePlanes() {
    return this.#allPlanes ? [AXIAL, ...OTHER_PLANES] : [AXIAL];
  }

  #viewport(plane) {
    return this.#engine.getViewport(plane);
  }

  #announceSlice() {
    this.#on.slice(this.#index, this.#slices[this.#index]);
  }
}
