import { createApp } from 'vue'
import App from './App.vue'
import { i18n, loadLocale } from './i18n'
import { createConsoleRouter } from './router'
import { preferences } from './state/preferences'
import './tokens.css'
import './base.css'

async function start(): Promise<void> {
  await loadLocale(preferences.locale)
  createApp(App).use(i18n).use(createConsoleRouter()).mount('#app')
}

void start()
