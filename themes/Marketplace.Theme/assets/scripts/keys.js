// "/" to the search box; j and k along a queue; single letters for the buttons that show them.
// People who dictate or who slip need to be able to turn them off (WCAG 2.1.4).
let isOff = false
try { isOff = localStorage.getItem('keys') === 'off' } catch { /* without storage they are on */ }
const switches = () => document.querySelectorAll('[data-keys-switch]').forEach(button => button.setAttribute('aria-pressed', String(!isOff)))
switches()
document.addEventListener('click', event => {
  if (!event.target.closest('[data-keys-switch]')) return
  isOff = !isOff
  try { localStorage.setItem('keys', isOff ? 'off' : 'on') } catch { /* then for this page only */ }
  switches()
})

document.addEventListener('keydown', event => {
  if (isOff || event.ctrlKey || event.metaKey || event.altKey || event.isComposing || isTyping(event.target)) return
  if (document.querySelector('dialog[open]')) return
  if (event.key === '/') { go(event, visible('[data-slash]')); return }
  const queue = document.querySelector('[data-queue]')
  if (!queue) return
  if (event.key === 'j' || event.key === 'k') walk(event, [...queue.querySelectorAll('a[href]')])
  else if (/^[a-z]$/.test(event.key)) visible(`[data-key="${event.key}"]`)?.click()
})

const isTyping = element => element.closest?.('input:not([type="checkbox"]):not([type="radio"]), textarea, select, [contenteditable]')
const visible = selector => [...document.querySelectorAll(selector)].find(element => element.offsetParent !== null)

function go(event, element) {
  if (!element) return
  event.preventDefault()
  element.focus()
  element.select?.()
}

function walk(event, links) {
  const at = links.findIndex(link => link === document.activeElement || link.getAttribute('aria-current'))
  const next = links[at + (event.key === 'j' ? 1 : -1)]
  if (!next) return
  event.preventDefault()
  next.click()
}
