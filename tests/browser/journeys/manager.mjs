// The manager's way: read the referral with a code, return it for changes, read it again, release it once. Between the two, the
// referrer's way back.
import assert from 'node:assert/strict'
import { fill, mustComplain } from '../lib/fields.mjs'
import { letter } from '../lib/letters.mjs'
import { begin, comeBack, reference, section, send, tellEverything, FILES } from '../lib/referral.mjs'
import { mark, runs } from '../lib/runs.mjs'

const NOTE = 'Please add what the police said on Thursday.'

export default async function ({ people, settings }) {
  for (const run of runs(settings)) await walk(people, settings, run)
}

async function walk (people, settings, run) {
  const referrer = `referrer-${mark(run)}@council.test`
  const manager = `manager-${mark(run)}@council.test`
  const one = await people.person('referrer', run)
  const other = await people.person('manager', run)
  await begin(one, settings, referrer)
  await tellEverything(one, manager, FILES)
  const sent = await send(one)

  await returnPageMistakes(other, settings, sent)
  await comeBack(other, settings, manager, sent)
  await readAndReturn(other)
  await letter(settings, referrer, 'has returned your referral')

  await changeAndSendAgain(one, settings, referrer, sent)
  const again = Date.now() - 50
  await comeBack(other, settings, manager, sent)
  await release(other)
  await letter(settings, manager, 'we have received it', { after: again })
  await letter(settings, referrer, 'we have received it', { after: again })

  await comeBack(one, settings, referrer, sent)
  await one.mustSee('Your manager released it and the hub received it')
  await one.look('status-received')
  assert.doesNotMatch(await one.page.content(), /Robin|Exampleby/)
  await one.press('Leave')
  await one.look('left-referral')
}

async function returnPageMistakes (person, settings, sent) {
  await person.open(settings.public)
  await person.press('Return to a referral')
  await person.look('return')
  await fill(person, { reference: sent.slice(0, -1) + (sent.endsWith('0') ? '1' : '0') })
  await person.press('Email me a code')
  await mustComplain(person, 'Check the reference: a letter or number in it is not right', 'Enter your work email address')
  await person.look('return-mistakes')
}

async function readAndReturn (person) {
  await person.look('release')
  for (const words of ['Robin', 'September 2026 (month and year known)', 'Chronology.pdf', 'Agreed']) await person.mustSee(words)
  assert.equal(await person.page.locator('[name=choice]:checked').count(), 0, 'nothing is chosen beforehand')
  await person.press(/^Confirm$/)
  await mustComplain(person, 'Select what you want to do')
  await person.look('release-mistakes')
  await fill(person, { choice: 'release' })
  await person.press(/^Confirm$/)
  await mustComplain(person, 'Confirm that this request is recorded on LCS, or will be today')
  await fill(person, { choice: 'return' })
  await person.press(/^Confirm$/)
  await mustComplain(person, 'Say what needs to change')
  await fill(person, { change: NOTE })
  await person.press(/^Confirm$/)
  assert.equal(await person.heading(), 'Returned to Toni Trial')
  await person.look('returned')
}

async function changeAndSendAgain (person, settings, address, sent) {
  await comeBack(person, settings, address, sent)
  await person.mustSee('Your manager returned')
  await person.mustSee(NOTE)
  await person.look('status-returned')
  await person.press('Make the changes')
  await person.mustSee(NOTE)
  await person.look('sections-returned')
  await section(person, 'Police', { pol_status: 'reported_no_investigation', pol_ref: 'EX/0000/26' })
  assert.equal(await send(person), sent, 'it keeps its reference')
  await person.page.reload()
  assert.equal(await reference(person), sent)
}

async function release (person) {
  await person.mustSee('Changed since you returned it')
  await person.mustSee('Reported, no investigation')
  await person.look('release-changed')
  const beside = await person.beside()
  await beside.open(person.page.url())
  await fill(person, { choice: 'release', lcs: 'yes', add: 'Please call me first.' })
  await person.press(/^Confirm$/)
  assert.equal(await person.heading(), 'Released to the hub')
  await person.look('released')
  await fill(beside, { choice: 'stop', why: 'Too late.' })
  await beside.press(/^Confirm$/)
  assert.equal(await beside.heading(), 'You have already decided')
  await beside.look('already-decided')
  await beside.press('See where it is')
  await beside.mustSee('You released it')
  await beside.look('status-manager')
}
