// Copy, share, print.
import { toast } from './toast.js'
import { word } from './words.js'

document.addEventListener('click', event => {
  const button = event.target.closest('[data-copy], [data-share], [data-print]')
  if (!button) return
  event.preventDefault()
  if ('print' in button.dataset) print()
  else if ('share' in button.dataset && navigator.share) navigator.share({ title: button.dataset.title ?? document.title, url: button.dataset.url ?? location.href }).catch(() => {})
  else copy(button.dataset.copy || button.dataset.url || location.href)
})

async function copy(text) {
  try {
    await navigator.clipboard.writeText(text)
    toast(word('copied'))
  } catch {
    // Without a secure origin there is no clipboard: the text is shown marked, to be copied by hand.
    const { showText } = await import('./showtext.js')
    showText(text)
  }
}
