/** Draws the findings over a viewport: a circle where the plane in view cuts the finding. */

const SVG = 'http://www.w3.org/2000/svg';

/** Free space between a finding's edge and its circle, so that the edge itself stays visible. */
const MARGIN_MM = 2;

/**
 * The circle in which a plane cuts a finding, taken as a ball of its long axis.
 *
 * @param {{center: number[], longAxisMm: number}} finding
 * @param {number} distanceMm of the plane from the finding's centre
 * @param {number} spacingMm between neighbouring planes; a finding thinner than that still shows
 * @returns {{radiusMm: number, key: boolean} | null} null where the plane misses it; `key` where no
 *     other plane lies nearer
 */
export function cut(finding, distanceMm, spacingMm) {
  const radius = finding.longAxisMm / 2;
  const distance = Math.abs(distanceMm);
  const half = spacingMm / 2;
  if (distance > Math.max(radius, half)) {
    return null;
  }
  const radiusMm = Math.sqrt(Math.max(radius * radius - distance * distance, 0));
  return { radiusMm: Math.max(radiusMm, 1), key: distance <= half };
}

export class FindingsOverlay {
  #svg;
  #findings;
  #onPick;

  constructor(element, findings, onPick) {
    this.#findings = findings;
    this.#onPick = onPick;
    this.#svg = document.createElementNS(SVG, 'svg');
    this.#svg.classList.add('findings-overlay');
    element.appendChild(this.#svg);
  }

  /** @returns {number[]} the findings drawn */
  draw(viewport, spacingMm, { visible, selected }) {
    const { viewPlaneNormal, focalPoint, viewUp } = viewport.getCamera();
    this.#svg.replaceChildren(...this.#orientationLetters(viewPlaneNormal, viewUp));
    if (!visible) {
      return [];
    }
    const drawn = [];
    for (const finding of this.#findings) {
      const offset = finding.center.map((value, axis) => value - focalPoint[axis]);
      const distance = offset.reduce((sum, value, axis) => sum + value * viewPlaneNormal[axis], 0);
      const circle = cut(finding, distance, spacingMm);
      if (circle) {
        const inPlane = finding.center.map((value, axis) => value - distance * viewPlaneNormal[axis]);
        this.#add(viewport, viewUp, finding, inPlane, circle, finding.id === selected);
        drawn.push(finding.id);
      }
    }
    return drawn;
  }

  #orientationLetters(normal, up) {
    const right = [
      up[1] * normal[2] - up[2] * normal[1],
      up[2] * normal[0] - up[0] * normal[2],
      up[0] * normal[1] - up[1] * normal[0],
    ];
    const opposite = (direction) => direction.map((value) => -value);
    const places = [
      [up, { x: '50%', y: '18' }],
      [opposite(up), { x: '50%', y: '100%', dy: '-10' }],
      [right, { x: '100%', y: '50%', dx: '-14' }],
      [opposite(right), { x: '14', y: '50%' }],
    ];
    return places.map(([direction, place]) => {
      const letter = element('text', { class: 'orientation', ...place });
      letter.textContent = letterOf(direction);
      return letter;
    });
  }

  #add(viewport, viewUp, finding, center, { radiusMm, key }, selected) {
    const [x, y] = viewport.worldToCanvas(center);
    const edge = center.map((value, axis) => value + viewUp[axis] * (radiusMm + MARGIN_MM));
    const [ex, ey] = viewport.worldToCanvas(edge);
    const radius = Math.hypot(ex - x, ey - y);
    const group = element('g', {
      class: `finding${key ? ' key' : ''}${selected ? ' selected' : ''}`,
      'data-finding': finding.id,
    });
    group.append(
      element('circle', { class: 'halo', cx: x, cy: y, r: radius }),
      element('circle', { class: 'ring', cx: x, cy: y, r: radius }),
    );
    const label = element('text', { x: x + radius * 0.75 + 5, y: y - radius * 0.75 - 3 });
    label.textContent = `${finding.id} · ${finding.longAxisMm.toFixed(1)} mm`;
    group.append(label);
    label.addEventListener('pointerdown', (event) => {
      event.stopPropagation();
      this.#onPick(finding.id);
    });
    this.#svg.append(group);
  }
}

/** The side of the patient that a direction points to: left, right, posterior, anterior, head, feet. */
export function letterOf(direction) {
  const sizes = direction.map(Math.abs);
  const axis = sizes.indexOf(Math.max(...sizes));
  return ['LR', 'PA', 'HF'][axis][direction[axis] > 0 ? 0 : 1];
}

function element(name, attributes) {
  const node = document.createElementNS(SVG, name);
  Object.entries(attributes).forEach(([key, value]) => node.setAttribute(key, value));
  return node;
}
