// Copies of forms in this browser, kept from the first change until the server has answered for it.
const prefix = 'form:'
const inForm = field => field.name && field.type !== 'password' && field.type !== 'file' && field.name !== '__RequestVerificationToken' && !('noCopy' in field.dataset)

export const keyOf = form => `${prefix}${location.pathname}#${form.id}`

/** Values by name, in order, without secrets and files; with `asGiven` those that the page came with. */
export function values(form, asGiven = false) {
  return [...form.elements].filter(field => inForm(field) && field.tagName !== 'BUTTON' && field.tagName !== 'FIELDSET').flatMap(field => {
    if (field.type === 'checkbox' || field.type === 'radio') return (asGiven ? field.defaultChecked : field.checked) ? [[field.name, field.value]] : []
    if (field.tagName === 'SELECT') return chosen(field, asGiven).map(option => [field.name, option.value])
    return [[field.name, asGiven && field.type !== 'hidden' ? field.defaultValue : field.value]]
  })
}

function chosen(select, asGiven) {
  if (!asGiven) return [...select.selectedOptions]
  const given = [...select.options].filter(option => option.defaultSelected)
  return given.length || select.multiple ? given : [...select.options].slice(0, 1)
}

export const state = form => JSON.stringify(values(form))

/** What the page came with: somebody may have typed before a script arrived. */
export const given = form => JSON.stringify(values(form, true))

export function keep(form, isSent = false) {
  try { localStorage.setItem(keyOf(form), JSON.stringify({ at: Date.now(), path: location.pathname, isSent, values: values(form) })) } catch { /* private windows may refuse */ }
}

export function forget(form) {
  try { localStorage.removeItem(keyOf(form)) } catch { /* as above */ }
}

export function kept(form) {
  try { return JSON.parse(localStorage.getItem(keyOf(form)) ?? 'null') } catch { return null }
}

/** Whether the copy holds anything that the page does not show. Hidden fields (versions) and rows that have come since do not count. */
export function differs(form, copy) {
  const visible = [...form.elements].filter(field => inForm(field) && field.type !== 'hidden')
  const ticked = new Set(visible.filter(field => field.type === 'checkbox' || field.type === 'radio').map(field => field.name))
  const hidden = new Set([...form.elements].filter(field => field.type === 'hidden').map(field => field.name))
  const then = byName(copy.values), now = byName(values(form))
  return [...new Set([...then.keys(), ...ticked])].some(name => !(hidden.has(name) && !ticked.has(name)) && `${then.get(name) ?? []}` !== `${now.get(name) ?? []}`)
}

function byName(pairs) {
  const found = new Map()
  // A text area sends its line ends in another way than it shows them.
  for (const [name, value] of pairs) found.set(name, [...(found.get(name) ?? []), value.replace(/\r\n?/g, '\n')])
  return found
}

/** Puts kept values back; fields of rows that are not there are left out and counted. */
export function restore(form, pairs) {
  const fields = [...form.elements].filter(inForm)
  const left = new Map()
  for (const [name, value] of pairs) left.set(name, [...(left.get(name) ?? []), value])
  for (const field of fields) {
    const given = left.get(field.name)
    if (field.type === 'checkbox' || field.type === 'radio') field.checked = given?.includes(field.value) ?? false
    else if (field.multiple) [...field.options].forEach(option => { option.selected = given?.includes(option.value) ?? false })
    else if (given?.length && field.type !== 'hidden') field.value = given.shift()
    field.dispatchEvent(new Event('input', { bubbles: true }))
  }
}

/** A form that was sent and led to another page has arrived. Signing in again is no such page. */
export function forgetAcknowledged() {
  if (location.pathname.includes('/account/')) return
  // A page that was reached by a redirect took the form; one that shows it again with errors was not. A held form is still to be sent.
  const isTaken = performance.getEntriesByType('navigation')[0]?.redirectCount > 0 && !new URLSearchParams(location.search).has('held')
  try {
    for (const key of Object.keys(localStorage).filter(k => k.startsWith(prefix))) {
      const copy = JSON.parse(localStorage.getItem(key))
      const isOld = Date.now() - copy.at > 14 * 24 * 3600e3
      if (isOld || (copy.isSent && (copy.path !== location.pathname || isTaken))) localStorage.removeItem(key)
    }
  } catch { /* nothing kept, nothing to forget */ }
}

/** Whoever signs out leaves nothing behind on this machine. */
document.addEventListener('submit', event => {
  if (!event.target.action?.endsWith('/account/logout')) return
  try { Object.keys(localStorage).filter(k => k.startsWith(prefix)).forEach(k => localStorage.removeItem(k)) } catch { /* as above */ }
})
