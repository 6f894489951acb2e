// Dialogs that the page holds, questions before a step, and filters as a sheet on the phone.
import { word } from './words.js'

document.addEventListener('click', event => {
  const opener = event.target.closest('[data-open]')
  const dialog = opener && document.getElementById(opener.dataset.open)
  if (dialog) { event.preventDefault(); dialog.showModal() }
  if (event.target.closest('[data-close]')) { event.preventDefault(); event.target.closest('dialog')?.close() }
  // A click on the dialog element itself is one on its backdrop: its content covers the rest.
  if (event.target instanceof HTMLDialogElement) event.target.close()
})

document.addEventListener('click', event => {
  const button = event.target.closest('button[data-confirm], a[data-confirm]')
  if (!button || button.dataset.confirmed) { if (button) delete button.dataset.confirmed; return }
  event.preventDefault()
  event.stopImmediatePropagation()
  ask(button.dataset.confirm, button.dataset.confirmButton ?? labelOf(button)).then(yes => {
    if (!yes) return
    button.dataset.confirmed = '1'
    button.click()
  })
}, true)

// Before all others: what is not sent yet is marked as sending by none.
document.addEventListener('submit', event => {
  const form = event.target
  if (!form.dataset.confirm) return
  if (form.dataset.confirmed) { delete form.dataset.confirmed; return }
  event.preventDefault()
  event.stopImmediatePropagation()
  const button = event.submitter ?? form.querySelector('button:not([type]), button[type="submit"]')
  ask(form.dataset.confirm, labelOf(button)).then(yes => {
    if (!yes) return
    form.dataset.confirmed = '1'
    form.requestSubmit(event.submitter)
  })
}, true)

/** What is seen of a button: a list's buttons name their line to those who hear them only. */
function labelOf(button) {
  const seen = button.cloneNode(true)
  seen.querySelectorAll('.visually-hidden').forEach(hidden => hidden.remove())
  return seen.textContent.trim()
}

/** Resolves to whether the person went on. */
export function ask(text, goOn) {
  const dialog = document.createElement('dialog')
  dialog.innerHTML = '<form method="dialog"><div class="pad"><p></p></div><footer><button class="btn" value=""></button><button class="btn main" value="yes"></button></footer></form>'
  const [stay, go] = dialog.querySelectorAll('button')
  dialog.querySelector('p').textContent = text
  dialog.querySelector('p').id = 'question'
  dialog.setAttribute('aria-labelledby', 'question')
  stay.textContent = word('cancel')
  go.textContent = goOn
  document.body.append(dialog)
  dialog.showModal()
  return new Promise(done => dialog.addEventListener('close', () => { dialog.remove(); done(dialog.returnValue === 'yes') }))
}

document.addEventListener('click', event => {
  const link = event.target.closest('a[href^="#"]')
  const side = link && link.hash.length > 1 && document.querySelector(`[data-sheet]${CSS.escape ? `#${CSS.escape(link.hash.slice(1))}` : link.hash}`)
  if (!side || !matchMedia('(max-width: 59.99rem)').matches) return
  event.preventDefault()
  openSheet(side, link)
})

/** The content moves into a dialog and back, so that fields keep their form and their values. */
function openSheet(side, link) {
  const dialog = document.createElement('dialog')
  dialog.className = 'sheet'
  dialog.setAttribute('aria-label', side.getAttribute('aria-label') ?? link.textContent.trim())
  dialog.innerHTML = '<header><b></b><button type="button" class="btn plain slim" data-close></button></header><div class="pad"></div>'
  dialog.querySelector('b').textContent = dialog.getAttribute('aria-label')
  dialog.querySelector('button').textContent = word('done')
  side.before(dialog)
  const inside = [...side.childNodes]
  dialog.querySelector('.pad').append(...inside)
  dialog.addEventListener('close', () => { side.append(...inside); dialog.remove(); link.focus() })
  dialog.showModal()
}
