// Characters typed of those allowed. Told to screen readers by the limit itself, not at every key.
export default function counter(field) {
  const place = document.getElementById(field.dataset.counter)
  const most = Number(field.getAttribute('maxlength') ?? field.dataset.max)
  if (!place || !most) return
  // Past the limit people see what to cut instead of losing it while they type.
  field.removeAttribute('maxlength')
  const show = () => {
    place.textContent = `${field.value.length} / ${most}`
    place.classList.toggle('over', field.value.length > most)
  }
  field.addEventListener('input', show)
  show()
}
