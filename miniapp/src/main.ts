import { createSSRApp } from 'vue'
import App from './App.vue'
import { again, watchNetwork } from './app/offline'
import { takeToken } from './app/session'
import { watchPages } from './app/pages'
import './app.css'

export function createApp() {
  takeToken()
  const app = createSSRApp(App)
  watchPages(app)
  watchNetwork()
  uni.onAppShow?.(again)
  return { app }
}
