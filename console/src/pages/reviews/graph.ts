/** The picture of who is near a member: invitations as arrows, shared devices as dashed lines. */
import type { ChartTheme } from '@/components/chart/theme'
import type { RiskGraph } from '@/api/types'

export const KINDS = ['center', 'ring', 'confirmed', 'other'] as const
export type Kind = (typeof KINDS)[number]

/** What a person in the picture is. */
export function kindOf(graph: RiskGraph, person: RiskGraph['people'][number]): Kind {
  if (person.member_id === graph.center) return 'center'
  if (person.review === 'confirmed') return 'confirmed'
  return person.ring ? 'ring' : 'other'
}

/** As ECharts draws it. */
export function buildGraph(graph: RiskGraph, theme: ChartTheme, say: (kind: Kind) => string, name: (person: RiskGraph['people'][number]) => string): Record<string, unknown> {
  const colors: Record<Kind, string | undefined> = { center: theme.marks[0], ring: theme.marks[2], confirmed: theme.marks[3], other: theme.ink2 }
  const few = graph.people.length <= 14
  return {
    animation: !theme.still,
    textStyle: { fontFamily: theme.font },
    aria: { enabled: false },  // the picture says what it shows in words of its own
    tooltip: { backgroundColor: theme.surface, borderColor: theme.line, textStyle: { color: theme.ink, fontSize: 12 }, confine: true },
    legend: { left: 0, top: 0, itemWidth: 10, itemHeight: 10, icon: 'circle', data: KINDS.map(say), textStyle: { color: theme.ink2, fontSize: 12 } },
    series: [{
      type: 'graph', layout: 'force', roam: true, top: 36, bottom: 8,
      force: { repulsion: few ? 180 : 90, edgeLength: few ? 70 : 40, gravity: 0.12, layoutAnimation: false },
      categories: KINDS.map((kind) => ({ name: say(kind), itemStyle: { color: colors[kind], opacity: kind === 'other' ? 0.5 : 1 } })),
      data: graph.people.map((person) => ({
        id: person.member_id, name: name(person), category: KINDS.indexOf(kindOf(graph, person)),
        symbolSize: person.member_id === graph.center ? 24 : 15,
        label: { show: few || person.member_id === graph.center, position: 'bottom', color: theme.ink, fontSize: 11 },
      })),
      links: graph.ties.map((tie) => ({
        source: tie.source, target: tie.target, symbol: ['none', tie.kind === 'invited' ? 'arrow' : 'none'], symbolSize: 7,
        lineStyle: { type: tie.kind === 'invited' ? 'solid' : 'dashed', color: tie.kind === 'invited' ? theme.ink2 : theme.marks[2], curveness: tie.kind === 'invited' ? 0 : 0.18, width: 1.4 },
      })),
    }],
  }
}
