/** The one client of the application, signed in by the session's cookie. */
import { ApiClient } from './client'
import { preferences } from '@/state/preferences'

const doors = { csrf: '', onUnauthorized: (): void => undefined }

export const api = new ApiClient({
  base: '/v1',
  csrf: () => doors.csrf,
  locale: () => preferences.locale,
  onUnauthorized: () => doors.onUnauthorized(),
})

/** Told by the session: the token for writes, and what to do when the session has ended. */
export function connectSession(csrf: string, onUnauthorized?: () => void): void {
  doors.csrf = csrf
  if (onUnauthorized) doors.onUnauthorized = onUnauthorized
}

export { ApiError } from './client'
