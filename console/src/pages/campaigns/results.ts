/** Activities of a program with a page of results, and results as spreadsheets. */
import { csvText, saveFile } from '@/components/download'
import { api } from '@/api'
import type { Page, QuestionResult, QuizResults, Spec, SurveyResults, SurveyText, Wording } from '@/api/types'
import { preferences } from '@/state/preferences'

export interface Asked {
  id: string
  name: string
  kind: string
  campaign: string
}

function sayWording(value: unknown): string {
  const wording = value as Wording
  if (typeof wording === 'string') return wording
  return (preferences.locale === 'en' ? wording?.en : '') || wording?.zh || ''
}

/** The activities of a program, as far as pages name them. */
export function listActivities(spec: Spec): Asked[] {
  const found = Array.isArray(spec.activities) ? (spec.activities as Record<string, unknown>[]) : []
  return found.map((one) => ({ id: String(one.id), name: sayWording(one.name), kind: String(one.kind), campaign: String(one.campaign ?? '') }))
}

/** Those that members have under way together. */
export const TOGETHER: ReadonlySet<string> = new Set(['group_buy', 'bargain', 'assist'])
/** Those that have a page of results. */
export const ANSWERED: ReadonlySet<string> = new Set(['quiz', 'survey', 'leaderboard', 'raffle', ...TOGETHER])

/** A score of basis points with its sign: 4250 is 42.5. */
export function sayScore(bps: number): string {
  const tenths = Math.round(bps / 10) / 10
  return `${tenths < 0 ? '−' : tenths > 0 ? '+' : ''}${Math.abs(tenths)}`
}

export function saveQuiz(data: QuizResults, head: string[]): void {
  saveFile(`${data.id}-questions.csv`, csvText(head, data.questions.map((one) => [one.text, one.asked, one.right, one.wrong, one.late, one.passed, one.right_bps === null ? null : one.right_bps / 100, one.median_ms === null ? null : one.median_ms / 1000])))
}

export function saveSurvey(data: SurveyResults, head: string[]): void {
  const rows = data.questions.flatMap((one: QuestionResult) => (one.options.length ? one.options.map((option) => [one.text, option.name, option.count, option.share_bps / 100]) : [[one.text, '', one.answered, null]]))
  saveFile(`${data.id}-answers.csv`, csvText(head, rows))
}

/** Everything that was written to a question, page by page. */
export async function saveTexts(survey: string, question: string, period: string, head: string[], sayTime: (us: number) => string): Promise<void> {
  const rows: (string | null)[][] = []
  let cursor = ''
  do {
    const page: Page<SurveyText> = await api.get<Page<SurveyText>>(`/activities/${survey}/survey/texts`, { question, period, limit: 200, cursor })
    rows.push(...page.items.map((one) => [one.text, one.member_id, one.t_us === null ? null : sayTime(one.t_us)]))
    cursor = page.next_cursor ?? ''
  } while (cursor)
  saveFile(`${survey}-${question}.csv`, csvText(head, rows))
}
