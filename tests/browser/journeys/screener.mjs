// The screener's way: sign in with a second proof, read, claim, decline with both letters checked, and the letters that come. Beside
// it a second screener who is too late, and a referral that is accepted.
import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { appCode, openReferral, signIn } from '../lib/desk.mjs'
import { fill, mustComplain } from '../lib/fields.mjs'
import { letter } from '../lib/letters.mjs'
import { FILES, received } from '../lib/referral.mjs'
import { mark, runs } from '../lib/runs.mjs'

const CHILD = /Robin|Exampleby/
const RATIONALE = 'The behaviour can be worked with inside the plan that is in place.\n\nPlease come back if anything new happens.'

export default async function ({ people, settings }) {
  for (const run of runs(settings)) await walk(people, settings, run)
}

async function walk (people, settings, run) {
  const [toni, asha] = settings.accounts
  const first = await received(people, settings, `first-${mark(run)}`, FILES)
  const second = await received(people, settings, `second-${mark(run)}`, [])
  const one = await people.person('screener', run)
  const other = await people.person('screener who is too late', run)
  await signInWithMistakes(one, settings, toni)
  await signIn(other, settings, asha)
  await openReferral(one, settings, first.reference)
  await queue(one, first.reference)
  await read(one)
  await attachments(one)
  await claimBeside(one, other, settings, first.reference)
  await ask(one, settings, first.reference)
  await decline(one)
  await letters(settings, first)
  await history(one)
  await mailbox(one)
  await accept(other, settings, second)
  await one.press('Sign out')
  await one.look('desk-signed-out')
  await one.open(`${settings.desk}/desk/queue`)
  assert.equal(await one.heading(), 'Sign in to the referral desk')
}

async function signInWithMistakes (person, settings, account) {
  await person.open(settings.desk)
  await person.look('desk-sign-in')
  await fill(person, { email: account.name, password: 'not the password' })
  await person.press('Continue')
  await mustComplain(person, 'Email, password or second proof is wrong')
  await person.look('desk-sign-in-mistakes')
  await fill(person, { email: account.name, password: account.password })
  await person.press('Continue')
  await person.look('desk-second-step')
  await fill(person, { code: '000000' })
  await person.press('Continue')
  await mustComplain(person, 'That code did not work')
  await person.look('desk-second-step-mistakes')
  await fill(person, { code: await appCode(account) })
  await person.press('Continue')
}

async function queue (person, reference) {
  await person.press('Queue')
  await person.look('desk-queue')
  assert.doesNotMatch(await person.page.content(), CHILD, 'no name in the queue')
  for (const view of ['Mine', 'Waiting for the referrer', 'Accepted', 'Declined', 'All open']) {
    await person.press(view)
    await person.look(`desk-queue-${view.toLowerCase().replaceAll(' ', '-')}`)
  }
  await person.press('To screen')
  await filter(person)
  await person.press(reference)
}

async function filter (person) {
  await person.press('Filter')
  await person.look('desk-queue-boxes')
  await fill(person, { 'not-met': ['age'], also: ['placed', 'eligible-soon'] })
  await person.press('Apply filters')
  await person.mustSee('No referral matches')
  await person.look('desk-queue-no-match')
  await person.press('Clear the filters')
  await fill(person, { route: ['social_worker'], claimed: ['nobody'] })
  await person.press('Apply filters')
  await person.look('desk-queue-filtered')
  await person.press('Hide filters')
  await person.look('desk-queue-tags')
  await person.press('Take off Route: social worker')
}

async function read (person) {
  await person.look('desk-overview')
  assert.doesNotMatch(await person.page.content(), CHILD, 'the name is not in the page before it is asked for')
  await person.press('Show name')
  await person.mustSee('Robin Exampleby')
  await person.look('desk-overview-name')
  assert.doesNotMatch(await person.page.title(), CHILD)
  await person.press('Hide name')
  assert.doesNotMatch(await person.page.content(), CHILD)
  await person.press('Answers')
  assert.equal(await person.heading(), 'Before you read on')
  await person.look('desk-content-warning')
  assert.doesNotMatch(await person.page.content(), /I did not think/, 'no answer before the warning')
  await person.press('Read everything except the behaviour')
  assert.doesNotMatch(await person.page.content(), /I did not think/)
  await person.look('desk-answers-without-behaviour')
  await person.press('Read it too')
  assert.match(await person.page.content(), /I did not think/)
  assert.doesNotMatch(await person.page.locator('h1, dl, th').allInnerTexts().then((all) => all.join(' ')), CHILD)
  await person.look('desk-answers')
}

async function attachments (person) {
  await person.press('Attachments')
  await person.look('desk-attachments')
  assert.doesNotMatch(await person.page.content(), /Chronology/, 'a file name may be a name')
  await person.press(/Download without a scan.*File 1/)
  await person.look('desk-download')
  await person.press('Download it')
  await mustComplain(person, 'Tick the box to download the file')
  await person.look('desk-download-mistakes')
  await fill(person, { confirm: 'yes' })
  const [download] = await Promise.all([person.page.waitForEvent('download'), person.page.getByRole('button', { name: 'Download it' }).click()])
  assert.match(download.suggestedFilename(), /^[0-9A-Z]{4}-[0-9A-Z]{4}-file-1\.pdf$/)
  assert.ok((await readFile(await download.path())).equals(FILES[0].buffer), 'byte for byte what was attached')
  await person.press('Leave it')
}

async function claimBeside (one, other, settings, reference) {
  await openReferral(other, settings, reference)
  await one.press('Overview')
  await one.press('Claim')
  await one.look('desk-overview-claimed')
  await other.press('Claim')
  assert.equal(await other.heading(), 'Toni Trial claimed this a moment ago')
  await other.look('desk-claim-conflict')
  await other.press('Read it without claiming')
  await other.mustSee('Toni Trial is screening this.')
  await other.look('desk-overview-held')
}

async function ask (person, settings, reference) {
  await person.press('Rules')
  assert.equal(await person.heading(), 'Screening rules')
  await person.look('desk-rules')
  await person.press('How the forms are filled in')
  await person.look('desk-forms')
  await openReferral(person, settings, reference)
  await person.press('Ask for information')
  await person.look('desk-ask')
  await fill(person, { words: '', by: 'other', 'answer_by-day': '1', 'answer_by-month': '1', 'answer_by-year': '2020' })
  await person.press('Check the letter')
  await mustComplain(person, 'The day must be a working day after today')
  await person.look('desk-ask-mistakes')
  await fill(person, { words: 'When did the officer last write?', by: 'due' })
  await person.press('Check the letter')
  await person.look('desk-ask-check')
  await person.press(/Record the question/)
  assert.equal(await person.heading(), 'Waiting for the referrer')
  await person.look('desk-asked')
  await person.press('An answer came')
  await person.press('Claim')
}

async function decline (person) {
  await person.press('Decide')
  await person.look('desk-decide')
  await person.press('Continue')
  await mustComplain(person, 'Choose a decision')
  await person.look('desk-decide-mistakes')
  await fill(person, { outcome: 'decline' })
  await person.press('Continue')
  await person.look('desk-decline')
  assert.equal(await person.page.locator('form input:checked').count(), 0, 'nothing is ticked beforehand')
  await person.press('Check both letters')
  await mustComplain(person, 'Choose a reason', 'Write the rationale: it goes to the referrer and the manager')
  await person.look('desk-decline-mistakes')
  await fill(person, { reason: 'within_the_childs_plan', rationale: `Robin has a plan. ${RATIONALE}` })
  await person.press('Check both letters')
  await mustComplain(person, 'Take out what tells who the child is')
  await fill(person, { rationale: `The offender has a plan. ${RATIONALE}` })
  await person.press('Check both letters')
  await mustComplain(person, 'in other words: ‘offender’')
  await fill(person, { rationale: RATIONALE, note: 'Talked it over with Asha.' })
  await person.press('Check both letters')
  assert.equal(await person.heading(), 'Check both letters')
  await person.look('desk-check-letters')
  await person.press('Change the decision')
  assert.equal((await person.page.getByLabel('Rationale').inputValue()).replaceAll('\r', ''), RATIONALE, 'the text is kept')
  await person.press('Check both letters')
  const beside = await person.beside()
  await beside.open(person.page.url().replace(/\/decide.*/, '/decide?outcome=decline'))
  await person.press('Record the decision')
  assert.match(await person.heading(), /^Declined on /)
  await person.look('desk-recorded')
  await fill(beside, { reason: 'other', rationale: 'Again.' })
  await beside.press('Check both letters')
  await beside.mustSee('Already recorded at')
  await beside.look('desk-already-recorded')
}

async function letters (settings, { reference, referrer, manager }) {
  for (const address of [referrer, manager]) {
    const words = await letter(settings, address, 'inside the plan that is in place')
    for (const part of [reference, 'TT-041', '999']) assert.ok(words.includes(part), part)
    assert.doesNotMatch(words, CHILD)
  }
}

async function history (person) {
  for (const until = Date.now() + 30_000; (await person.page.getByText('Relayed', { exact: true }).count()) < 2 && Date.now() < until;) await person.page.reload()
  await person.mustSee('Both letters are relayed.')
  await person.press('Letters')
  await person.look('desk-letters')
  await person.press('History')
  for (const words of ['Decision recorded', 'Claimed', 'Name shown', 'Attachment downloaded', 'Released to the hub']) await person.mustSee(words)
  await person.look('desk-history')
}

async function mailbox (person) {
  for (const section of ['Holding pen', 'Tasks', 'Mailbox ledger']) {
    await person.press(section)
    assert.equal(await person.heading(), section)
    await person.look(`desk-${section.toLowerCase().replace(' ', '-')}`)
  }
}

async function accept (person, settings, { reference, referrer, manager }) {
  await openReferral(person, settings, reference)
  await person.press('Claim')
  await person.press('Decide')
  await fill(person, { outcome: 'accept' })
  await person.press('Continue')
  await person.look('desk-accept')
  await person.press('Check both letters')
  await mustComplain(person, 'Choose what you offer', 'Choose a reason', 'Write the rationale')
  await fill(person, { services: ['consultation', 'pattern_mapping'], reason: 'criteria_met', rationale: 'We can help now. A consultation comes first.' })
  await person.press('Check both letters')
  await person.look('desk-check-letters-accept')
  await person.press('Record the decision')
  assert.match(await person.heading(), /^Accepted on /)
  for (const address of [referrer, manager]) await letter(settings, address, 'A consultation comes first')
  await clock(person)
}

async function clock (person) {
  await person.press('Clock')
  await person.mustSee('The clock starts when the first meeting with the child is recorded.')
  await person.look('desk-clock-not-started')
  await person.press('Record the first meeting')
  await mustComplain(person, 'Enter a real date, such as 5 11 2026')
  const [day, month, year] = new Date().toLocaleDateString('en-GB', { timeZone: 'Europe/London' }).split('/')
  await fill(person, { 'started-day': day, 'started-month': month, 'started-year': year })
  await person.press('Record the first meeting')
  await person.mustSee('45 working days')
  await person.mustSee('Today is day 0')
  await person.look('desk-clock')
}
