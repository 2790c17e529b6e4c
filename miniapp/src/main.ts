import { createSSRApp } from 'vue'
import App from './App.vue'
import { again, watchNetwork } from './app/offline'
import { takeToken } from './app/session'
import { watchPages } from './app/pages'
import { member } from './app/client'
import { learnConsents, watchConsents } from './app/track'
import './app.css'

export function createApp() {
  takeToken()
  const app = createSSRApp(App)
  watchPages(app)
  watchNetwork()
  watchConsents(async () => learnConsents((await member().getConsents()).purposes))
  uni.onAppShow?.(again)
  return { app }
}
