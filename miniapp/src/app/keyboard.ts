/** Views are no buttons to a browser: Enter and Space press what has the role of one. Pointers and fingers need nothing. */
const PRESSED = new Set(['button', 'tab', 'radio', 'switch', 'link'])

export function listenToKeys(): void {
  // #ifdef H5
  document.addEventListener('keydown', (event) => {
    const at = event.target as HTMLElement | null
    if ((event.key !== 'Enter' && event.key !== ' ') || !at || !PRESSED.has(at.getAttribute('role') ?? '')) return
    event.preventDefault()
    at.click()
  })
  // #endif
}
