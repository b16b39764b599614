/** Loads every slice of a stack, those nearest to the one in view first. */

import { imageLoader } from '@cornerstonejs/core';

const PARALLEL_REQUESTS = 6;
const ATTEMPTS = 3;

/**
 * @param {string[]} imageIds
 * @param {Set<number>} loaded indices that need no loading
 * @param {() => number} inView index of the slice in view, asked before each request
 * @param {(index: number) => void} onLoaded
 * @returns {Promise<number[]>} the indices that could not be loaded
 */
export async function loadAll(imageIds, loaded, inView, onLoaded) {
  const waiting = new Set([...imageIds.keys()].filter((index) => !loaded.has(index)));
  const failed = [];
  const takeNearest = () => {
    const centre = inView();
    let nearest = -1;
    for (const index of waiting) {
      if (nearest < 0 || Math.abs(index - centre) < Math.abs(nearest - centre)) {
        nearest = index;
      }
    }
    waiting.delete(nearest);
    return nearest;
  };
  const work = async () => {
    while (waiting.size > 0) {
      const index = takeNearest();
      if (await load(imageIds[index])) {
        onLoaded(index);
      } else {
        failed.push(index);
      }
    }
  };
  await Promise.all(Array.from({ length: PARALLEL_REQUESTS }, work));
  return failed;
}

async function load(imageId) {
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    try {
      await imageLoader.loadAndCacheImage(imageId);
      return true;
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 300 * attempt));
    }
  }
  return false;
}
