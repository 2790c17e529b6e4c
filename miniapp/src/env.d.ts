/// <reference types="vite/client" />

interface ImportMetaEnv {
  /** Address of the server for the mini program; the H5 asks the server it came from. */
  readonly VITE_LIUKE_URL?: string
  /** Where the merchant's backend issues a member's token. */
  readonly VITE_LIUKE_RENEWAL?: string
  /** Root of the sub-package, where the app is a part of another mini program. */
  readonly VITE_LIUKE_ROOT?: string
}

declare module '*.vue' {
  import type { DefineComponent } from 'vue'
  const component: DefineComponent<object, object, unknown>
  export default component
}
