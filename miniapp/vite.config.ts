import { fileURLToPath } from 'node:url'
import uniPlugin from '@dcloudio/vite-plugin-uni'
import { defineConfig, type Plugin } from 'vite'

// the plugin is CommonJS: its function is one level deeper under Node's modules
const uni = (uniPlugin as unknown as { default?: typeof uniPlugin }).default ?? uniPlugin
const api = process.env.LIUKE_API ?? 'http://127.0.0.1:8080'

const cleanStyles = (source: unknown): string => String(source).replace(/url\(["']?https?:[^)]*\)/g, 'none')

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
      else if (file.fileName.endsWith('.css')) file.source = cleanStyles(file.source)
    }
  },
}

/** The pages that people open first: the address behind `#`, which no server sees, says which of them it is. */
const MAIN_PAGE = /\/src\/pages\/(?:home|card|points|coupons|activities)\/index\.vue/

/**
 * Nothing that is seen first waits for a file: styles stand in the page, behind it, and scripts are fetched at once but
 * after all that is seen. The entry and the main pages are all there is to fetch, whichever of them is opened.
 */
const firstPage: Plugin = {
  name: 'first-page',
  enforce: 'post',
  transformIndexHtml: {
    order: 'post',
    handler(html, { bundle = {} }) {
      const [link] = /<link rel="stylesheet"[^>]*>\s*/.exec(html) ?? []
      const sheet = Object.values(bundle).find(({ fileName }) => link?.includes(fileName))
      if (!link || sheet?.type !== 'asset') return html
      delete bundle[sheet.fileName]
      return html
        .replace(link, '')
        .replace(/<script type="module"|<link rel="modulepreload"/g, '$& fetchpriority="low"')
        .replace('<div id="app">', () => `<style>${cleanStyles(sheet.source).trim()}</style>\n    <div id="app">`)
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
  build: {
    sourcemap: false,
    cssCodeSplit: false,
    chunkSizeWarningLimit: 400,
    rollupOptions: {
      output: {
        manualChunks: (id) => (process.env.UNI_PLATFORM === 'h5' && MAIN_PAGE.test(id) ? 'app' : undefined),
      },
    },
  },
  server: { port: 5174, proxy: { '/v1': api } },
})
