// The page's words for scripts, in the reader's language, from the layout.
const words = JSON.parse(document.getElementById('words')?.textContent ?? '{}')

export const word = (key, ...values) => values.reduce((text, value, i) => text.replace(`{${i}}`, value), words[key] ?? key)
