/** Whether what moves should rather be there at once. */
export function isStill(): boolean {
  // #ifdef H5
  return window.matchMedia('(prefers-reduced-motion: reduce)').matches
  // #endif
  // #ifndef H5
  return false
  // #endif
}
