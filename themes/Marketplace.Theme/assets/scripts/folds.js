// Menus that fold out of a summary: one at a time, closed by Escape, by a click elsewhere, or by leaving with the keyboard.
const open = () => document.querySelectorAll('details[data-fold][open]')

document.addEventListener('click', event => open().forEach(fold => { if (!fold.contains(event.target)) fold.open = false }))
document.addEventListener('focusin', event => open().forEach(fold => { if (!fold.contains(event.target)) fold.open = false }))
document.addEventListener('keydown', event => {
  if (event.key !== 'Escape') return
  open().forEach(fold => { fold.open = false; fold.querySelector('summary').focus() })
})
