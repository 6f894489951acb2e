// Everything here makes pages quicker or kinder; none of them needs it. Parts that few pages use are fetched where they are used.
import './folds.js'
import './dialogs.js'
import './sending.js'
import './keys.js'
import './small.js'
import { forgetAcknowledged } from './copies.js'

document.documentElement.classList.add('js')
forgetAcknowledged()
start(document)

/** Wakes what lies in `root`: the page, or what htmx has just brought. */
export function start(root) {
  const each = (selector, load) => root.querySelectorAll(selector).forEach(element => load().then(part => part.default(element)))
  each('input[data-suggest]', () => import('./suggest.js'))
  each('[data-opened]', () => import('./opened.js'))
  each('form[data-autosave]', () => import('./autosave.js'))
  each('form[data-guard]', () => import('./guard.js'))
  each('[data-rows]', () => import('./rows.js'))
  each('[data-drop]', () => import('./drop.js'))
  each('[data-counter]', () => import('./counter.js'))
  root.querySelector('[data-focus]')?.focus()
}

if (document.querySelector('[hx-get],[hx-post],[hx-put],[hx-delete],[hx-boost]')) {
  const load = () => import('./htmx.js').then(part => part.default(start))
  if (document.readyState === 'complete') load()
  else addEventListener('load', load)
}
