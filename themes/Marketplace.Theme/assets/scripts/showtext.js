import { word } from './words.js'

export function showText(text) {
  const dialog = document.createElement('dialog')
  dialog.innerHTML = '<header><b></b><button type="button" class="btn plain slim" data-close></button></header><div class="pad"><input class="input" readonly></div>'
  dialog.querySelector('b').textContent = word('copyByHand')
  dialog.querySelector('button').textContent = word('done')
  dialog.setAttribute('aria-label', word('copyByHand'))
  const field = dialog.querySelector('input')
  field.value = text
  field.setAttribute('aria-label', word('copyByHand'))
  document.body.append(dialog)
  dialog.addEventListener('close', () => dialog.remove())
  dialog.showModal()
  field.select()
}
