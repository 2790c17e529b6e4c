/**
 * Reads codes in pictures: by the browser where it can (Chrome on Android and macOS), else by a library that is fetched from
 * this server when the camera is opened, and never otherwise.
 */
export interface FoundCode {
  rawValue: string
}

export interface Detector {
  detect(picture: HTMLVideoElement): Promise<readonly FoundCode[]>
}

type Made = new (options: { formats: string[] }) => Detector
type Native = Made & { getSupportedFormats(): Promise<readonly string[]> }

/** What stands on members' phones, on partners' vouchers and on goods. */
export const FORMATS = ['qr_code', 'code_128', 'code_39', 'ean_13', 'data_matrix', 'pdf417']

async function findNative(): Promise<Detector | null> {
  const native = (globalThis as { BarcodeDetector?: Native }).BarcodeDetector
  if (!native) return null
  try {
    const known = await native.getSupportedFormats() // empty where the system has no reader
    return known.includes('qr_code') ? new native({ formats: FORMATS.filter((format) => known.includes(format)) }) : null
  } catch {
    return null
  }
}

async function makeOwn(): Promise<Detector> {
  const [{ BarcodeDetector, prepareZXingModule }, { default: wasm }] = await Promise.all([import('barcode-detector/ponyfill'), import('zxing-wasm/reader/zxing_reader.wasm?url')])
  await prepareZXingModule({ overrides: { locateFile: () => wasm }, fireImmediately: true })
  return new (BarcodeDetector as unknown as Made)({ formats: FORMATS })
}

export async function makeDetector(): Promise<Detector> {
  return (await findNative()) ?? (await makeOwn())
}
