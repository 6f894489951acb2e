// htmx without evaluation, without inline styles, without other hosts. It reads its settings from this element when it is loaded.
import { toast } from './toast.js'
import { word } from './words.js'

const settings = document.createElement('meta')
settings.name = 'htmx-config'
settings.content = JSON.stringify({
  allowEval: false,
  allowScriptTags: false,
  includeIndicatorStyles: false,
  selfRequestsOnly: true,
  historyCacheSize: 0,
  refreshOnHistoryMiss: true,
  timeout: 20000,
  responseHandling: [{ code: '204', swap: false }, { code: '[23]..', swap: true }, { code: '422', swap: true }, { code: '[45]..', swap: false, error: true }],
})
document.head.append(settings)

export default async function htmx(start) {
  await import('htmx.org')
  document.addEventListener('htmx:load', event => { if (event.target !== document.body) start(event.target) })
  for (const failure of ['htmx:responseError', 'htmx:sendError', 'htmx:timeout']) document.addEventListener(failure, () => toast(word('failed')))
}
