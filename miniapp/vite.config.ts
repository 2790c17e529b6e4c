import { fileURLToPath } from 'node:url'
import uniPlugin from '@dcloudio/vite-plugin-uni'
import { defineConfig, type Plugin } from 'vite'

// the plugin is CommonJS: its function is one level deeper under Node's modules
const uni = (uniPlugin as unknown as { default?: typeof uniPlugin }).default ?? uniPlugin
const api = process.env.LIUKE_API ?? 'http://127.0.0.1:8080'

/**
 * uni's own styles of H5 name two shadow pictures on a network that is not the merchant's: its bars have none here. What
 * warnings of frameworks say to developers names pages of theirs: nothing of the app names another host.
 */
const noForeignHosts: Plugin = {
  name: 'no-foreign-hosts',
  enforce: 'post',
  generateBundle(_options, bundle) {
    for (const file of Object.values(bundle)) {
      if (file.type === 'chunk') file.code = file.code.replace(/https:\/\/(?:vuejs\.org|uniapp\.dcloud\.(?:net\.cn|io)|liuke\.example\.com)[\w/.#?=&-]*/g, '')
      else if (file.fileName.endsWith('.css')) file.source = String(file.source).replace(/url\(["']?https?:[^)]*\)/g, 'none')
    }
  },
}

export default defineConfig({
  base: './',
  plugins: [uni(), noForeignHosts],
  resolve: {
    alias: {
      '@': fileURLToPath(new URL('./src', import.meta.url)),
      '@liuke/sdk/track': fileURLToPath(new URL('../sdk/js/src/track.ts', import.meta.url)),
      '@liuke/sdk': fileURLToPath(new URL('../sdk/js/src/index.ts', import.meta.url)),
    },
  },
  build: { sourcemap: false, cssCodeSplit: false, chunkSizeWarningLimit: 400 },
  server: { port: 5174, proxy: { '/v1': api } },
})
