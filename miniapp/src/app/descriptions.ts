/** What describes one of uni's elements stands on its outside; readers look at what is within. */

const OUTER = 'uni-input,uni-textarea,uni-image'

/** Keep the two alike, whenever one is shown or says something else. */
export function passDescriptions(): void {
  // #ifdef H5
  const watcher = new MutationObserver((records) => {
    for (const { target, addedNodes } of records) {
      if (target instanceof Element && target.closest(OUTER)) pass(target.closest(OUTER) as Element)
      for (const node of Array.from(addedNodes)) {
        if (!(node instanceof Element)) continue
        if (node.matches(OUTER)) pass(node)
        node.querySelectorAll(OUTER).forEach(pass)
      }
    }
  })
  watcher.observe(document.body, { childList: true, subtree: true, attributes: true, attributeFilter: ['aria-label', 'alt'] })
  // #endif
}

function pass(outer: Element): void {
  const said = outer.getAttribute('aria-label') ?? outer.getAttribute('alt')
  const inner = outer.querySelector('input,textarea,img')
  const name = inner?.tagName === 'IMG' ? 'alt' : 'aria-label'
  if (inner && said !== null && inner.getAttribute(name) !== said) inner.setAttribute(name, said)
}
