// A combobox over the search box: arrows walk, Enter takes, Escape closes; what an input method is still composing is left alone.
let count = 0

export default function suggest(input) {
  const list = document.createElement('ul')
  list.className = 'suggestions'
  list.id = `suggestions-${++count}`
  list.hidden = true
  list.setAttribute('role', 'listbox')
  list.setAttribute('aria-label', input.getAttribute('aria-label') ?? '')
  input.form.append(list)
  for (const [name, value] of [['role', 'combobox'], ['aria-autocomplete', 'list'], ['aria-expanded', 'false'], ['aria-controls', list.id], ['autocomplete', 'off']]) input.setAttribute(name, value)
  let timer, request, at = -1, found = []

  input.addEventListener('input', event => { if (!event.isComposing) later() })
  input.addEventListener('compositionend', later)
  input.addEventListener('blur', () => setTimeout(close, 150))
  input.addEventListener('keydown', key)
  list.addEventListener('mousedown', event => event.preventDefault())
  list.addEventListener('click', event => {
    const line = event.target.closest('li')
    if (line) take([...list.children].indexOf(line))
  })

  function later() {
    clearTimeout(timer)
    timer = setTimeout(look, 160)
  }

  async function look() {
    const text = input.value.trim()
    request?.abort()
    if (text.length === 0) { found = []; close(); return }
    request = new AbortController()
    try {
      const url = new URL(input.dataset.suggest, location.href)
      url.searchParams.set('q', text)
      const answer = await fetch(url, { signal: request.signal, headers: { Accept: 'application/json' } })
      if (!answer.ok) { close(); return }
      const told = await answer.json()
      found = (Array.isArray(told) ? told : told.items ?? []).map(s => typeof s === 'string' ? { text: s } : s).slice(0, 8)
      draw()
    } catch { /* a newer question is on its way, or the net is gone: then there are no suggestions */ }
  }

  function draw() {
    if (!found.length || document.activeElement !== input) { close(); return }
    list.replaceChildren(...found.map(({ text, note }, i) => {
      const line = Object.assign(document.createElement('li'), { id: `${list.id}-${i}` })
      line.setAttribute('role', 'option')
      line.setAttribute('aria-selected', 'false')
      line.append(Object.assign(document.createElement('span'), { textContent: text }))
      if (note) line.append(Object.assign(document.createElement('span'), { textContent: note }))
      return line
    }))
    at = -1
    list.hidden = false
    input.setAttribute('aria-expanded', 'true')
  }

  function key(event) {
    // Safari ends the composition before it tells of the key that ended it, and then says 229.
    if (event.isComposing || event.keyCode === 229) return
    if (list.hidden) {
      if (event.key === 'ArrowDown' && found.length && !event.altKey) { event.preventDefault(); draw() }
      return
    }
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') { event.preventDefault(); move(event.key === 'ArrowDown' ? 1 : -1) }
    else if (event.key === 'Enter' && at >= 0) { event.preventDefault(); take(at) }
    else if (event.key === 'Escape') { event.preventDefault(); close() }
  }

  function move(step) {
    list.children[at]?.setAttribute('aria-selected', 'false')
    at = (at + step + found.length + 1) % (found.length + 1)
    if (at === found.length) at = -1
    const line = list.children[at]
    line?.setAttribute('aria-selected', 'true')
    line?.scrollIntoView({ block: 'nearest' })
    if (line) input.setAttribute('aria-activedescendant', line.id)
    else input.removeAttribute('aria-activedescendant')
  }

  function take(i) {
    const { text, href } = found[i]
    close()
    if (href) { location.assign(href); return }
    input.value = text
    const button = input.form.querySelector('button:not([type="button"])')
    if (button) button.click()
    else input.form.submit()
  }

  function close() {
    list.hidden = true
    at = -1
    input.setAttribute('aria-expanded', 'false')
    input.removeAttribute('aria-activedescendant')
  }
}
