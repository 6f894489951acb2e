// Builds what the browser gets: `node build.mjs [OUT_OF_RESOURCES] [--watch]`.
// Styles and scripts go to wwwroot with a content hash in their names; the list of those names and the used icons go to
// OUT_OF_RESOURCES (default obj/theme), from where the project embeds them.
import { build, context } from 'esbuild'
import { cp, mkdir, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { basename, dirname, join, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

const here = dirname(fileURLToPath(import.meta.url))
const argument = process.argv.slice(2).find(a => !a.startsWith('--'))
const resources = resolve(here, argument ?? 'obj/theme')
const site = join(here, 'wwwroot')
const oldest = ['chrome100', 'safari15.4', 'firefox100']

// light-dark() is younger than the oldest browser we serve: the light value stays, the dark one goes into a media query.
// Print is not "screen", so paper is always white.
const lightDark = {
  name: 'light-dark',
  setup(plugin) {
    plugin.onLoad({ filter: /tokens\.css$/ }, async ({ path }) => {
      const dark = []
      const light = (await readFile(path, 'utf8')).replace(/\/\*[\s\S]*?\*\//g, '').replace(/(--[\w-]+):\s*light-dark\(([^,()]+),\s*([^()]+)\)/g, (_, name, day, night) => {
        dark.push(`${name}:${night}`)
        return `${name}: ${day}`
      })
      if (light.includes('light-dark(')) throw new Error(`${path}: light-dark() is only for whole values of custom properties`)
      return { contents: `${light}\n@media screen and (prefers-color-scheme: dark){:root{${dark.join(';')}}}`, loader: 'css' }
    })
  },
}

const options = {
  absWorkingDir: here,
  entryPoints: ['assets/styles/site.css', 'assets/scripts/site.js'],
  outdir: 'wwwroot',
  entryNames: '[name].[hash]',
  chunkNames: 'part-[name].[hash]',
  bundle: true,
  splitting: true,
  format: 'esm',
  minify: true,
  charset: 'utf8',
  target: oldest,
  metafile: true,
  logLevel: 'warning',
  legalComments: 'none',
  plugins: [lightDark, { name: 'after', setup: plugin => plugin.onEnd(result => result.errors.length ? undefined : after(result)) }],
}

await rm(site, { recursive: true, force: true })
await mkdir(resources, { recursive: true })
if (process.argv.includes('--watch')) await (await context(options)).watch()
else await build(options).catch(() => process.exit(1))

async function after({ metafile }) {
  const names = {}
  for (const [file, { entryPoint }] of Object.entries(metafile.outputs))
    if (entryPoint) names[basename(entryPoint)] = relative('wwwroot', file)
  await removeOthers(new Set(Object.keys(metafile.outputs).map(file => basename(file))))
  await cp(join(here, 'assets/static'), site, { recursive: true })
  await writeFile(join(resources, 'icons.json'), JSON.stringify(await icons()))
  await writeFile(join(resources, 'assets.json'), JSON.stringify(names))
}

async function removeOthers(made) {
  for (const file of await readdir(site))
    if (!made.has(file) && (await stat(join(site, file))).isFile()) await rm(join(site, file))
}

/** Each line of assets/icons.txt names an icon of the set, "name" (outline) or "name-filled"; the drawing inside its svg element is kept. */
async function icons() {
  const drawn = {}
  for (const line of (await readFile(join(here, 'assets/icons.txt'), 'utf8')).split('\n')) {
    const name = line.trim()
    if (!name || name.startsWith('#')) continue
    const filled = name.endsWith('-filled')
    const file = join(here, 'node_modules/@tabler/icons/icons', filled ? 'filled' : 'outline', `${filled ? name.slice(0, -7) : name}.svg`)
    const svg = await readFile(file, 'utf8').catch(() => { throw new Error(`assets/icons.txt: Tabler has no icon "${name}"`) })
    drawn[name] = svg
      .replace(/^[\s\S]*?<svg[^>]*>/, '')
      .replace(/<\/svg>\s*$/, '')
      .replace(/<path stroke="none" d="M0 0h24v24H0z" fill="none" \/>/, '')
      .replace(/\s*\n\s*/g, '')
      .replaceAll(' />', '/>')
  }
  return drawn
}
