// Follow-up questions and fields under an option: shown while the answers ask for them, hidden and not sent while not, with what was typed
// still there; refused in words where nothing hides them; and nothing typed is lost by leaving a page without a question.
import assert from 'node:assert/strict'
import { date, fill, mustComplain } from '../lib/fields.mjs'
import { fillPage } from '../lib/form.mjs'
import { begin, carryOn, comeBack, received } from '../lib/referral.mjs'
import { mark, runs } from '../lib/runs.mjs'

const PLAN = 'Child sleeps on the ground floor. An adult checks twice a night.'
const SELF_HARM = 'You answered “No” to “Is there a risk of self-harm or suicide?”. Change that answer, or take this out'

export default async function ({ people, settings }) {
  for (const run of runs(settings)) {
    const person = await people.person('referrer', run)
    await begin(person, settings, `follows-${mark(run)}@council.test`)
    if (run.scripts) {
      await showsAndHides(person)
      await underAnOption(person)
      await underBoxes(person)
      await asksBeforeItLoses(person)
    }
    await saysWhatIsNotSent(person, run)
    await whatCannotBeUnchosen(person)
    await afterSending(people, settings, run)
  }
}

const part = ({ page }, name) => page.locator('.govuk-form-group').filter({ has: page.locator(`[name="${name}"]`) }).last()
const sectionsOf = (person) => person.open(new URL('/refer/social-worker', person.page.url()).href)

async function go (person, title) {
  await sectionsOf(person)
  await person.press(title)
}

// The field is there, or it is neither seen, nor reached, nor sent.
async function mustShow (person, ...names) {
  for (const name of names) {
    const field = person.page.locator(`[name="${name}"]`).first()
    assert.ok(await field.isVisible(), `${name} is shown`)
    assert.ok(await field.isEnabled(), `${name} is sent`)
  }
}

async function mustHide (person, ...names) {
  for (const name of names) {
    const field = person.page.locator(`[name="${name}"]`).first()
    assert.ok(!await field.isVisible(), `${name} is hidden`)
    assert.ok(await field.isDisabled(), `${name} is not sent`)
  }
  assert.equal(await person.page.locator('main [aria-expanded]').count(), 0)
}

const sent = (person) => person.page.locator('form#page').evaluate((form) => [...new FormData(form).keys()])

async function showsAndHides (person) {
  await go(person, 'Safety now')
  await mustHide(person, 'safe_selfharm_detail', 'safe_staff_detail', 'safe_plan_detail')
  await person.look('follow-ups-hidden')
  await fill(person, { safe_selfharm: 'yes' })
  await mustShow(person, 'safe_selfharm_detail')
  await mustHide(person, 'safe_staff_detail')
  await person.look('follow-ups-shown')
  await fill(person, { safe_selfharm_detail: PLAN, safe_selfharm: 'no' })
  await mustHide(person, 'safe_selfharm_detail')
  assert.ok(!(await sent(person)).includes('safe_selfharm_detail'))
  await person.page.locator('[name=safe_selfharm][value=no]').focus()
  await person.page.keyboard.press('Tab')
  assert.equal(await person.page.evaluate(() => document.activeElement.name), 'safe_staff', 'what is hidden is passed over')
  await fill(person, { safe_selfharm: 'yes' })
  await mustShow(person, 'safe_selfharm_detail')
  assert.equal(await person.page.locator('[name=safe_selfharm_detail]').inputValue(), PLAN, 'what was typed is still there')
  await fill(person, { safe_now: 'no', safe_plan: 'no' })
  await person.press('Continue')
  await mustComplain(person, 'Select')
  await mustShow(person, 'safe_selfharm_detail')
  await mustHide(person, 'safe_staff_detail', 'safe_plan_detail')
  await fill(person, { safe_staff: 'no', safe_selfharm: 'no' })
  await carryOn(person)
  await go(person, 'Safety now')
  await mustHide(person, 'safe_selfharm_detail')
  assert.equal(await person.page.locator('[name=safe_selfharm_detail]').inputValue(), '', 'nobody was told that it is sent')
  await person.page.goBack()
  await person.page.goForward()
  await mustHide(person, 'safe_selfharm_detail', 'safe_plan_detail')
}

async function underAnOption (person) {
  await person.open(new URL('/refer/social-worker/incidents/new', person.page.url()).href)
  const all = ['inc_date-date-day', 'inc_date-month-month', 'inc_date-year-year', 'inc_date-from-day', 'inc_date-to-day']
  await mustHide(person, ...all, 'inc_types_other')
  await person.look('incident-hidden')
  await fill(person, { 'inc_date-precision': 'between' })
  await mustShow(person, 'inc_date-from-day', 'inc_date-to-day')
  await mustHide(person, ...all.slice(0, 3))
  await person.press('Continue')
  await mustComplain(person, 'Enter the earliest and the latest date')
  await fill(person, { 'inc_date-precision': 'month' })
  await mustShow(person, 'inc_date-month-month', 'inc_date-from-day')
  await person.look('incident-a-mistake-stays')
}

async function underBoxes (person) {
  await fill(person, { inc_types: ['voyeurism', 'other'] })
  await mustShow(person, 'inc_types_other')
  await fill(person, { inc_types: ['not_known'] })
  await mustHide(person, 'inc_types_other')
  assert.ok(!await person.page.locator('[name=inc_types][value=other]').isChecked(), 'one box stands alone')
}

// With what was typed and not sent, the browser asks; it does not when it is sent.
async function asksBeforeItLoses (person) {
  const { page, leaving } = person
  await go(person, 'Your details')
  let asked = leaving.asked
  await person.press('Back to all sections')
  assert.equal(leaving.asked, asked, 'nothing was changed')
  await person.press('Your details')
  await page.locator('[name=ref_name]').click()
  await page.keyboard.type('Toni')
  leaving.stay = true
  await page.getByRole('link', { name: 'Back to all sections' }).click()
  for (const until = Date.now() + 5000; leaving.asked === asked && Date.now() < until;) await page.waitForTimeout(50)
  assert.equal(leaving.asked, asked + 1, 'the browser asks')
  assert.equal(await page.locator('[name=ref_name]').inputValue(), 'Toni')
  leaving.stay = false
  asked = leaving.asked
  await person.press('Continue')
  await mustComplain(person, 'Enter your direct phone number')
  await page.locator('[name=ref_name]').click()
  await page.keyboard.type(' Trial')
  await person.press('Save and leave')
  assert.match(await person.heading(), /^You have left the referral/)
  assert.equal(leaving.asked, asked, 'what is sent is not asked about')
  await begin(person, person.people.settings, `again-${mark(person)}@council.test`)
}

// Where nothing is hidden, what another answer makes superfluous is refused, and is not lost.
async function saysWhatIsNotSent (person, run) {
  await go(person, 'Safety now')
  await fillPage(person, { safe_now: 'no', safe_plan: 'no', safe_selfharm: 'yes', safe_selfharm_detail: PLAN, safe_staff: 'no' })
  if (!run.scripts) await fill(person, { safe_selfharm: 'no' })
  else {
    await person.page.locator('[name=safe_selfharm][value=no]').evaluate((one) => { one.checked = true })
  }
  await person.press('Continue')
  await mustComplain(person, SELF_HARM)
  await person.look('follow-ups-refused')
  await mustShow(person, 'safe_selfharm_detail')
  assert.equal(await person.page.locator('[name=safe_selfharm_detail]').inputValue(), PLAN)
  assert.match(await part(person, 'safe_selfharm_detail').innerText(), /take this out/)
  await fill(person, { safe_selfharm: 'not_known' })
  await mustShow(person, 'safe_selfharm_detail')
  await fill(person, { safe_selfharm: 'yes' })
  await carryOn(person)
  await go(person, 'Safety now')
  assert.equal(await person.page.locator('[name=safe_selfharm_detail]').inputValue(), PLAN)
}

// A radio cannot be unchosen: the page that refuses it offers a way.
async function whatCannotBeUnchosen (person) {
  await go(person, 'Police')
  await fillPage(person, { pol_status: 'open', pol_ok_share: 'yes' })
  await person.page.locator('[name=pol_status][value=unknown]').evaluate((one) => { one.checked = true })
  await person.press('Continue')
  await mustComplain(person, 'You answered “Not known” to “What is the police position?”')
  await person.look('follow-ups-radio-refused')
  await person.page.getByLabel('Take this answer out').check()
  await carryOn(person)
  await go(person, 'Police')
  assert.equal(await person.page.locator('[name=pol_ok_share]:checked').count(), 0)
}

// One more incident after sending: its page asks what its own answers ask for.
async function afterSending (people, settings, run) {
  const { reference, referrer } = await received(people, settings, `follows-${mark(run)}`, [])
  const one = await people.person('referrer who adds an incident', run)
  await comeBack(one, settings, referrer, reference)
  await one.press('Tell the hub about a change')
  await one.press('Add another incident')
  if (run.scripts) await mustHide(one, 'inc_types_other', 'inc_date-date-day')
  await one.look('r-add')
  const incident = { 'inc_date-precision': 'month', 'inc_date-month-month': '9', 'inc_date-month-year': '2026', 'inc_known_date-precision': 'date', ...date('inc_known_date-date', [2, 10, 2026]), inc_types: ['voyeurism'], inc_desc: 'Seen by staff.', inc_where: ['school'], inc_context: ['none_known'], inc_source: ['school'] }
  await fill(one, { ...incident, why: 'It was told today.' })
  if (!run.scripts) {
    await fill(one, { inc_types_other: 'Words on a wall' })
    await one.press('Send to the hub')
    await mustComplain(one, 'You did not select “Something else” for “What kind of behaviour was it?”. Select it, or take this out')
    await one.look('r-add-refused')
    await fill(one, { inc_types_other: '' })
  }
  await one.press('Send to the hub')
  await one.mustSee(/We have sent/)
}
