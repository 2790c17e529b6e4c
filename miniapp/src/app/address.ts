/**
 * A link that is opened where the app is open already. uni takes a page with another query for the one that is there, so
 * that it would show the activity before; and a token of such a link would be taken by nobody.
 */
export function watchAddress(): void {
  // #ifdef H5
  let isLink = false
  // who goes back and forth has left a state behind; a link has none until the router has seen it
  window.addEventListener('popstate', ({ state }) => (isLink = state === null), { capture: true })
  window.addEventListener('hashchange', ({ oldURL, newURL }) => {
    const [from = '', to = ''] = [oldURL, newURL].map((url) => url.split('#')[1] ?? '')
    const isSame = from !== to && from.split('?')[0] === to.split('?')[0]
    if (isLink && (isSame || /[?&]token=/.test(to))) window.location.reload()
  })
  // #endif
}
