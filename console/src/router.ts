/** Pages, each a chunk of its own, with what a person must be allowed to see them. */
import { createRouter, createWebHistory, type Router, type RouteRecordRaw } from 'vue-router'
import { connectSession } from './api'
import { translate } from './i18n'
import { findMe, forget, may, me } from './state/session'

declare module 'vue-router' {
  interface RouteMeta {
    /** Without the shell. */
    bare?: boolean
    /** Key of the title. */
    title?: string
    /** Any of these scopes opens the page. */
    scopes?: string[]
  }
}

const NoPermission = () => import('./pages/NoPermission.vue')

function page(path: string, name: string, component: RouteRecordRaw['component'], ...scopes: string[]): RouteRecordRaw {
  return { path, name, component, meta: { title: `nav.${name}`, scopes } } as RouteRecordRaw
}

export const routes: RouteRecordRaw[] = [
  { path: '/login', name: 'login', component: () => import('./pages/Login.vue'), meta: { bare: true, title: 'nav.login' } },
  page('/', 'overview', () => import('./pages/Overview.vue'), 'finance:read'),
  page('/members', 'members', () => import('./pages/Members.vue'), 'members:read'),
  page('/members/:id', 'member', () => import('./pages/Member.vue'), 'members:read'),
  page('/orders/:id', 'order', () => import('./pages/Order.vue'), 'members:read'),
  page('/givings', 'givings', () => import('./pages/Givings.vue'), 'points:adjust', 'points:approve'),
  page('/adjustments', 'adjustments', () => import('./pages/Adjustments.vue'), 'points:adjust', 'points:approve'),
  page('/prizes', 'prizes', () => import('./pages/Prizes.vue'), 'members:read', 'redeem'),
  page('/program', 'program', () => import('./pages/Studio.vue'), 'program:read'),
  page('/campaigns', 'campaigns', () => import('./pages/Campaigns.vue'), 'program:read'),
  page('/campaigns/:id', 'campaign', () => import('./pages/Campaign.vue'), 'program:read'),
  page('/activities/:id', 'activity', () => import('./pages/Activity.vue'), 'program:read'),
  page('/coupons', 'coupons', () => import('./pages/Coupons.vue'), 'program:read', 'members:read'),
  page('/handover', 'handover', () => import('./pages/HandOver.vue'), 'redeem', 'members:read'),
  page('/posts', 'posts', () => import('./pages/Posts.vue'), 'members:read'),
  page('/reviews', 'reviews', () => import('./pages/Reviews.vue'), 'members:read'),
  page('/redeem', 'redeem', () => import('./pages/Redeem.vue'), 'redeem'),
  page('/finance', 'finance', () => import('./pages/Finance.vue'), 'finance:read'),
  page('/clearing', 'clearing', () => import('./pages/Clearing.vue'), 'finance:read', 'clearing:write'),
  page('/developers', 'developers', () => import('./pages/Developers.vue'), 'keys:write', 'webhooks:write'),
  page('/audit', 'audit', () => import('./pages/Audit.vue'), 'audit:read'),
  page('/settings', 'settings', () => import('./pages/Settings.vue')),
  { path: '/no-permission', name: 'no-permission', component: NoPermission, meta: { title: 'nav.noPermission' } },
  { path: '/:rest(.*)*', name: 'not-found', component: () => import('./pages/NotFound.vue'), meta: { title: 'nav.notFound' } },
]

/** The first page in the menu that the person may open. */
export function homeOf(): string {
  if (!may('finance:read') && may('redeem')) return '/redeem'
  const home = routes.find((route) => !route.meta?.bare && !route.path.includes(':') && may(...(route.meta?.scopes ?? [])))
  return home?.path ?? '/settings'
}

export function createConsoleRouter(): Router {
  const router = createRouter({
    history: createWebHistory(import.meta.env.BASE_URL),
    routes,
    scrollBehavior: (to, from, saved) => saved ?? (to.path === from.path ? false : { top: 0 }),
  })
  router.beforeEach(async (to) => {
    if (to.name === 'login') return true
    try {
      if (!(await findMe())) return { name: 'login', query: to.fullPath === '/' ? {} : { to: to.fullPath } }
    } catch {
      return to.meta.bare ? true : { name: 'login', query: { to: to.fullPath, failed: '1' } }
    }
    if (to.path === '/' && !may(...(to.meta.scopes ?? []))) return homeOf()
    if (!may(...(to.meta.scopes ?? []))) return { name: 'no-permission', query: { to: to.fullPath }, replace: true }
    return true
  })
  router.afterEach((to) => {
    const title = to.meta.title ? `${translate(to.meta.title)} · ` : ''
    document.title = `${title}${me.value?.tenant.name ?? '留客 Liuke'}`
  })
  connectSession('', () => {
    const here = router.currentRoute.value
    forget()
    if (here.name !== 'login') void router.replace({ name: 'login', query: { to: here.fullPath, ended: '1' } })
  })
  return router
}
