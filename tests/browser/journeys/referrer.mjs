// The referrer's way: from the start page to "Sent to your manager", with every mistake first that a page can find.
import assert from 'node:assert/strict'
import { date, fill, mustComplain, tabTo } from '../lib/fields.mjs'
import { letter } from '../lib/letters.mjs'
import { TOLD, fillPage, goOn, path, tellForm, toSections } from '../lib/form.mjs'
import { FILES, INCIDENTS, SECTIONS, newCode, reference, typeCode, upload } from '../lib/referral.mjs'
import { mark, runs } from '../lib/runs.mjs'

export default async function ({ people, settings }) {
  for (const run of runs(settings)) {
    await walk(people, settings, run)
    if (run.width === 1280) await byKeyboardAlone(people, settings)
  }
}

async function walk (people, settings, run) {
  const address = `referrer-${mark(run)}@council.test`
  const manager = `manager-${mark(run)}@council.test`
  const person = await people.person('referrer', run)
  await aboutTheService(person, settings)
  await proveTheMailbox(person, settings, address)
  await person.look('sections-new')
  for (const [title, slug, fields] of SECTIONS) await oneSection(person, title, slug === 'manager' ? { ...fields, mgr_email: manager } : fields)
  await incidents(person)
  await tellForm(person, 'social-worker', { ...TOLD, mgr_email: manager }, {}, (name) => person.look(`section-${name}`))
  await attachments(person)
  await person.mustSee(/You have completed (\d+) of \1 sections/)
  await person.look('sections')
  const sent = await sendTwice(person)
  await letter(settings, address, sent)
  assert.match(await letter(settings, manager, sent), /waiting for you/)
}

async function aboutTheService (person, settings) {
  await person.open(settings.public)
  await person.look('start')
  for (const page of ['contact', 'privacy', 'cookies', 'accessibility', 'someone-to-talk-to', 'refer/someone-else', 'no-such-page']) {
    await person.open(`${settings.public}/${page}`)
    await person.look(page.replace('/', '-'))
  }
  await person.open(settings.public)
  await person.press('Not sure? Check before you start')
  await person.look('check')
  await fill(person, { work: 'csc', age: 'full', when: 'before', place: 'inside', police: 'no', with: ['csc_4'] })
  await person.press('See the result')
  assert.equal(await person.heading(), 'This child would not meet the criteria')
  await person.look('check-would-not')
  await person.press('Check again with different answers')
  await person.press('See the result')
  await person.look('check-may')
  await person.open(settings.public)
  await person.press('Start now')
  await person.look('before')
  await person.press('Continue')
  await mustComplain(person, 'Select your role', 'Confirm that no child is in immediate danger')
  await person.look('before-mistakes')
  await fill(person, { role: 'social-worker' })
  await person.press('Continue')
  await mustComplain(person, 'Confirm that no child is in immediate danger')
  assert.ok(await person.page.locator('[name=role][value=social-worker]').isChecked(), 'the role is kept')
  await fill(person, { safe: 'yes' })
  await person.press('Continue')
}

async function proveTheMailbox (person, settings, address) {
  await person.look('email')
  await person.press('Email me a code')
  await mustComplain(person, 'Enter your work email address')
  await fill(person, { email: 'toni.trial' })
  await person.press('Email me a code')
  await mustComplain(person, 'Enter an email address in the correct format')
  await person.look('email-mistakes')
  await fill(person, { email: address })
  const asked = Date.now() - 50
  await person.press('Email me a code')
  await person.look('code')
  await person.press('Continue')
  await mustComplain(person, 'Enter the code from the email')
  await fill(person, { code: '12' })
  await person.press('Continue')
  await mustComplain(person, 'The code is 8 letters and numbers')
  await person.look('code-mistakes')
  const typed = await newCode(settings, address, asked)
  await typeCode(person, `${typed.slice(0, 4)} - ${typed.slice(4)}`.toLowerCase(), `${settings.public}/refer/social-worker`)
}

// Nothing filled in, then something impossible, then the truth: and it is there again on the next visit.
async function oneSection (person, title, fields) {
  const name = `section-${title.toLowerCase().replace(/[^a-z]+/g, '-')}`
  await person.press(title)
  const here = path(person)
  await person.look(name)
  await person.press('Continue')
  await mustComplain(person)
  await person.look(`${name}-mistakes`)
  if (fields.ch_first) {
    await fill(person, { ...fields, ...date('ch_dob', [31, 2, 2013]), ch_lcs_id: '12a' })
    await person.press('Continue')
    await mustComplain(person, 'Date of birth must be a real date', 'LCS ID must be numbers only')
    await fill(person, date('ch_dob', [1, 1, 2030]))
    await person.press('Continue')
    await mustComplain(person, 'Date of birth must be in the past')
    assert.equal(await person.page.getByLabel('First name').inputValue(), fields.ch_first, 'what was typed is kept')
  }
  if (fields.view_concern) {
    await fill(person, { ...fields, view_concern: 'x'.repeat(4001) })
    await person.press('Continue')
    await mustComplain(person, 'must be 4,000 characters or fewer')
  }
  await fillPage(person, fields)
  await goOn(person)
  assert.ok(!['/refer/social-worker', here].includes(path(person)), `“${title}” leads to the next section`)
  await toSections(person)
  await person.press(title)
  for (const [field, value] of Object.entries(fields)) {
    if (field === 'addr_postcode') continue
    const kept = await person.page.locator(`[name="${field}"]`).evaluateAll((all) => all.map((one) => ['radio', 'checkbox'].includes(one.type) ? (one.checked ? one.value : '') : one.value).join(''))
    assert.equal(kept.replaceAll('\r', ''), value, field)
  }
  await person.press('Back to all sections')
}

async function incidents (person) {
  await person.press('The behaviour')
  await fillPage(person, INCIDENTS[1])
  await person.press('Continue')
  await person.press(/^Remove the incident of Between/i)
  await person.press('Remove')
  assert.equal(await person.heading(), 'You have not added an incident')
  await person.look('incidents-none')
  await person.press('Add an incident')
  await person.look('incident')
  await person.press('Continue')
  await mustComplain(person, 'Select how exactly you know when it happened', 'Select how exactly you know when it came to light', 'Select the kind of behaviour', 'Say what happened')
  await person.look('incident-mistakes')
  await fill(person, { ...INCIDENTS[0], 'inc_date-month-month': '13' })
  await person.press('Continue')
  await mustComplain(person, 'must be a real date')
  await fillPage(person, INCIDENTS[0])
  await person.press('Continue')
  assert.equal(await person.heading(), 'You have added 1 incident')
  await person.press('Continue')
  await mustComplain(person, 'Select yes if you need to add another incident')
  await fill(person, { another: 'yes' })
  await person.press('Continue')
  await person.press('Back')
  await person.mustSee('You said there is another incident')
  await person.look('incidents-another')
  await person.press('Continue')
  await fillPage(person, { ...INCIDENTS[1], ...date('inc_date-to', [1, 2, 2026]) })
  await person.press('Continue')
  await mustComplain(person, 'The earliest date must be the same as or before the latest date')
  await fill(person, INCIDENTS[1])
  await person.press('Continue')
  assert.equal(await person.heading(), 'You have added 2 incidents')
  await person.mustSee('September 2026 (month and year known)')
  await person.mustSee('Between 1 March and 30 April 2026')
  await person.look('incidents')
  await person.press(/^Remove the incident of Between/i)
  await person.look('incident-remove')
  await person.press('Keep it')
  assert.equal(await person.heading(), 'You have added 2 incidents')
  await person.press(/^Remove the incident of Between/i)
  await person.press('Remove')
  assert.equal(await person.heading(), 'You have added 1 incident')
  await fill(person, { another: 'no' })
  await person.press('Continue')
  await toSections(person)
  await person.mustSee('1 incident added')
}

async function attachments (person) {
  await person.press('Attachments')
  await person.look('attachments-none')
  if (!person.scripts) {
    await person.press('Upload')
    await mustComplain(person, 'Choose a file')
  }
  await upload(person, FILES)
  if (!person.scripts) await person.mustSee('2 files have been added')
  await person.mustSee('Files added: 2')
  await person.look('attachments')
  await upload(person, [{ name: 'Nothing.pdf', mimeType: 'application/pdf', buffer: Buffer.alloc(0) }, { name: 'Tool.exe', mimeType: 'application/pdf', buffer: Buffer.from('MZ') }])
  if (!person.scripts) await mustComplain(person, 'Nothing.pdf is empty', 'Tool.exe is not a type we can take')
  await person.mustSee('Nothing.pdf is empty')
  await person.mustSee('Tool.exe is not a type we can take')
  await person.mustSee('Files added: 2')
  await person.look('attachments-mistakes')
  if (person.scripts) await stopOne(person)
  await person.page.locator('input[type=file]').setInputFiles([{ name: 'By mistake.txt', mimeType: 'text/plain', buffer: Buffer.from('Nothing.\n') }])
  if (!person.scripts) await person.press('Continue')
  await person.mustSee('Files added: 3')
  await person.press(/Remove By mistake.txt/)
  await person.look('attachment-remove')
  await person.press('Remove')
  await person.mustSee('Files added: 2')
  await person.press('Continue')
}

// A file that is stopped on its way is not there, and the next one goes on.
async function stopOne (person) {
  const held = []
  const hold = (route) => { held.push(route) }
  await person.page.route('**/attachments*', hold)
  await person.page.locator('input[type=file]').setInputFiles([{ name: 'Not this one.txt', mimeType: 'text/plain', buffer: Buffer.from('Stop.\n') }])
  await person.page.getByRole('button', { name: 'Stop Not this one.txt' }).click()
  await person.mustSee('Stopped: Not this one.txt was not added')
  await person.page.unroute('**/attachments*', hold)
  for (const route of held) await route.abort().catch(() => {})
  await person.mustSee('Files added: 2')
}

async function sendTwice (person) {
  await person.press('Check your answers')
  await person.look('answers')
  await person.press(/^Change.*police position/)
  await fill(person, { pol_status: 'closed_no_action' })
  await person.press('Continue')
  assert.equal(await person.heading(), 'Check your answers')
  const top = await person.page.locator('h2#police').evaluate((heading) => heading.getBoundingClientRect().top)
  assert.ok(top >= 0 && top < 200, `a change comes back to its section, which begins at ${top}`)
  await person.mustSee('Closed, no further action')
  await person.press('Send to my manager')
  await mustComplain(person, 'Confirm that this is accurate', 'Confirm that you will record this request on LCS')
  await person.look('answers-mistakes')
  await fill(person, { decl: 'yes', lcs_submitted: 'yes' })
  const beside = await person.beside()
  await beside.open(person.page.url())
  await fill(beside, { decl: 'yes', lcs_submitted: 'yes' })
  await person.press('Send to my manager')
  const sent = await reference(person)
  await person.look('sent')
  assert.doesNotMatch(await person.page.content(), /Robin|Exampleby/)
  await person.page.reload()
  assert.equal(await reference(person), sent)
  await beside.press('Send to my manager')
  assert.equal(await reference(beside), sent, 'sent twice, it is one referral')
  await person.press('Print or save what you sent')
  await person.mustSee('OFFICIAL-SENSITIVE')
  await person.mustSee('Exampleby')
  assert.doesNotMatch(await person.page.title(), /Exampleby|Robin/)
  await person.look('sent-print')
  await person.press('Back')
  await person.press('See where this referral is')
  await person.look('return')
  return sent
}

// Start to the first page of the form without a mouse.
async function byKeyboardAlone (people, settings) {
  const person = await people.person('referrer with a keyboard')
  const { keyboard } = person.page
  const go = async (words) => {
    await tabTo(person, words)
    await Promise.all([person.page.waitForEvent('load'), keyboard.press('Enter')])
  }
  await person.open(settings.public)
  await keyboard.press('Tab')
  await keyboard.press('Enter')
  await go('Start now')
  await tabTo(person, 'Social worker')
  await keyboard.press('Space')
  await tabTo(person, 'No child is in immediate danger')
  await keyboard.press('Space')
  await go('Continue')
  await tabTo(person, 'What is your work email address?')
  await keyboard.type('keyboard@council.test')
  const asked = Date.now() - 50
  await Promise.all([person.page.waitForEvent('load'), keyboard.press('Enter')])
  await tabTo(person, 'Enter your code')
  await keyboard.type(await newCode(settings, 'keyboard@council.test', asked))
  await keyboard.press('Enter')
  await person.page.waitForURL(/social-worker$/)
  await go('Is this the right service')
  await go('Continue')
  await mustComplain(person)
  await keyboard.press('Tab')
  await keyboard.press('Enter')
  assert.equal(await person.page.evaluate(() => document.activeElement.id), 'elig_open_csc')
  await keyboard.press('Space')
  assert.ok(await person.page.locator('#elig_open_csc').isChecked())
}
