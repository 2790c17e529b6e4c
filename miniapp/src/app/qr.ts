/** A code as a picture, made on the device: nothing about a member's code goes anywhere. */
import qrcode from 'qrcode-generator'

const CELL = 8
const QUIET = 4

export function drawCode(code: string): string {
  const made = qrcode(0, 'M')
  made.addData(code)
  made.make()
  return made.createDataURL(CELL, CELL * QUIET)
}
