/** The side bar: groups of pages. */
import {
  ArrowLeftRight, CalendarDays, Code2, Gauge, Gift, Landmark, MessageSquareText, PackageCheck, ScanLine, ScrollText, Settings, ShieldAlert, SlidersHorizontal, TicketPercent, Trophy, UserCheck, Users,
} from 'lucide-vue-next'
import type { Component } from 'vue'
import { routes } from '@/router'
import { may } from '@/state/session'

export interface MenuItem {
  name: string
  path: string
  icon: Component
}

export interface MenuGroup {
  name: string
  items: MenuItem[]
}

const GROUPS: { name: string; items: [string, Component][] }[] = [
  { name: '', items: [['overview', Gauge]] },
  { name: 'people', items: [['members', Users], ['givings', Gift], ['adjustments', UserCheck], ['prizes', Trophy], ['handover', PackageCheck], ['posts', MessageSquareText], ['reviews', ShieldAlert], ['redeem', ScanLine]] },
  { name: 'rules', items: [['program', SlidersHorizontal], ['campaigns', CalendarDays], ['coupons', TicketPercent]] },
  { name: 'money', items: [['finance', Landmark], ['clearing', ArrowLeftRight]] },
  { name: 'system', items: [['developers', Code2], ['audit', ScrollText], ['settings', Settings]] },
]

/** What the person may open. */
export function listMenu(): MenuGroup[] {
  return GROUPS.map((group) => ({
    name: group.name,
    items: group.items.flatMap(([name, icon]) => {
      const route = routes.find((found) => found.name === name)
      return route && may(...(route.meta?.scopes ?? [])) ? [{ name, path: route.path, icon }] : []
    }),
  })).filter((group) => group.items.length)
}
