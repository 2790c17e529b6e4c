import { createSSRApp } from 'vue'
import App from './App.vue'
import { watchAddress } from './app/address'
import { askEarly } from './app/centre'
import { again, watchNetwork } from './app/offline'
import { session, takeToken, watchWindows } from './app/session'
import { watchPages } from './app/pages'
import { member } from './app/client'
import { learnConsents, watchConsents } from './app/track'
import './app.css'

/** Pages that show what the member centre says. */
const OF_THE_CENTRE = /^#?\/?(\?|$|pages\/(home|card|activities|me)\/)/

export function createApp() {
  watchAddress()
  takeToken()
  // #ifdef H5
  if (session.open && OF_THE_CENTRE.test(window.location.hash)) askEarly()
  // #endif
  const app = createSSRApp(App)
  watchPages(app)
  watchNetwork()
  watchWindows()
  watchConsents(async () => learnConsents((await member().getConsents()).purposes))
  uni.onAppShow?.(again)
  return { app }
}
