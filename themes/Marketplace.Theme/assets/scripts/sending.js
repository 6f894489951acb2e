// Forms: no second copy of an impatient click, and choices that send their form at once.
document.addEventListener('submit', event => {
  const form = event.target
  if (event.defaultPrevented || form.method === 'dialog' || form.target === '_blank') return
  if (form.dataset.sending) { event.preventDefault(); return }
  form.dataset.sending = '1'
  event.submitter?.setAttribute('aria-busy', 'true')
  setTimeout(() => settle(form), 8000)
})

const isFirstShown = performance.getEntriesByType('navigation')[0]?.type === 'navigate'

addEventListener('pageshow', event => {
  document.querySelectorAll('form[data-sending]').forEach(settle)
  // After "back" a browser fills in what was chosen last, but the list is the one of before: filters say what the page shows.
  if (event.persisted || !isFirstShown) document.querySelectorAll('form[data-submit-on-change], form[role="search"]').forEach(form => form.reset())
})
document.addEventListener('htmx:afterRequest', event => { const form = event.target.closest?.('form'); if (form) settle(form) })

function settle(form) {
  delete form.dataset.sending
  form.querySelectorAll('[aria-busy]').forEach(button => button.removeAttribute('aria-busy'))
}

document.addEventListener('change', event => { if (event.target.form?.matches('[data-submit-on-change]')) send(event.target.form) })

// On a slow line a filter is ticked before this script is there.
if (isFirstShown) document.querySelectorAll('form[data-submit-on-change]').forEach(form => { if ([...form.elements].some(isChanged)) send(form) })

function isChanged(field) {
  if (field.type === 'checkbox' || field.type === 'radio') return field.checked !== field.defaultChecked
  // A list without a marked option shows its first.
  return field.type === 'select-one' && field.selectedIndex !== Math.max(0, [...field.options].findIndex(option => option.defaultSelected))
}

function send(form) {
  const button = form.querySelector('button:not([type]), button[type="submit"]')
  if (button) button.click()
  else form.submit()
}
