// A place to drop files, with a look at the picture before it is sent. Drawn on a canvas, which needs no address the content policy would refuse.
import { word } from './words.js'

export default function drop(root) {
  const input = root.querySelector('input[type="file"]')
  const told = root.querySelector('[data-drop-status]') ?? root.appendChild(Object.assign(document.createElement('p'), { className: 'small' }))
  told.setAttribute('role', 'status')

  for (const kind of ['dragenter', 'dragover']) root.addEventListener(kind, event => { event.preventDefault(); root.classList.add('over') })
  for (const kind of ['dragleave', 'drop']) root.addEventListener(kind, event => { event.preventDefault(); root.classList.remove('over') })
  root.addEventListener('drop', event => {
    if (!event.dataTransfer.files.length) return
    input.files = event.dataTransfer.files
    input.dispatchEvent(new Event('change', { bubbles: true }))
  })
  input.addEventListener('change', show)

  async function show() {
    root.querySelector('canvas')?.remove()
    const file = input.files[0]
    if (!file) { told.textContent = ''; return }
    const most = Number(root.dataset.maxBytes ?? 0)
    if (most && file.size > most) {
      told.textContent = word('tooLarge', file.name, Math.floor(most / 1048576))
      told.classList.add('bad')
      input.value = ''
      return
    }
    told.classList.remove('bad')
    told.textContent = `${file.name} · ${size(file.size)}`
    if (file.type.startsWith('image/')) await picture(file).catch(() => {})
  }

  async function picture(file) {
    const image = await createImageBitmap(file)
    const scale = Math.min(1, 480 / image.width, 270 / image.height)
    const canvas = Object.assign(document.createElement('canvas'), { width: image.width * scale, height: image.height * scale })
    canvas.getContext('2d').drawImage(image, 0, 0, canvas.width, canvas.height)
    canvas.setAttribute('role', 'img')
    canvas.setAttribute('aria-label', file.name)
    root.prepend(canvas)
  }

  const size = bytes => bytes < 1048576 ? `${Math.ceil(bytes / 1024)} KB` : `${(bytes / 1048576).toFixed(1)} MB`
}
