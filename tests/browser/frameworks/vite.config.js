// The three applications, each as one module without hashes in its name.

import { svelte } from '@sveltejs/vite-plugin-svelte';
import vue from '@vitejs/plugin-vue';
import { defineConfig } from 'vite';

const isCustomElement = (name) => name === 'sse-progress';

export default defineConfig({
  plugins: [vue({ template: { compilerOptions: { isCustomElement } } }), svelte()],
  build: {
    rollupOptions: {
      input: { react: 'react/main.tsx', vue: 'vue/main.ts', svelte: 'svelte/main.ts' },
      output: { entryFileNames: '[name].js', chunkFileNames: 'chunk-[name].js' },
    },
  },
});
