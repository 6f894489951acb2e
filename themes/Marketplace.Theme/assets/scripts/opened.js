// Counts which result of a search is opened: the query's token and the place in the list, nothing of the reader.
export default function opened(list) {
  let first = 1
  const tell = event => {
    if (event.type === 'auxclick' && event.button !== 1) return
    const link = event.target.closest(':is(h2, h3) a')
    const results = [...list.querySelectorAll('.result')]
    const at = link ? results.indexOf(link.closest('.result')) : -1
    if (at < 0) return
    navigator.sendBeacon(list.dataset.opened, `${list.dataset.query} ${at + 1 + Number(list.dataset.from)} ${first}`)
    first = 0
  }
  list.addEventListener('click', tell)
  list.addEventListener('auxclick', tell)
}
