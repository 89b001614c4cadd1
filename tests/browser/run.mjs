// run.mjs NAME — runs the journey journeys/NAME.mjs in Debian's Chromium and ends with exit code 0 if it went well.
// What a journey needs to know (addresses, people, folders) comes as JSON in the variable JOURNEY; pictures go to the folder SHOTS.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium } from 'playwright-core'
import { People } from './lib/people.mjs'

const name = process.argv[2]
if (!/^[a-z0-9-]+$/.test(name ?? '')) {
  console.error('usage: run.mjs NAME')
  process.exit(2)
}
const settings = JSON.parse(process.env.JOURNEY ?? '{}')
const { default: journey } = await import(`./journeys/${name}.mjs`)

const profile = await mkdtemp(join(tmpdir(), 'rg-chromium-'))
const browser = await chromium.launch({
  executablePath: '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update',
    '--disable-sync', '--disable-dev-shm-usage', '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1'],
  env: { ...process.env, HOME: profile, TZ: 'Europe/London' }
})
const people = new People(browser, settings)
let code = 0
try {
  await journey({ people, settings })
  await people.leave()
} catch (error) {
  code = 1
  console.error(error?.stack ?? error)
  await people.picturesOfTheEnd(name)
} finally {
  await browser.close()
  await rm(profile, { recursive: true, force: true })
}
process.exit(code)
