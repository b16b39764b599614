import { existsSync, readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { defineConfig } from 'vite';

/** Modules that Cornerstone imports for things the viewer never does, replaced by empty ones. */
const unused = {
  name: 'unused',
  enforce: 'pre',
  resolveId(id) {
    // Reading meshes from XML; it would bring an XML library that wants Node's own modules.
    return id === 'xmlbuilder2' ? '\0xmlbuilder2' : undefined;
  },
  load(id) {
    return id === '\0xmlbuilder2' ? 'export const create = undefined;' : undefined;
  },
  transform(code, id) {
    // Segmentation statistics; their worker would double the bundle.
    return id.includes('registerComputeWorker.js')
      ? 'export function registerComputeWorker() {}'
      : undefined;
  },
};

/** Writes the licences of every package in the bundle beside it. */
const licences = {
  name: 'licences',
  generateBundle(options, bundle) {
    const folders = new Set();
    for (const { modules = {} } of Object.values(bundle)) {
      for (const id of Object.keys(modules)) {
        const match = /^\0?(.*\/node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(id);
        if (match && modules[id].renderedLength > 0) {
          folders.add(match[1]);
        }
      }
    }
    const texts = [...folders].map((folder) => licenceOf(folder)).sort();
    this.emitFile({
      type: 'asset',
      fileName: 'THIRD-PARTY-LICENCES.txt',
      source: `viewer.js holds code of these packages.\n\n${texts.join('\n')}`,
    });
  },
};

function licenceOf(folder) {
  const { name, version, license } = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8'));
  if (!license) {
    throw new Error(`${name} names no licence`);
  }
  const file = existsSync(folder) && readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
  const text = file ? readFileSync(path.join(folder, file), 'utf8').trim() : '';
  return `${'='.repeat(78)}\n${name} ${version}: ${license}\n\n${text}\n`;
}

export default defineConfig({
  base: './',
  plugins: [unused, licences],
  worker: { format: 'es' },
  build: {
    outDir: process.env.HILUM_VIEWER_OUT ?? '../resources/static/viewer',
    emptyOutDir: true,
    target: 'es2022',
    chunkSizeWarningLimit: 9000,
    modulePreload: false,
    rolldownOptions: {
      input: 'src/main.js',
      output: {
        entryFileNames: 'viewer.js',
        chunkFileNames: '[name].js',
        assetFileNames: '[name][extname]',
        codeSplitting: false,
      },
    },
  },
});
