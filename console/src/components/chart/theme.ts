/** Looks of all charts, read from the tokens at the moment of drawing. */
export interface ChartTheme {
  marks: string[]
  ink: string
  ink2: string
  grid: string
  surface: string
  line: string
  font: string
  /** The person wants nothing to move. */
  still: boolean
}

export function readTheme(): ChartTheme {
  const style = getComputedStyle(document.documentElement)
  const read = (name: string): string => style.getPropertyValue(name).trim()
  return {
    marks: [1, 2, 3, 4, 5, 6].map((n) => read(`--mark-${n}`)),
    ink: read('--ink'),
    ink2: read('--ink-2'),
    grid: read('--grid'),
    surface: read('--surface'),
    line: read('--line'),
    font: read('--font'),
    still: matchMedia('(prefers-reduced-motion: reduce)').matches,
  }
}

export interface Series {
  name: string
  values: (number | null)[]
  kind?: 'bar' | 'line' | 'area'
  /** Which of the marks, from 1; its place otherwise. */
  mark?: number
  stack?: string
}

/** Categories on one axis, figures on the other. */
export interface ChartData {
  labels: string[]
  series: Series[]
  say: (value: number) => string
  axis?: (value: number) => string
  /** Bars lie down: for few categories with long names. */
  lying?: boolean
}

export function buildOption(data: ChartData, theme: ChartTheme, narrow: boolean): Record<string, unknown> {
  const category = {
    type: 'category',
    data: data.labels,
    inverse: data.lying === true,
    axisTick: { show: false },
    axisLine: { show: !data.lying, lineStyle: { color: theme.line } },
    axisLabel: { color: theme.ink2, fontSize: 11, hideOverlap: true },
  }
  const value = {
    type: 'value',
    splitNumber: narrow ? 3 : 4,
    splitLine: { lineStyle: { color: theme.grid } },
    axisLabel: { color: theme.ink2, fontSize: 11, formatter: data.axis ?? data.say },
  }
  return {
    animation: !theme.still,
    animationDuration: 240,
    animationDurationUpdate: 0,
    textStyle: { fontFamily: theme.font },
    aria: { enabled: true },
    grid: { left: 4, right: 10, top: data.series.length > 1 ? 34 : 12, bottom: 2, containLabel: true },
    legend: {
      show: data.series.length > 1, left: 0, top: 0, itemWidth: 10, itemHeight: 10, itemGap: 14, icon: 'roundRect',
      textStyle: { color: theme.ink2, fontSize: 12 }, inactiveColor: theme.line,
    },
    tooltip: {
      trigger: 'axis', axisPointer: { type: data.series.some((s) => s.kind !== 'bar') ? 'line' : 'shadow', lineStyle: { color: theme.line } },
      backgroundColor: theme.surface, borderColor: theme.line, padding: [8, 12], textStyle: { color: theme.ink, fontSize: 12 },
      valueFormatter: (given: unknown) => (typeof given === 'number' ? data.say(given) : '—'), confine: true,
    },
    xAxis: data.lying ? value : category,
    yAxis: data.lying ? category : value,
    series: data.series.map((one, i) => {
      const color = theme.marks[(one.mark ?? i + 1) - 1] ?? theme.marks[0]
      const bar = (one.kind ?? 'bar') === 'bar'
      return {
        name: one.name, data: one.values, type: bar ? 'bar' : 'line', stack: one.stack, color, barMaxWidth: 22, barCategoryGap: '32%',
        itemStyle: bar ? { borderRadius: data.lying ? [0, 3, 3, 0] : [3, 3, 0, 0] } : undefined,
        showSymbol: false, lineStyle: { width: 1.75 }, areaStyle: one.kind === 'area' ? { opacity: 0.12 } : undefined, emphasis: { focus: 'none' },
      }
    }),
  }
}
