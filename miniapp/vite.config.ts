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

/**
 * What every page needs, and the first one, is fetched with the entry and not after it. Styles come after what is seen
 * first, so that it does not wait for them; scripts do.
 */
const firstPage: Plugin = {
  name: 'first-page',
  enforce: 'post',
  transformIndexHtml: {
    order: 'post',
    handler(html, { bundle }) {
      const chunks = Object.values(bundle ?? {}).flatMap((file) => (file.type === 'chunk' ? [file] : []))
      const home = chunks.find(({ facadeModuleId }) => facadeModuleId?.replace(/\?.*$/, '').endsWith('pages/home/index.vue'))
      if (!home) return html
      const entry = chunks.find(({ isEntry }) => isEntry)
      const early = [home.fileName, ...home.imports].filter((name) => name !== entry?.fileName)
      const links = early.map((name) => `<link rel="modulepreload" crossorigin href="./${name}">`).join('\n    ')
      const [style = ''] = /<link rel="stylesheet"[^>]*>/.exec(html) ?? []
      const preload = style.replace('rel="stylesheet"', 'rel="preload" as="style"')
      return html.replace(style, `${preload}\n    ${links}`).replace('<div id="app">', `${style}\n    <div id="app">`)
    },
  },
}

export default defineConfig({
  base: './',
  plugins: [uni(), noForeignHosts, firstPage],
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
