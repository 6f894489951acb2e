// Sends a form quietly while it is filled. What the server has not confirmed stays in this browser.
import { differs, forget, given, keep, kept, restore, state } from './copies.js'
import { word } from './words.js'

const pause = 2000
const longest = 60000

export default function autosave(form) {
  const place = form.querySelector('[data-autosave-status]') ?? document.querySelector('[data-autosave-status]')
  let timer, saved = given(form), wait = pause, isStopped = false, running = null

  const tell = (text, isBad = false) => {
    if (!place) return
    place.setAttribute('role', 'status')
    place.textContent = text
    place.classList.toggle('bad', isBad)
  }

  const later = delay => { clearTimeout(timer); timer = setTimeout(save, delay) }

  form.addEventListener('input', changed)
  form.addEventListener('change', changed)
  form.addEventListener('rows:changed', changed)
  form.addEventListener('submit', () => { clearTimeout(timer); isStopped = true; running?.abort(); keep(form, true) })
  addEventListener('online', () => { if (state(form) !== saved) later(0) })
  addEventListener('pageshow', event => { if (event.persisted) isStopped = false })
  offer()
  changed()

  function changed() {
    if (isStopped || state(form) === saved) return
    keep(form)
    tell(word('changed'))
    later(wait)
  }

  async function save() {
    if (isStopped || running) return
    const sending = state(form)
    const body = new FormData(form)
    for (const [name, value] of [...body]) if (value instanceof File) body.delete(name)
    tell(word('saving'))
    running = new AbortController()
    try {
      const answer = await fetch(form.dataset.autosave, { method: form.dataset.autosaveMethod ?? 'PUT', body, signal: running.signal, headers: { Accept: 'application/json', 'X-Requested-With': 'autosave' } })
      running = null
      await heard(answer, sending)
    } catch (error) {
      running = null
      if (error.name === 'AbortError') return
      wait = Math.min(wait * 2, longest)
      tell(word('offline'), true)
      later(wait)
    }
  }

  async function heard(answer, sending) {
    if (answer.status === 401 || answer.status === 403 || (answer.redirected && answer.url.includes('/account/login'))) { isStopped = true; tell(word('signedOut'), true); return }
    if (answer.status === 409 || answer.status === 412) { isStopped = true; conflict(); return }
    if (answer.status === 400 || answer.status === 422) { tell(word('notYet'), false); wait = pause; return }
    if (!answer.ok) throw new Error(answer.status)
    wait = pause
    document.body.dispatchEvent(new CustomEvent('autosaved'))
    saved = sending
    form.dataset.saved = sending
    const told = await answer.json().catch(() => ({}))
    const version = form.dataset.autosaveVersion && form.elements[form.dataset.autosaveVersion]
    if (version && told.version !== undefined) version.value = told.version
    if (state(form) === sending || version) forget(form)
    tell(word('saved', new Date().toLocaleTimeString(document.documentElement.lang, { hour: '2-digit', minute: '2-digit' })))
    if (withoutVersion() !== withoutVersion(sending)) { keep(form); later(wait) } else { saved = state(form); form.dataset.saved = saved }
  }

  function withoutVersion(text = state(form)) {
    return JSON.stringify(JSON.parse(text).filter(([name]) => name !== form.dataset.autosaveVersion))
  }

  function conflict() {
    tell(word('conflict'), true)
    const look = document.createElement('a')
    look.className = 'btn slim'
    look.href = form.dataset.autosaveConflict ?? location.href
    look.target = '_blank'
    look.textContent = word('look')
    place?.append(' ', look)
  }

  /** After a lost session or a crash: what was typed is still here, and the person decides. */
  function offer() {
    const copy = kept(form)
    if (!copy) return
    if (!differs(form, copy)) { forget(form); return }
    const note = document.createElement('div')
    note.className = 'note warn row below'
    note.innerHTML = '<p></p><button type="button" class="btn slim main"></button><button type="button" class="btn slim"></button>'
    const [take, leave] = note.querySelectorAll('button')
    note.querySelector('p').textContent = word('found', new Date(copy.at).toLocaleString(document.documentElement.lang))
    take.textContent = word('restore')
    leave.textContent = word('discard')
    take.addEventListener('click', () => { restore(form, copy.values); note.remove(); later(0) })
    leave.addEventListener('click', () => { forget(form); note.remove() })
    // Before the form, which may be a grid.
    form.before(note)
  }
}
