// What people do when life comes between: leave, come back on another device, type wrong codes, keep old tabs, delete.
import assert from 'node:assert/strict'
import { fill, mustComplain } from '../lib/fields.mjs'
import { SECTIONS, begin, newCode, prove, section } from '../lib/referral.mjs'
import { mark, runs } from '../lib/runs.mjs'

const FORM = '/refer/social-worker'

export default async function ({ people, settings }) {
  for (const run of runs(settings)) {
    await leaveAndComeBack(people, settings, run)
    await wrongCodes(people, settings, run)
    if (run.scripts) await timeRunsOut(people, settings, run)
  }
}

async function leaveAndComeBack (people, settings, run) {
  const address = `left-alone-${mark(run)}@council.test`
  const [title, , fields] = SECTIONS[0]
  const sections = `${settings.public}${FORM}`
  const one = await people.person('referrer', run)
  await begin(one, settings, address)
  await section(one, title, fields)
  const stale = await one.beside()
  await stale.open(`${sections}/you`)
  await one.press('Save and leave')
  await one.look('left')
  await one.open(sections)
  assert.match(one.page.url(), /\/email$/, 'the browser holds nothing any more')
  await fill(stale, { ref_name: 'Too late' })
  await stale.press('Continue')
  await stale.mustSee('This referral is not open in this browser any more')
  await stale.look('stale-after-leaving')

  const other = await people.person('referrer elsewhere', run)
  await other.open(`${settings.public}/r/`)
  await prove(other, settings, address, { leadsTo: sections })
  await other.mustSee('You have completed 1 of')
  await other.press('Your details')
  assert.equal(await other.page.getByLabel('Full name').inputValue(), '', 'the old tab has saved nothing')
  await other.press('Back to all sections')
  await deleteIt(other, sections)

  const gone = await people.person('referrer afterwards', run)
  await gone.open(`${settings.public}/r/`)
  await fill(gone, { email: address })
  await gone.press('Email me a code')
  await gone.look('code-for-nothing')
}

async function deleteIt (person, sections) {
  const stale = await person.beside()
  await stale.open(`${sections}/you`)
  await person.press('Delete this referral')
  await person.look('delete')
  await person.press('Keep it')
  await person.mustSee('You have completed 1 of')
  await person.press('Delete this referral')
  await person.press('Delete this referral')
  assert.equal(await person.heading(), 'You have deleted the referral')
  await person.look('deleted')
  await fill(stale, { ref_name: 'Too late' })
  await stale.press('Continue')
  await stale.mustSee('This referral has been deleted')
  await stale.look('stale-after-deleting')
}

// Five minutes before the end somebody is asked; staying goes on, and at the end what was typed is kept.
async function timeRunsOut (people, settings, run) {
  const address = `time-out-${mark(run)}@council.test`
  const sections = `${settings.public}${FORM}`
  const person = await people.person('somebody who is called away', run)
  await begin(person, settings, address)
  await person.page.clock.install()
  await person.open(`${sections}/you`)
  const dialog = person.page.getByRole('dialog')
  await person.page.clock.fastForward('24:00')
  assert.equal(await dialog.count(), 0, 'nobody is asked before')
  await person.page.clock.fastForward('02:00')
  await dialog.waitFor()
  await person.look('time-out')
  await dialog.getByRole('button', { name: 'Stay on this page' }).click()
  await dialog.waitFor({ state: 'hidden' })
  await fill(person, { ref_name: 'Half a name' })
  await Promise.all([person.page.waitForEvent('load'), person.page.clock.fastForward('31:00')])
  assert.equal(await person.heading(), 'We have closed your referral on this device')
  await person.look('ended')

  const later = await people.person('the same, later', run)
  await later.open(`${settings.public}/r/`)
  await prove(later, settings, address, { leadsTo: sections })
  await later.press('Your details')
  assert.equal(await later.page.getByLabel('Full name').inputValue(), 'Half a name')
}

// Five wrong codes end the code; then the right one does not work either, and what to do is said.
async function wrongCodes (people, settings, run) {
  const address = `wrong-code-${mark(run)}@council.test`
  const person = await people.person('somebody who mistypes', run)
  await person.open(`${settings.public}${FORM}/email`)
  await fill(person, { email: address })
  const asked = Date.now() - 50
  await person.press('Email me a code')
  const right = await newCode(settings, address, asked)
  const wrong = right.startsWith('2') ? `3${right.slice(1)}` : `2${right.slice(1)}`
  for (let tries = 1; tries <= 5; tries++) {
    await fill(person, { code: wrong })
    await person.press('Continue')
    const words = tries < 4 ? 'That code is not right' : tries === 4 ? 'You have 1 try left' : 'That code can no longer be used. Ask for a new one'
    await complained(person, words)
    assert.equal(await person.page.locator('[name=code]').inputValue(), '', 'a code is never shown again')
  }
  await person.look('code-ended')
  await fill(person, { code: right })
  await person.press('Continue')
  await complained(person, 'That code can no longer be used. Ask for a new one')
  await person.press('Ask for a new code')
  await person.look('code-again')
}

// A busy machine shows a page that waits first.
async function complained (person, words) {
  await person.page.locator('.govuk-error-summary').waitFor({ timeout: 30_000 })
  await mustComplain(person, words)
}
