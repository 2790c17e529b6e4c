/** Which page is shown, wherever the way to it led: each page says so itself. */
import type { App } from 'vue'
import { takeKeptToken } from './session'
import { notePage } from './track'

export function watchPages(app: App): void {
  app.mixin({
    onShow(this: { route?: string; $page?: { route?: string }; $mpType?: string }): void {
      // #ifdef MP-WEIXIN
      takeKeptToken()
      // #endif
      const route = this.$page?.route ?? this.route
      if (route) notePage(route)
    },
  })
}
