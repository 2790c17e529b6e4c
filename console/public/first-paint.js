// Runs before the first paint, so that neither theme nor language flashes. A file of its own: the page allows no inline scripts.
(function () {
  var root = document.documentElement
  var kept = {}
  try {
    kept = JSON.parse(localStorage.getItem('liuke.preferences') || '{}')
  } catch (error) {
    kept = {}
  }
  var dark = kept.theme === 'dark' || (kept.theme !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches)
  root.dataset.theme = dark ? 'dark' : 'light'
  root.lang = kept.locale === 'en' ? 'en' : 'zh-CN'
})()
