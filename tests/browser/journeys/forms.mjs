// The school's form and the short one, from the first page to the last: every page is looked at, whatever it asks.
import assert from 'node:assert/strict'
import { date, mustComplain } from '../lib/fields.mjs'
import { TOLD, fillPage, tellForm } from '../lib/form.mjs'
import { letter } from '../lib/letters.mjs'
import { INCIDENTS, begin, comeBack, reference } from '../lib/referral.mjs'
import { mark, runs } from '../lib/runs.mjs'

export default async function ({ people, settings }) {
  for (const run of runs(settings)) {
    await aSchoolAsks(people, settings, run)
    await businessSupportWritesDown(people, settings, run)
  }
}

async function aSchoolAsks (people, settings, run) {
  const [address, head] = [`dsl-${mark(run)}@school.test`, `head-${mark(run)}@school.test`]
  const person = await people.person('safeguarding lead', run)
  await begin(person, settings, address, '/refer/school')
  await person.look('school-sections-new')
  await person.press('Children’s Services')
  await fillPage(person, { ...TOLD, mash_contacted: 'no' })
  await person.press('Continue')
  assert.equal(await person.heading(), 'Contact Children’s Services first')
  await person.look('school-stop')
  await person.press('Change my answer')
  await fillPage(person, TOLD)
  await person.press('Continue')
  await aForeignHolidayContact(person, `kit-${mark(run)}@elsewhere.test`)
  const holiday = { hol_name: 'Kit Invented', hol_email: `kit-${mark(run)}@school.test`, ...date('hol_from', [19, 12, 2026]), ...date('hol_to', [4, 1, 2027]) }
  await tellForm(person, 'school', { ...TOLD, head_email: head }, { incidents: INCIDENTS[0], holiday }, (name) => person.look(`school-${name}`))
  const sent = await send(person, 'school', 'Send to the hub')
  assert.equal(await person.heading(), 'Sent to the hub')
  assert.doesNotMatch(await person.page.content(), /Robin|Exampleby/)
  assert.match(await letter(settings, head, sent), /we have received it/)
  assert.match(await letter(settings, TOLD.sw_email, sent), /for your information/)
  await comeBack(person, settings, address, sent)
  await person.mustSee('You sent it to the hub')
  assert.doesNotMatch(await person.page.locator('main').innerText(), /released|manager/)
  await person.look('school-status')
}

// Refused where it is typed; taken out again.
async function aForeignHolidayContact (person, address) {
  await person.open(`${person.page.url().split('/refer/')[0]}/refer/school/holiday/new`)
  await fillPage(person, { hol_name: 'Kit Invented', hol_email: address, ...date('hol_from', [19, 12, 2026]), ...date('hol_to', [4, 1, 2027]) })
  await person.press('Continue')
  await mustComplain(person, 'The holiday contact’s email address must be a work address at an organisation that the hub works with')
  await person.look('school-holiday-refused')
  await person.open(person.page.url().replace(/\/holiday\/.*/, '/holiday/1/remove'))
  await person.press('Remove')
}

async function businessSupportWritesDown (people, settings, run) {
  const [address, manager] = [`support-${mark(run)}@exampleshire.test`, `lead-${mark(run)}@exampleshire.test`]
  const person = await people.person('business support', run)
  await begin(person, settings, address, '/refer/phone')
  await tellForm(person, 'phone', { ...TOLD, mgr_email: manager }, { incidents: INCIDENTS[0] }, (name) => person.look(`phone-${name}`))
  const sent = await send(person, 'phone', 'Send to the manager')
  assert.equal(await person.heading(), 'Sent to the manager')
  assert.match(await letter(settings, manager, sent), /waiting for you/)
}

// Everything read once, confirmed and sent.
async function send (person, form, button) {
  await person.press(/^Check your answers/)
  await person.look(`${form}-answers`)
  for (const box of await person.page.locator('main input[type=checkbox]').all()) await box.check()
  await person.press(button)
  const made = await reference(person)
  await person.look(`${form}-sent`)
  return made
}
