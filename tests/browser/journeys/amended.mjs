// What a referrer changes after sending: a correction, more files, one more incident, a withdrawal; and, while it waits for the manager,
// taking it back. No page shows an answer.
import assert from 'node:assert/strict'
import { fill, mustComplain } from '../lib/fields.mjs'
import { begin, comeBack, received, send, tellEverything, FILES } from '../lib/referral.mjs'
import { mark, runs } from '../lib/runs.mjs'

const CHILD = /Robin|Exampleby|Invented Street/

export default async function ({ people, settings }) {
  for (const run of runs(settings)) {
    await afterSending(people, settings, run)
    await beforeTheRelease(people, settings, run)
  }
}

async function afterSending (people, settings, run) {
  const { reference, referrer } = await received(people, settings, `amended-${mark(run)}`, [])
  const one = await people.person('referrer', run)
  await comeBack(one, settings, referrer, reference)
  await one.look('r-open')
  await one.press('Tell the hub about a change')
  await one.look('r-change')
  await one.press('What is the police position?')
  assert.doesNotMatch(await one.page.content(), CHILD)
  await one.press('Send to the hub')
  await mustComplain(one, 'Select the police position, or Not known', 'Say why it changes')
  await one.look('r-change-mistakes')
  await fill(one, { pol_status: 'closed_no_action', why: 'The officer called this morning.' })
  await one.press('Send to the hub')
  await one.mustSee('We have sent your correction to the hub')
  await one.mustSee('Sent on ')
  await one.mustSee('Answer corrected by you')
  await one.look('r-corrected')
  await addFiles(one)
  await one.press('Tell the hub about a change')
  await one.press('Add another incident')
  await one.look('r-add')
  await one.press('Back to the list')
  await one.press('Back to the referral')
  await one.press('Withdraw this referral')
  await one.press('Keep the referral')
  await one.mustSee('Nothing was changed. The referral goes on as it was.')
  await one.look('r-kept')
  await one.press('Withdraw this referral')
  await one.press('Withdraw the referral')
  await mustComplain(one, 'Select why you are withdrawing it')
  await one.look('r-withdraw-mistakes')
  await fill(one, { reason: 'moved' })
  await one.press('Withdraw the referral')
  await one.mustSee('You have withdrawn this referral')
  await one.look('r-withdrawn')
}

async function addFiles (one) {
  await one.press('Tell the hub about a change')
  await one.press('Add files')
  await one.press('Send to the hub')
  await mustComplain(one, 'Choose a file')
  await one.look('r-files-mistakes')
  await one.page.locator('input[type=file]').setInputFiles(FILES)
  await fill(one, { note: 'The chronology.' })
  await one.press('Send to the hub')
  await one.mustSee('We have sent your files to the hub')
}

async function beforeTheRelease (people, settings, run) {
  const [referrer, manager] = [`takes-${mark(run)}@council.test`, `away-${mark(run)}@council.test`]
  const one = await people.person('referrer who takes back', run)
  await begin(one, settings, referrer)
  await tellEverything(one, manager)
  const reference = await send(one)
  await comeBack(one, settings, referrer, reference)
  await one.look('r-waits')
  await one.press('Send Max Specimen a reminder')
  await one.mustSee('We have sent your manager a reminder')
  await one.press(/^Take it back/)
  await one.look('r-take-back')
  await one.press('Take it back')
  await one.mustSee('You have taken this referral back')
  await one.look('r-taken-back')
}
