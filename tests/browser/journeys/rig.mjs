// The rig itself: it passes a good page and fails each kind of bad one, with and without scripts.
import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import { totp } from '../lib/totp.mjs'
import { code } from '../lib/letters.mjs'

const page = (body, style = '') => `<!doctype html><html lang="en-GB"><head><title>A page</title><meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="icon" href="data:,"><style>body{margin:0}${style}</style></head><body><main><h1>A page</h1>${body}</main></body></html>`
const pages = {
  '/good': page('<form action="/next"><label for="a">Your name</label><input id="a" name="a"><button>Continue</button></form>'),
  '/next': page('<p>Thank you</p>'),
  '/mute': page('<form><input name="a"></form>'),
  '/wide': page('<p style="width:900px">wide</p>'),
  '/narrowly-wide': page('<p style="width:350px">wide on a small phone only</p>'),
  '/foreign': page('<img alt="" src="https://foreign.test/pixel.gif">'),
  '/broken': page('<script>throw new Error("broken")</script>')
}

export default async function ({ people }) {
  assert.equal(totp('GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ', 59), '287082')
  assert.equal(code('Your code:\n\nABCD-2345\n\nIt lasts ten minutes.'), 'ABCD2345')
  const server = createServer((request, response) => {
    const body = pages[new URL(request.url, 'http://x').pathname]
    response.writeHead(body ? 200 : 404, { 'content-type': 'text/html; charset=utf-8' }).end(body ?? '')
  }).listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  const site = `http://127.0.0.1:${server.address().port}`
  for (const options of [{ width: 1280 }, { width: 375 }, { width: 375, scripts: false }]) {
    const person = await people.person('visitor', options)
    await person.open(`${site}/good`)
    await person.look('rig-good')
    await person.page.getByLabel('Your name').fill('Sam Sample')
    await person.press('Continue')
    await person.mustSee('Thank you')
    for (const [path, fault] of [['/wide', 'sideways'], ['/narrowly-wide', 'sideways'], ['/mute', 'accessibility'], ['/foreign', 'foreign'], ['/broken', 'broken']]) {
      if (options.scripts === false && ['/mute', '/broken'].includes(path)) continue
      if (path === '/wide' && options.width === 1280) continue
      await person.open(site + path)
      await assert.rejects(person.look('rig-bad'), (error) => String(error).includes(fault), `${path} at ${options.width}`)
      person.faults.length = 0
    }
  }
  server.close()
}
