/// <reference types="vitest/config" />
import { paraglideVitePlugin } from '@inlang/paraglide-js';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vite';

// index.html is what ships; dev/ (the same window over an invented company) is served by `npm run dev` only.
export default defineConfig({
  plugins: [
    svelte(),
    // The tests take what `npm run gen` wrote: the plugin's watcher would keep them from ending.
    !process.env.VITEST &&
      paraglideVitePlugin({
        project: './project.inlang',
        outdir: './src/lib/paraglide',
        strategy: ['globalVariable', 'baseLocale'],
        outputStructure: 'message-modules',
      }),
  ],
  base: './',
  build: {
    target: ['chrome123', 'safari17.5'], // both know light-dark(), nothing is lowered,
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0, // a strict content policy allows no data: scripts or fonts
    chunkSizeWarningLimit: 600,
  },
  test: { include: ['src/**/*.test.ts'], environment: 'node' },
});
