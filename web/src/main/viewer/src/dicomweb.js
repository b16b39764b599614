/** Reads slices from Hilum's own DICOMweb endpoints. */

const TAG = {
  sopInstanceUid: '00080018',
  modality: '00080060',
  instanceNumber: '00200013',
  frameOfReferenceUid: '00200052',
  position: '00200032',
  orientation: '00200037',
  rows: '00280010',
  columns: '00280011',
  pixelSpacing: '00280030',
  bitsAllocated: '00280100',
  bitsStored: '00280101',
  signed: '00280103',
  intercept: '00281052',
  slope: '00281053',
};

/** Where scanners' padding ends: air, in Hounsfield units. */
const AIR_HU = -1024;

/**
 * @typedef {object} Slice
 * @property {string} imageId what Cornerstone knows it by
 * @property {string} url of its frame
 * @property {number[]} position of the centre of the first pixel, patient millimetres, LPS
 * @property {number[]} orientation direction cosines of a row, then of a column
 * @property {number} positionMm along the stack's normal
 */

/**
 * The slices of a series from head to feet.
 *
 * @returns {Promise<Slice[]>}
 */
export async function fetchSlices(root, studyUid, seriesUid, signal) {
  const base = `${root}/studies/${studyUid}/series/${seriesUid}`;
  const response = await fetch(`${base}/metadata`, {
    headers: { Accept: 'application/dicom+json' },
    credentials: 'same-origin',
    signal,
  });
  if (!response.ok) {
    throw new Error(`${response.status} ${base}/metadata`);
  }
  const instances = await response.json();
  const slices = instances.map((attributes) => toSlice(attributes, base));
  return slices.sort((a, b) => b.positionMm - a.positionMm);
}

function toSlice(attributes, base) {
  const values = (tag) => attributes[tag]?.Value ?? [];
  const number = (tag, otherwise) => {
    const value = Number(values(tag)[0] ?? otherwise);
    if (!Number.isFinite(value)) {
      throw new Error(`DICOM ${tag}: ${values(tag)[0]}`);
    }
    return value;
  };
  const numbers = (tag, count) => {
    const list = values(tag).map(Number);
    if (list.length !== count || !list.every(Number.isFinite)) {
      throw new Error(`DICOM ${tag}: ${values(tag)}`);
    }
    return list;
  };
  const sopInstanceUid = String(values(TAG.sopInstanceUid)[0]);
  const orientation = numbers(TAG.orientation, 6);
  const position = numbers(TAG.position, 3);
  const url = `${base}/instances/${sopInstanceUid}/frames/1`;
  return {
    imageId: `hilum:${url}`,
    url,
    sopInstanceUid,
    position,
    orientation,
    positionMm: dot(position, normalOf(orientation)),
    rows: number(TAG.rows),
    columns: number(TAG.columns),
    pixelSpacing: numbers(TAG.pixelSpacing, 2),
    bitsAllocated: number(TAG.bitsAllocated),
    bitsStored: number(TAG.bitsStored),
    signed: number(TAG.signed, 0) === 1,
    slope: number(TAG.slope, 1),
    intercept: number(TAG.intercept, 0),
    modality: String(values(TAG.modality)[0] ?? 'CT'),
    frameOfReferenceUid: String(values(TAG.frameOfReferenceUid)[0] ?? ''),
  };
}

function normalOf([rx, ry, rz, cx, cy, cz]) {
  return [ry * cz - rz * cy, rz * cx - rx * cz, rx * cy - ry * cx];
}

function dot(a, b) {
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

/** One slice's pixels in Hounsfield units, row by row. */
export async function fetchHounsfield(slice, signal) {
  const response = await fetch(slice.url, {
    headers: { Accept: 'multipart/related; type="application/octet-stream"' },
    credentials: 'same-origin',
    signal,
  });
  if (!response.ok) {
    throw new Error(`${response.status} ${slice.url}`);
  }
  const body = new Uint8Array(await response.arrayBuffer());
  const stored = firstPart(body, response.headers.get('Content-Type') ?? '');
  return toHounsfield(stored, slice);
}

/** The first part of a multipart body; a body that is no multipart is returned whole. */
export function firstPart(body, contentType) {
  const boundary = /boundary="?([^";]+)"?/i.exec(contentType)?.[1];
  if (!boundary) {
    return body;
  }
  // The headers end at the first empty line; the tail is CRLF, two dashes, boundary, two dashes.
  const start = indexOf(body, [13, 10, 13, 10]) + 4;
  const tail = new TextEncoder().encode(`\r\n--${boundary}--`);
  const end = lastIndexOf(body, tail);
  if (start < 4 || end < start) {
    throw new Error('multipart body without its boundary');
  }
  return body.subarray(start, end);
}

function indexOf(bytes, pattern) {
  for (let i = 0; i + pattern.length <= bytes.length; i++) {
    if (pattern.every((byte, k) => bytes[i + k] === byte)) {
      return i;
    }
  }
  return -1;
}

function lastIndexOf(bytes, pattern) {
  for (let i = bytes.length - pattern.length; i >= 0; i--) {
    if (pattern.every((byte, k) => bytes[i + k] === byte)) {
      return i;
    }
  }
  return -1;
}

/** Little-endian stored values to whole Hounsfield units, padding raised to air. */
export function toHounsfield(bytes, { rows, columns, bitsAllocated, signed, slope, intercept }) {
  const count = rows * columns;
  if (bytes.byteLength < (count * bitsAllocated) / 8) {
    throw new Error(`${bytes.byteLength} bytes for ${columns} × ${rows} pixels`);
  }
  // A typed array must start at a multiple of its element's size; a part of a body may not.
  const aligned = bytes.byteOffset % 2 === 0 ? bytes : bytes.slice();
  const { buffer, byteOffset } = aligned;
  let stored;
  if (bitsAllocated === 16) {
    stored = new (signed ? Int16Array : Uint16Array)(buffer, byteOffset, count);
  } else {
    stored = new (signed ? Int8Array : Uint8Array)(buffer, byteOffset, count);
  }
  const hounsfield = new Int16Array(count);
  for (let i = 0; i < count; i++) {
    const value = stored[i] * slope + intercept;
    hounsfield[i] = value < AIR_HU ? AIR_HU : value > 32767 ? 32767 : Math.round(value);
  }
  return hounsfield;
}
