/** The member's own pictures, drawn on the server: asked for with the token, shown from memory, kept nowhere. */
import { nextTick, ref, type Ref } from 'vue'
import { findServer, type Trouble } from './client'
import { preferences } from './preferences'
import { getToken } from './session'
import { t } from '@/i18n'
import { toast } from './feedback'

export type PictureKind = 'invite' | 'badge' | 'certificate' | 'upgrade'

/** Where a picture is on this device until the app is closed. */
export async function fetchPicture(kind: PictureKind, id = '', renew = false): Promise<string> {
  const token = await getToken(renew)
  const url = `${findServer()}/v1/members/me/poster?kind=${kind}${id ? `&id=${encodeURIComponent(id)}` : ''}`
  const answer = await new Promise<{ status: number; path: string }>((resolve, reject) => {
    uni.downloadFile({
      url,
      header: { authorization: `Bearer ${token}`, 'accept-language': preferences.locale },
      success: ({ statusCode, tempFilePath }) => resolve({ status: statusCode, path: tempFilePath }),
      fail: reject,
    })
  })
  if (answer.status === 401 && !renew) return fetchPicture(kind, id, true)
  if (answer.status !== 200) throw new Error(`the picture was answered with ${answer.status}`)
  return answer.path
}

export interface Picture {
  src: Ref<string>
  trouble: Ref<Trouble | ''>
  load: (id?: string) => Promise<void>
  describe: () => void
}

/** @param name what is on it, for who does not see it */
export function usePicture(kind: PictureKind, name: () => string): Picture {
  const src = ref('')
  /** Once it is there: the picture within uni's own element has no description otherwise. */
  function describe(): void {
    // #ifdef H5
    void nextTick(() => document.querySelectorAll('.drawn img').forEach((found) => found.setAttribute('alt', name())))
    // #endif
  }
  const trouble = ref<Trouble | ''>('')
  async function load(id = ''): Promise<void> {
    trouble.value = ''
    try {
      src.value = await fetchPicture(kind, id)
    } catch (error) {
      trouble.value = error instanceof Error ? 'refused' : 'offline'
    }
  }
  return { src, trouble, load, describe }
}

/** To the device: a file on H5; in WeChat the picture itself has the platform's menu, which needs no leave of ours. */
export function savePicture(src: string, name: string): void {
  // #ifdef H5
  const link = document.createElement('a')
  link.href = src
  link.download = `${name}.jpg`
  link.click()
  toast(t('picture.saved'))
  // #endif
  // #ifdef MP-WEIXIN
  void name
  uni.previewImage({ urls: [src] })
  // #endif
}
