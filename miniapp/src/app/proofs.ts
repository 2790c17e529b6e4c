/**
 * Pictures that a member sends: chosen on the device, made smaller there, and sent one by one. The same picture sent
 * again is the one that is there, so that whoever got no answer may just send it once more.
 */
import { readProblem, TransportError, Unauthorized, type MediumView } from '@liuke/sdk'
import { findServer } from './client'
import { preferences } from './preferences'
import { getToken } from './session'

/** A picture on this device. */
export interface Chosen {
  /** What an `image` shows. */
  src: string
  /** What is sent; in WeChat the path says it. */
  file?: Blob
}

/** The server keeps no more pixels a side than this. */
const SIDE = 2_048
/** What is lighter is sent as it is. */
const LIGHT_BYTES = 600_000
const QUALITY = 0.85
const TIMEOUT_MS = 60_000
const SMALLEST_ERROR = 400

/** Let the member choose; none if they thought better of it. */
export function choosePictures(most: number): Promise<Chosen[]> {
  // #ifdef H5
  return new Promise((resolve) => {
    const input = document.createElement('input')
    Object.assign(input, { type: 'file', accept: 'image/jpeg,image/png,image/webp', multiple: most > 1 })
    input.addEventListener('cancel', () => resolve([]))
    input.addEventListener('change', () => {
      const files = Array.from(input.files ?? []).slice(0, most)
      void Promise.all(files.map(shrink)).then((made) => resolve(made.map((file) => ({ src: URL.createObjectURL(file), file }))))
    })
    input.click()
  })
  // #endif
  // #ifdef MP-WEIXIN
  return new Promise((resolve) => {
    uni.chooseMedia({
      count: most,
      mediaType: ['image'],
      sizeType: ['compressed'],
      success: ({ tempFiles }) => resolve(tempFiles.map((one) => ({ src: one.tempFilePath }))),
      fail: () => resolve([]),
    })
  })
  // #endif
}

/** A picture that is no heavier than it need be; one that cannot be drawn here is the server's to judge. */
async function shrink(file: Blob): Promise<Blob> {
  // #ifdef H5
  if (file.size <= LIGHT_BYTES) return file
  try {
    const drawn = await createImageBitmap(file)
    const scale = Math.min(1, SIDE / Math.max(drawn.width, drawn.height))
    const canvas = document.createElement('canvas')
    Object.assign(canvas, { width: Math.round(drawn.width * scale), height: Math.round(drawn.height * scale) })
    canvas.getContext('2d')?.drawImage(drawn, 0, 0, canvas.width, canvas.height)
    drawn.close()
    const made = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/jpeg', QUALITY))
    if (made && made.size < file.size) return made
  } catch {
    // no picture, or too large for this device
  }
  // #endif
  return file
}

/** Send one; its name.
 *
 * @throws LiukeError
 */
export async function sendProof(chosen: Chosen, renew = false): Promise<string> {
  const token = await getToken(renew)
  const header = { authorization: `Bearer ${token}`, 'accept-language': preferences.locale }
  const { status, text } = await post(`${findServer()}/v1/members/me/proofs`, header, chosen)
  if (status < SMALLEST_ERROR) return (JSON.parse(text) as MediumView).id
  const error = readProblem(status, text)
  if (error instanceof Unauthorized && !renew) return sendProof(chosen, true)
  throw error
}

async function post(url: string, header: Record<string, string>, chosen: Chosen): Promise<{ status: number; text: string }> {
  // #ifdef H5
  const stop = new AbortController()
  const timer = setTimeout(() => stop.abort(), TIMEOUT_MS)
  try {
    const body = chosen.file ?? new Blob()
    const answer = await fetch(url, { method: 'POST', headers: { ...header, 'content-type': body.type || 'application/octet-stream' }, body, credentials: 'omit', signal: stop.signal })
    return { status: answer.status, text: await answer.text() }
  } catch (error) {
    throw new TransportError(String(error))
  } finally {
    clearTimeout(timer)
  }
  // #endif
  // #ifdef MP-WEIXIN
  return new Promise((resolve, reject) => {
    uni.uploadFile({
      url,
      header,
      filePath: chosen.src,
      name: 'file',
      timeout: TIMEOUT_MS,
      success: ({ statusCode, data }) => resolve({ status: statusCode, text: data }),
      fail: ({ errMsg }) => reject(new TransportError(errMsg)),
    })
  })
  // #endif
}

/** One of the member's own, small: asked for with the token; empty: it is not to be had. */
export async function fetchProof(id: string): Promise<string> {
  const token = await getToken(false)
  return new Promise((resolve) => {
    uni.downloadFile({
      url: `${findServer()}/v1/members/me/proofs/${id}?size=thumb`,
      header: { authorization: `Bearer ${token}` },
      success: ({ statusCode, tempFilePath }) => resolve(statusCode === 200 ? tempFilePath : ''),
      fail: () => resolve(''),
    })
  })
}
