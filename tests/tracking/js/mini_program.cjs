// One life of a mini program that tracks: the built package in a context that has WeChat's `wx` and nothing of a browser or
// of Node, and in which no text can be run. Its storage is a folder. Usage: node mini_program.cjs FOLDER LIFE COUNT
// Prints the id of each event once track() has returned; with COUNT 0 it sends what waits, says so, and ends.
'use strict'
const fs = require('node:fs')
const path = require('node:path')
const vm = require('node:vm')

const [folder, life, count] = process.argv.slice(2)
const { LIUKE_NETWORK, LIUKE_KEY, LIUKE_DIST } = process.env
const fileOf = (name) => path.join(folder, encodeURIComponent(name))
const heard = {}
const wx = {
  getStorageSync: (name) => (fs.existsSync(fileOf(name)) ? fs.readFileSync(fileOf(name), 'utf8') : ''),
  setStorageSync: (name, value) => {
    fs.writeFileSync(path.join(folder, '.part'), value)
    fs.renameSync(path.join(folder, '.part'), fileOf(name))
  },
  removeStorageSync: (name) => fs.rmSync(fileOf(name), { force: true }),
  getStorageInfoSync: () => ({ keys: fs.readdirSync(folder).filter((name) => name !== '.part').map(decodeURIComponent), currentSize: 1, limitSize: 10240 }),
  onAppHide: (run) => (heard.hide = run),
  onAppShow: (run) => (heard.show = run),
  onNetworkStatusChange: (run) => (heard.network = run),
  request: (options) => {
    fetch(options.url, { method: options.method, headers: options.header, body: options.data, signal: AbortSignal.timeout(options.timeout) }).then(
      async (answer) => options.success({ statusCode: answer.status, header: Object.fromEntries(answer.headers), data: await answer.text() }),
    ).catch(() => options.fail({ errMsg: 'request:fail ', errno: 600001 }))
  },
}
const context = vm.createContext(
  { wx, setTimeout, clearTimeout, Promise },
  { codeGeneration: { strings: false, wasm: false } },
)
const modules = new Map()
function load(file) {
  const found = modules.get(file)
  if (found) return found.exports
  const module = { exports: {} }
  modules.set(file, module)
  vm.runInContext(`(function (exports, require, module) {${fs.readFileSync(file, 'utf8')}\n})`, context, { filename: file })
    .call(module.exports, module.exports, (name) => load(path.resolve(path.dirname(file), name)), module)
  return module.exports
}

async function main() {
  const { createTracker } = load(path.join(LIUKE_DIST, 'track.js'))
  const tracker = createTracker({ baseUrl: LIUKE_NETWORK, key: LIUKE_KEY, batch: 7, everyMs: 5, firstMs: 20, timeoutMs: 2_000 }).watch()
  if (life === 'before') {
    for (let n = 0; n < 5; n += 1) tracker.track('before.consent', { n })
    tracker.page('home')
    heard.hide()
    await tracker.flush()
    process.stdout.write(`${JSON.stringify(fs.readdirSync(folder))}\n`)
    return
  }
  tracker.consent(true)
  for (let n = 0; n < Number(count); n += 1) {
    const id = tracker.track('mini.step', { life, n })
    fs.writeSync(1, `${id}\n`)
    if (n % 5 === 4) await new Promise((resolve) => setTimeout(resolve, 2))
  }
  if (count !== '0') return void setInterval(() => undefined, 1_000) // it waits to be killed
  heard.network({ isConnected: true })
  for (;;) {
    const { left } = await tracker.flush()
    if (!left) break
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
  fs.writeSync(1, 'sent\n')
  process.exit(0)
}
main().catch((error) => { process.stderr.write(`${error.stack}\n`); process.exit(1) })
