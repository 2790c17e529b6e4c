import { createSSRApp } from 'vue'
import App from './App.vue'
import { takeToken } from './app/session'
import './app.css'

export function createApp() {
  takeToken()
  const app = createSSRApp(App)
  return { app }
}
