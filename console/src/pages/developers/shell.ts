/** One word of a POSIX shell, whatever is in it: within single quotes nothing means anything but the quote itself. */
export function quoteShell(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`
}
