// Runs every page of a built mini program under a fake of WeChat's runtime: no DOM, no text that is run, data only.
// Usage: node run_package.cjs PACKAGE ANSWERS; prints {page: {requests, data}} as JSON.
'use strict'
const fs = require('node:fs')
const path = require('node:path')
const vm = require('node:vm')
const { makeWx, queryOf } = require('./fake_wx.cjs')

const [folder, answersFile] = process.argv.slice(2)
const answers = JSON.parse(fs.readFileSync(answersFile, 'utf8'))
const now = { page: '' }
const { wx, asked, missed } = makeWx(answers, now)
const components = new Map()
let app

const context = vm.createContext(
  {
    console: { log() {}, warn() {}, error: (...words) => process.stderr.write(`${words.join(' ')}\n`), info() {} },
    setTimeout, clearTimeout, setInterval, clearInterval, Promise, wx,
    App: (options) => { app = options },
    Page: (options) => components.set(now.page, { methods: options, data: options.data ?? {} }),
    Component: (options) => components.set(now.page, options),
    Behavior: (options) => options,
    getApp: () => app, getCurrentPages: () => [],
  },
  { codeGeneration: { strings: false, wasm: false } },
)
context.global = context
const modules = new Map()
function load(file) {
  const found = modules.get(file)
  if (found) return found.exports
  const module = { exports: {} }
  modules.set(file, module)
  const wrapped = vm.runInContext(`(function (exports, require, module) {${fs.readFileSync(file, 'utf8')}\n})`, context, { filename: file })
  const from = (name) => load(path.resolve(path.dirname(file), name.endsWith('.js') ? name : `${name}.js`))
  wrapped.call(module.exports, module.exports, from, module)
  return module.exports
}

async function show(page, query) {
  now.page = page
  asked.length = 0
  load(path.join(folder, `${page}.js`))
  const options = components.get(page)
  if (!options) throw new Error(`${page} made no page`)
  const instance = {
    data: { ...options.data }, properties: {}, is: page, route: page, options: query, __wxWebviewId__: 1, $page: {},
    setData(change, then) { for (const [name, value] of Object.entries(change)) this.data[name] = value; then?.() },
    triggerEvent() {}, selectComponent: () => null, selectAllComponents: () => [], createSelectorQuery: () => ({}),
  }
  for (const [name, method] of Object.entries(options.methods ?? {})) if (typeof method === 'function') instance[name] = method
  const life = { ...options, ...options.lifetimes }
  life.created?.call(instance)
  life.attached?.call(instance)
  instance.onLoad?.call(instance, query)
  instance.onShow?.call(instance)
  ;(life.ready ?? instance.onReady)?.call(instance)
  await new Promise((resolve) => setTimeout(resolve, 60))
  const result = { requests: [...asked], data: JSON.stringify(instance.data) }
  instance.onHide?.call(instance)
  instance.onUnload?.call(instance)
  life.detached?.call(instance)
  return result
}

async function main() {
  now.page = 'app'
  load(path.join(folder, 'app.js'))
  app?.onLaunch?.({ path: '', query: {}, scene: 1001, referrerInfo: {} })
  app?.onShow?.({ path: '', query: {}, scene: 1001, referrerInfo: {} })
  const { pages } = JSON.parse(fs.readFileSync(path.join(folder, 'app.json'), 'utf8'))
  const seen = {}
  for (const page of pages) seen[page] = await show(page, queryOf(page))
  process.stdout.write(JSON.stringify({ seen, missed }), () => process.exit(0))
}
main().catch((error) => { process.stderr.write(`${error.stack}\n`); process.exit(1) })
