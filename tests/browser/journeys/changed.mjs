// What changes after sending: a screener corrects an answer, sets the referral aside, the contact at the police answers one question,
// and it is taken up again with what was found before beside what is found now.
import assert from 'node:assert/strict'
import { openReferral, signIn } from '../lib/desk.mjs'
import { date, fill, mustComplain } from '../lib/fields.mjs'
import { letter } from '../lib/letters.mjs'
import { prove, received } from '../lib/referral.mjs'
import { mark, runs } from '../lib/runs.mjs'

const CHILD = /Robin|Exampleby/
const ASKED = 'What is the police position?'

export default async function ({ people, settings }) {
  for (const run of runs(settings)) await walk(people, settings, run)
}

async function walk (people, settings, run) {
  const officer = `officer-${mark(run)}@exampleshire.police.test`
  const { reference, referrer, manager } = await received(people, settings, `changed-${mark(run)}`, [])
  const one = await people.person('screener', run)
  await signIn(one, settings, settings.accounts[0])
  await openReferral(one, settings, reference)
  await one.press('Claim')
  await correct(one)
  await changedWhileDeciding(one, reference, settings)
  await setAside(one, officer)
  for (const address of [referrer, manager]) {
    const words = await letter(settings, address, 'set aside for now')
    assert.doesNotMatch(words, /police (position|investigat)|investigation|officer/i, 'the two people are not told why')
  }
  const other = await people.person('police contact', run)
  await answer(other, settings, officer, reference)
  await letter(settings, referrer, 'taken up again')
  await openReferral(one, settings, reference)
  await one.mustSee('To screen')
  await one.press(/^Earlier findings/).catch(() => one.page.locator('#earlier summary').click())
  await one.look('desk-overview-earlier')
}

async function correct (person) {
  await person.press('Answers')
  await person.press('Read the answers')
  await person.press(new RegExp(`^Correct.*${ASKED.slice(0, -1)}`))
  await person.look('desk-correct')
  assert.doesNotMatch(await person.page.content(), CHILD)
  await fill(person, { pol_status: 'open' })
  await person.press('Record the correction')
  await mustComplain(person, 'Say why you correct the answer')
  await person.look('desk-correct-mistakes')
  await fill(person, { why: 'The officer called this morning.' })
  await person.press('Record the correction')
  await person.mustSee('The correction is recorded, and the referral was screened again.')
  await person.look('desk-overview-corrected')
  await person.press('Answers')
  await person.mustSee('1 answer was corrected after sending')
  await person.look('desk-answers-corrected')
  await person.press('Show only what changed')
  await person.mustSee('Answer before')
  await person.look('desk-answers-only-changed')
}

// In a second tab another answer is corrected while a decision is being written.
async function changedWhileDeciding (person, reference, settings) {
  const referral = `${settings.desk}/desk/referrals/${reference}`
  await person.open(`${referral}/decide?outcome=decline`)
  const beside = await person.beside()
  await beside.open(`${referral}/answers/pol_status/correct`)
  await fill(beside, { pol_status: 'charged', why: 'The officer called again.' })
  await beside.press('Record the correction')
  await fill(person, { reason: 'other', rationale: 'A rationale that must not be lost.' })
  await person.press('Check both letters')
  assert.equal(await person.heading(), 'Changed since you opened it')
  await person.mustSee('A rationale that must not be lost.')
  await person.mustSee('Offer ceiling')
  await person.look('desk-changed-while-deciding')
}

async function setAside (person, officer) {
  await person.press('Discard my text')
  await person.press('Set it aside until a day')
  await person.look('desk-hold')
  await person.press('Set it aside')
  await mustComplain(person, 'Enter the day on which somebody looks at it again', 'Say why it is set aside')
  await person.look('desk-hold-mistakes')
  const day = new Date(Date.now() + 14 * 86_400_000)
  await fill(person, {
    ...date('review_on', [day.getUTCDate(), day.getUTCMonth() + 1, day.getUTCFullYear()]),
    why: 'The police investigate.',
    contact_name: 'Lee Invented',
    contact_address: officer
  })
  await person.press('Set it aside')
  await person.mustSee('It is set aside. The referrer and the manager are told.')
  await person.look('desk-overview-set-aside')
  await person.press('Take it up again')
  await person.look('desk-set-aside')
}

async function answer (person, settings, officer, reference) {
  const asked = await letter(settings, officer, 'one question')
  assert.ok(asked.includes(reference))
  assert.doesNotMatch(asked, CHILD)
  await person.open(`${settings.public}/r/police`)
  await person.look('police')
  await person.press('Email me a code')
  await mustComplain(person, 'Enter the reference from our email', 'Enter your work email address')
  await person.look('police-mistakes')
  await prove(person, settings, officer, { reference, leadsTo: `${settings.public}/r/police/question` })
  assert.doesNotMatch(await person.page.content(), CHILD)
  await person.look('police-question')
  await person.press('Send the answer')
  await mustComplain(person, 'Select what the police position is')
  await person.look('police-question-mistakes')
  await fill(person, { pol_status: 'closed_no_action' })
  await person.press('Send the answer')
  assert.equal(await person.heading(), 'Your answer is with the hub')
  await person.look('police-answered')
}
