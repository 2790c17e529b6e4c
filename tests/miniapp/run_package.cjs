// Runs every page of a built mini program under a fake of WeChat's runtime: no DOM, no text that is run, data only.
// Usage: node run_package.cjs PACKAGE ANSWERS; prints {page: {requests, data}} as JSON.
'use strict'
const fs = require('node:fs')
const path = require('node:path')
const vm = require('node:vm')

const [folder, answersFile] = process.argv.slice(2)
const answers = JSON.parse(fs.readFileSync(answersFile, 'utf8'))
const kept = new Map([['liuke.member.token', JSON.stringify('a.b.c')]])
const asked = []
const missed = []
const components = new Map()
let current = ''
let app

const done = (options, value) => {
  options?.success?.(value)
  options?.complete?.(value)
}
const known = {
  getStorageSync: (name) => kept.get(name) ?? '',
  setStorageSync: (name, value) => void kept.set(name, value),
  removeStorageSync: (name) => void kept.delete(name),
  getStorageInfoSync: () => ({ keys: [...kept.keys()], currentSize: 1, limitSize: 10240 }),
  onNetworkStatusChange() {}, onAppHide() {}, onAppShow() {},
  request: (options) => {
    const where = options.url.replace(/^https?:\/\/[^/]+/, '')
    asked.push(`${options.method ?? 'GET'} ${where}`)
    const found = answers[where.split('?')[0]]
    if (found === undefined) missed.push(where)
    const text = JSON.stringify(found ?? { status: 404, code: 'not-found', title: 'not found' })
    setTimeout(() => done(options, { statusCode: found === undefined ? 404 : 200, header: {}, data: options.dataType === 'text' ? text : JSON.parse(text) }), 0)
    return { abort() {} }
  },
  getSystemInfoSync: () => ({ theme: 'light', statusBarHeight: 40, windowWidth: 390, windowHeight: 844, pixelRatio: 2, platform: 'ios', language: 'zh_CN', SDKVersion: '3.6.0' }),
  getAppBaseInfo: () => ({ theme: 'light', language: 'zh_CN', SDKVersion: '3.6.0' }),
  getWindowInfo: () => ({ windowWidth: 390, pixelRatio: 2, statusBarHeight: 40 }),
  getDeviceInfo: () => ({ platform: 'ios' }),
  getLaunchOptionsSync: () => ({ path: current, query: {}, scene: 1001, referrerInfo: {} }),
  getEnterOptionsSync: () => ({ path: current, query: {}, scene: 1001, referrerInfo: {} }),
  setStorage: (options) => done(options, {}),
  canIUse: () => true,
  onAppHide() {}, onAppShow() {}, onThemeChange() {}, onWindowResize() {}, onError() {},
  setBackgroundColor: (options) => done(options, {}),
  setScreenBrightness: (options) => done(options, {}),
  navigateTo: (options) => done(options, {}), reLaunch: (options) => done(options, {}), navigateBack: (options) => done(options, {}),
}
const context = vm.createContext(
  {
    console: { log() {}, warn() {}, error: (...words) => process.stderr.write(`${words.join(' ')}\n`), info() {} },
    setTimeout, clearTimeout, setInterval, clearInterval, Promise, wx: known,
    App: (options) => { app = options },
    Page: (options) => components.set(current, { methods: options, data: options.data ?? {} }),
    Component: (options) => components.set(current, options),
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
  current = page
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
  current = 'app'
  load(path.join(folder, 'app.js'))
  app?.onLaunch?.({ path: '', query: {}, scene: 1001, referrerInfo: {} })
  app?.onShow?.({ path: '', query: {}, scene: 1001, referrerInfo: {} })
  const { pages } = JSON.parse(fs.readFileSync(path.join(folder, 'app.json'), 'utf8'))
  const seen = {}
  for (const page of pages) seen[page] = await show(page, page.includes('activity/') ? { id: 'check_in' } : page.includes('code/') ? { benefit: 'free_snack', name: 'x' } : {})
  process.stdout.write(JSON.stringify({ seen, missed }), () => process.exit(0))
}
main().catch((error) => { process.stderr.write(`${error.stack}\n`); process.exit(1) })
