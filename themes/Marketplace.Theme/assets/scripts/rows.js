// Rows that come and go in a form. Names and ids are numbered anew after each step, because the server reads them without gaps.
import { word } from './words.js'
import { toast } from './toast.js'

export default function rows(root) {
  const list = root.querySelector('[data-rows-list]')
  const template = root.querySelector('template[data-row]')

  root.addEventListener('click', event => {
    const remove = event.target.closest('[data-remove-row]')
    if (event.target.closest('[data-add-row]')) { event.preventDefault(); add() }
    else if (remove) { event.preventDefault(); take(remove) }
  })

  function add() {
    const most = Number(root.dataset.max ?? 100)
    if (list.children.length >= most) { toast(word('rowsFull', most)); return }
    const holder = document.createElement(list.tagName)
    holder.innerHTML = template.innerHTML.replaceAll('__index__', list.children.length)
    const row = holder.firstElementChild
    list.append(row)
    changed()
    row.querySelector('input:not([type="hidden"]), select, textarea')?.focus()
  }

  function take(button) {
    const row = [...list.children].find(r => r.contains(button))
    const near = row.nextElementSibling ?? row.previousElementSibling
    row.remove()
    number()
    changed();
    (near?.querySelector('input:not([type="hidden"]), select, textarea') ?? root.querySelector('[data-add-row]'))?.focus()
  }

  function number() {
    [...list.children].forEach((row, i) => {
      for (const element of [row, ...row.querySelectorAll('*')]) {
        for (const { name, value } of [...element.attributes]) {
          if (!['name', 'id', 'for', 'aria-describedby', 'aria-labelledby'].includes(name)) continue
          element.setAttribute(name, value.replace(/\[\d+\]/, `[${i}]`).replace(/_\d+__/, `_${i}__`))
        }
      }
    })
  }

  const changed = () => root.dispatchEvent(new Event('rows:changed', { bubbles: true }))
}
