/** A short word at the top after something was done. */
import { ElMessage } from 'element-plus'

export function say(text: string, type: 'success' | 'warning' | 'error' = 'success'): void {
  ElMessage({ message: text, type, grouping: true, duration: 3500 })
}
