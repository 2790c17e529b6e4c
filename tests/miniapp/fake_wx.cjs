// As much of WeChat's `wx` as the member app asks for; what is requested is answered from a table.
'use strict'

const done = (options, value) => {
  options?.success?.(value)
  options?.complete?.(value)
}

/** Answers by path; `asked` and `missed` are filled as it goes; `now.page` is the page that is being opened. */
exports.makeWx = (answers, now) => {
  const kept = new Map([['liuke.member.token', JSON.stringify('a.b.c')]])
  const asked = []
  const missed = []
  const launch = () => ({ path: now.page, query: {}, scene: 1001, referrerInfo: {} })
  const wx = {
    getStorageSync: (name) => kept.get(name) ?? '',
    setStorageSync: (name, value) => void kept.set(name, value),
    removeStorageSync: (name) => void kept.delete(name),
    getStorageInfoSync: () => ({ keys: [...kept.keys()], currentSize: 1, limitSize: 10240 }),
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
    getLaunchOptionsSync: launch,
    getEnterOptionsSync: launch,
    setStorage: (options) => done(options, {}),
    canIUse: () => true,
    onNetworkStatusChange() {}, onAppHide() {}, onAppShow() {}, onThemeChange() {}, onWindowResize() {}, onError() {},
    setBackgroundColor: (options) => done(options, {}),
    setScreenBrightness: (options) => done(options, {}),
    navigateTo: (options) => done(options, {}), reLaunch: (options) => done(options, {}), navigateBack: (options) => done(options, {}),
  }
  return { wx, asked, missed }
}

/** With which query a page is opened here. */
exports.queryOf = (page) => (page.includes('activity/') ? { id: 'check_in' } : page.includes('code/') ? { benefit: 'free_snack', name: 'x' } : {})
