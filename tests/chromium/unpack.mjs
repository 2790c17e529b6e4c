// Unpacks the browser and its libraries, each compressed with brotli, into TMPDIR, where the package puts them.
import { fileURLToPath } from 'node:url'
import { inflate } from '@sparticuz/chromium'

const packed = new URL('../bin/', import.meta.resolve('@sparticuz/chromium'))
for (const name of ['chromium.br', 'swiftshader.tar.br', 'al2023.tar.br']) {
  await inflate(fileURLToPath(new URL(name, packed)))
}
