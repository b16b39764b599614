/** Gives Cornerstone the slices: what it asks of an image, and the image itself. */

import { imageLoader, metaData } from '@cornerstonejs/core';
import { fetchHounsfield } from './dicomweb.js';

/** @type {Map<string, import('./dicomweb.js').Slice>} */
const slices = new Map();

export function registerSlices(list) {
  list.forEach((slice) => slices.set(slice.imageId, slice));
}

export function registerWithCornerstone() {
  imageLoader.registerImageLoader('hilum', loadImage);
  metaData.addProvider(provideMetadata, 10000);
}

function loadImage(imageId) {
  const abort = new AbortController();
  const slice = slices.get(imageId);
  return {
    promise: fetchHounsfield(slice, abort.signal).then((hounsfield) => toImage(slice, hounsfield)),
    cancelFn: () => abort.abort(),
  };
}

function toImage(slice, hounsfield) {
  let min = hounsfield[0];
  let max = hounsfield[0];
  for (const value of hounsfield) {
    if (value < min) min = value;
    if (value > max) max = value;
  }
  const [rowSpacing, columnSpacing] = slice.pixelSpacing;
  return {
    imageId: slice.imageId,
    rows: slice.rows,
    columns: slice.columns,
    width: slice.columns,
    height: slice.rows,
    rowPixelSpacing: rowSpacing,
    columnPixelSpacing: columnSpacing,
    minPixelValue: min,
    maxPixelValue: max,
    // The pixels are Hounsfield units already.
    slope: 1,
    intercept: 0,
    isPreScaled: true,
    preScale: {
      enabled: true,
      scaled: true,
      scalingParameters: { modality: slice.modality, rescaleSlope: 1, rescaleIntercept: 0 },
    },
    windowCenter: -600,
    windowWidth: 1500,
    voiLUTFunction: 'LINEAR',
    color: false,
    rgba: false,
    numberOfComponents: 1,
    invert: false,
    photometricInterpretation: 'MONOCHROME2',
    dataType: 'Int16Array',
    sizeInBytes: hounsfield.byteLength,
    getPixelData: () => hounsfield,
    imageFrame: {},
    FrameOfReferenceUID: slice.frameOfReferenceUid,
  };
}

function provideMetadata(type, imageId) {
  const slice = slices.get(imageId);
  if (!slice) {
    return undefined;
  }
  const [rowSpacing, columnSpacing] = slice.pixelSpacing;
  switch (type) {
    case 'imagePlaneModule':
      return {
        frameOfReferenceUID: slice.frameOfReferenceUid,
        rows: slice.rows,
        columns: slice.columns,
        imagePositionPatient: slice.position,
        imageOrientationPatient: slice.orientation,
        rowCosines: slice.orientation.slice(0, 3),
        columnCosines: slice.orientation.slice(3, 6),
        pixelSpacing: slice.pixelSpacing,
        rowPixelSpacing: rowSpacing,
        columnPixelSpacing: columnSpacing,
      };
    case 'imagePixelModule':
      return {
        samplesPerPixel: 1,
        photometricInterpretation: 'MONOCHROME2',
        bitsAllocated: 16,
        bitsStored: 16,
        highBit: 15,
        pixelRepresentation: 1,
      };
    case 'generalSeriesModule':
      return { modality: slice.modality };
    case 'modalityLutModule':
      return { rescaleSlope: 1, rescaleIntercept: 0, rescaleType: 'HU' };
    case 'voiLutModule':
      return { windowCenter: [-600], windowWidth: [1500] };
    default:
      return undefined;
  }
}
