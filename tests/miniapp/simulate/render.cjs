// Renders every page of a built mini program with miniprogram-simulate, WeChat's own renderer of templates for tests.
// Usage: node render.cjs PACKAGE ANSWERS; prints {page: text} and what a tap on the home page asked for, as JSON.
'use strict'
const fs = require('node:fs')
const path = require('node:path')
const { JSDOM } = require('jsdom')
const { makeWx, queryOf } = require('../fake_wx.cjs')

const [folder, answersFile] = process.argv.slice(2)
const answers = JSON.parse(fs.readFileSync(answersFile, 'utf8'))
const { window } = new JSDOM('<!doctype html><body></body>', { url: 'https://servicewechat.com/', pretendToBeVisual: true })
const OF_THE_WINDOW = new Set(['window', 'Event', 'CustomEvent'])
for (const name of Object.getOwnPropertyNames(window)) {
  if (name in globalThis && !OF_THE_WINDOW.has(name)) continue
  Object.defineProperty(globalThis, name, { value: name === 'window' ? window : window[name], configurable: true, writable: true })
}

const simulate = require('miniprogram-simulate')
const exparser = require('miniprogram-exparser')
const VirtualNode = require('j-component/src/template/virtualnode')
const expr = require('j-component/src/template/expr')

/** The renderer takes the name of a handler as it is written; the app's names are data. */
const generate = VirtualNode.prototype.generate
VirtualNode.prototype.generate = function generateWithHandlers(options = {}) {
  const made = generate.call(this, options)
  if (made?.event) {
    made.event = Object.fromEntries(Object.entries(made.event).map(([name, one]) => {
      const handler = typeof one.handler === 'string' ? expr.calcExpression(expr.getExpression(one.handler), options.data ?? {}) : one.handler
      return [name, { ...one, handler: Array.isArray(handler) ? handler.join('') : handler }]
    }))
  }
  return made
}

const now = { page: 'app' }
const { wx, asked, missed } = makeWx(answers, now)
Object.assign(globalThis.wx ??= {}, wx)
let app
globalThis.App = (options) => { app = options }
globalThis.Page = (options) => globalThis.Component({ methods: options, data: options.data ?? {} })
globalThis.getApp = () => app
globalThis.getCurrentPages = () => []
const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms))

async function open(page) {
  now.page = page
  const id = simulate.load(path.join(folder, page), { rootPath: folder, compiler: 'simulate' })
  const component = simulate.render(id)
  const root = document.createElement('div')
  document.body.appendChild(root)
  component.attach(root)
  const { instance } = component
  instance.onLoad?.(queryOf(page))
  instance.onShow?.()
  instance.onReady?.()
  await wait(80)
  return { component, root, instance }
}

function close({ component, root, instance }) {
  instance.onHide?.()
  instance.onUnload?.()
  component.detach()
  root.remove()
}

/** The innermost element that says this and nothing else. */
function find(root, said) {
  return [...root.querySelectorAll('*')].filter((one) => one.textContent.trim() === said).pop()
}

async function main() {
  require(path.join(folder, 'app.js'))
  app?.onLaunch?.({ path: '', query: {}, scene: 1001, referrerInfo: {} })
  app?.onShow?.({ path: '', query: {}, scene: 1001, referrerInfo: {} })
  const { pages } = JSON.parse(fs.readFileSync(path.join(folder, 'app.json'), 'utf8'))
  const seen = {}
  let tapped = []
  for (const page of pages) {
    const opened = await open(page)
    seen[page] = opened.root.textContent.replace(/\s+/g, ' ').trim()
    if (page.includes('/home/')) {
      asked.length = 0
      const button = find(opened.root, '签到')
      for (let at = button; at && at !== opened.root; at = at.parentElement) {
        if (!at.__wxElement) continue
        exparser.triggerEvent(at.__wxElement, 'tap', { x: 10, y: 10 }, { bubbles: true, composed: true })
        break
      }
      const most = Date.now() + 30_000
      while (!asked.some((one) => one.startsWith('POST')) && Date.now() < most) await wait(20)
      tapped = asked.filter((one) => one.startsWith('POST')) // what it reads anew afterwards comes when it comes
    }
    close(opened)
  }
  process.stdout.write(JSON.stringify({ seen, tapped, missed }), () => process.exit(0))
}
main().catch((error) => { process.stderr.write(`${error.stack}\n`); process.exit(1) })
