/** The query of the page that is open, changed by the page itself. */
import { onScopeDispose } from 'vue'
import { isNavigationFailure, NavigationFailureType, onBeforeRouteLeave, useRouter, type LocationQueryRaw } from 'vue-router'

/**
 * Replaces the query, unless the person is on the way to another page: what a page still had to write (the text of a
 * search a moment after it was typed) would call them back or end up in the address of the other page.
 */
export function useOwnQuery(): (query: LocationQueryRaw) => void {
  const router = useRouter()
  let leaving = false
  onBeforeRouteLeave(() => {
    leaving = true
  })
  const forget = router.afterEach((_to, _from, failure) => {
    if (isNavigationFailure(failure, NavigationFailureType.aborted)) leaving = false // they stay after all
  })
  onScopeDispose(() => {
    leaving = true
    forget()
  })
  return (query) => {
    if (!leaving) void router.replace({ query })
  }
}
