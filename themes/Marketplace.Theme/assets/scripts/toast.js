let place

/** A short sentence at the bottom of the screen, read out, gone after a while. */
export function toast(text) {
  if (!place) {
    place = document.createElement('div')
    place.className = 'toasts'
    place.setAttribute('role', 'status')
    document.body.append(place)
  }
  const line = document.createElement('p')
  line.textContent = text
  place.append(line)
  setTimeout(() => line.remove(), 6000)
}
