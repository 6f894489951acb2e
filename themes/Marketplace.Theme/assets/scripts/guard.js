// Asks before a page is left with changes that nobody has got yet.
import { given, state } from './copies.js'

export default function guard(form) {
  const before = given(form)
  let isSending = false
  form.addEventListener('submit', () => { isSending = true })
  addEventListener('pageshow', () => { isSending = false })
  addEventListener('beforeunload', event => {
    if (isSending || form.dataset.saved === state(form) || state(form) === before) return
    event.preventDefault()
    event.returnValue = ''
  })
}
