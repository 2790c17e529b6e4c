// Measures pages with Lighthouse's mobile settings in a browser that runs already. Usage: node run.mjs PORT RUNS URL…
// Prints a JSON list of runs for each address: scores of 100, and times in milliseconds.
import lighthouse from 'lighthouse'

const [port, runs, ...urls] = process.argv.slice(2)
const TIMES = { fcp: 'first-contentful-paint', lcp: 'largest-contentful-paint', tbt: 'total-blocking-time' }
/** A browser that has just started is busy with itself for seconds: its first visit is nobody's figure. */
const warm = () => lighthouse(urls[0], { port: Number(port), logLevel: 'error', onlyCategories: ['performance'] })
const found = []
await warm()
for (const url of urls) {
  const measured = []
  for (let run = 0; run < Number(runs); run += 1) {
    const { lhr } = await lighthouse(url, { port: Number(port), logLevel: 'error', onlyCategories: ['performance', 'accessibility'] })
    if (lhr.runtimeError) throw new Error(`${url}: ${lhr.runtimeError.message}`)
    const one = { performance: Math.round(lhr.categories.performance.score * 100), accessibility: Math.round(lhr.categories.accessibility.score * 100) }
    for (const [name, audit] of Object.entries(TIMES)) one[name] = Math.round(lhr.audits[audit].numericValue)
    one.cls = Math.round(lhr.audits['cumulative-layout-shift'].numericValue * 1000)
    one.failed = Object.values(lhr.audits).filter((audit) => audit.score === 0 && lhr.categories.accessibility.auditRefs.some((ref) => ref.id === audit.id && ref.weight > 0)).map((audit) => audit.id)
    measured.push(one)
  }
  found.push(measured)
}
process.stdout.write(JSON.stringify(found), () => process.exit(0))
