// One invented referral, and the ways of a referrer and a manager through the public pages.
import assert from 'node:assert/strict'
import { code, letter } from './letters.mjs'
import { date, fill } from './fields.mjs'
import { TOLD, fillPage, goOn, path, tellForm, toSections } from './form.mjs'

export { goOn as carryOn }

const FORM = '/refer/social-worker'

// Every section in form order: its title among the sections, its address, and what is told on it.
export const SECTIONS = [
  ['Is this the right service', 'service', { elig_open_csc: 'yes', elig_con: '4', elig_open_cyjs: 'yes', cyjs_worker: 'Lee Invented, North team' }],
  ['Your details', 'you', { ref_name: 'Toni Trial', ref_role: 'Social worker', ref_team: 'Assessment, North', ref_phone: '01632 960 001', ref_own: 'TT-041' }],
  ['Your manager', 'manager', { mgr_name: 'Max Specimen', ...date('mgr_discussed', [2, 11, 2026]) }],
  ['The child’s details', 'child', { ch_first: 'Robin', ch_last: 'Exampleby', ...date('ch_dob', [1, 5, 2013]), ch_sex: 'not_known', ch_lcs_id: '0000123' }],
  ['Where the child lives', 'home', { addr_type: 'foster', addr_lines: '1 Invented Street\nExampleton', addr_postcode: 'zp1 1aa', addr_authority: 'E07000123', addr_withhold: 'no' }],
  ['Social care status', 'social-care', { strat_considered: 'not_considered', strat_reason: 'The behaviour came to light on Friday.' }],
  ['Police', 'police', { pol_status: 'unknown' }],
  ['Safety now', 'safety', { safe_now: 'no', safe_plan: 'yes', safe_plan_detail: 'An adult is always there, and school writes it down.', safe_selfharm: 'not_known' }],
  ['Support you would like', 'request', { view_concern: 'It happened twice in one month.', ask_questions: 'How do we keep everybody safe at home?' }],
  ['Agreement of the child and family', 'agreement', { con_child: 'not_asked', con_carer: 'agreed', con_reason: 'The carers want to talk with Robin first.' }]
]

// Incidents whose dates are known in part only.
export const INCIDENTS = [
  { 'inc_date-precision': 'month', 'inc_date-month-month': '9', 'inc_date-month-year': '2026', 'inc_known_date-precision': 'date', ...date('inc_known_date-date', [2, 10, 2026]), inc_types: ['touching_self', 'sexualised_language'], inc_desc: 'In class, twice. Child A told the teacher. The child said: "I did not think."' },
  { 'inc_date-precision': 'between', ...date('inc_date-from', [1, 3, 2026]), ...date('inc_date-to', [30, 4, 2026]), 'inc_known_date-precision': 'date', ...date('inc_known_date-date', [2, 5, 2026]), inc_types: ['other'], inc_types_other: 'Words on a wall', inc_desc: 'Seen by staff.' }
]

export const PDF = Buffer.from('%PDF-1.4\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n2 0 obj\n<< /Type /Pages /Kids [] /Count 0 >>\nendobj\ntrailer\n<< /Size 3 /Root 1 0 R >>\n%%EOF\n')
export const FILES = [
  { name: 'Chronology.pdf', mimeType: 'application/pdf', buffer: PDF },
  { name: 'Meeting notes.txt', mimeType: 'text/plain', buffer: Buffer.from('Notes of the strategy meeting. Everything here is invented.\n') }
]

// Types the address, reads the code that comes, and types it; `settings` says where letters are.
export async function prove (person, settings, address, { leadsTo, reference } = {}) {
  if (reference) await fill(person, { reference })
  await fill(person, { email: address })
  const asked = Date.now() - 50
  await person.press('Email me a code')
  const typed = await newCode(settings, address, asked)
  await typeCode(person, typed, leadsTo)
}

// Types a right code and waits for what it opens; a busy machine shows a page that waits first.
export async function typeCode (person, typed, leadsTo) {
  await fill(person, { code: typed })
  await person.press('Continue')
  for (const until = Date.now() + 30_000; person.page.url() !== leadsTo && Date.now() < until; await person.page.waitForTimeout(100)) {
    if ((await person.heading().catch(() => '')) === 'Your code is right') await person.press('Continue')
  }
  assert.equal(person.page.url(), leadsTo)
}

export async function newCode (settings, address, after) {
  return code(await letter(settings, address, 'Your code is', { after }))
}

// A new draft, with its mailbox proved.
export async function begin (person, settings, address, form = FORM) {
  await person.open(`${settings.public}${form}/email`)
  await prove(person, settings, address, { leadsTo: `${settings.public}${form}` })
}

// One section from the list of them and back to it.
export async function section (person, title, fields) {
  await person.press(title)
  const here = path(person)
  await fillPage(person, fields)
  await goOn(person)
  assert.notEqual(path(person), here, `“${title}” does not go on`)
  await toSections(person)
}

// Chooses files at the page of attachments: with scripts they go up by themselves.
export async function upload (person, files) {
  await person.page.locator('input[type=file]').setInputFiles(files)
  if (!person.scripts) return person.press('Upload')
  await person.page.locator('.app-uploads li[data-done]').nth(files.length - 1).waitFor()
}

// Everything that must be told, with one incident and, if there are, files.
export async function tellEverything (person, manager, files = []) {
  await tellForm(person, 'social-worker', { ...TOLD, mgr_email: manager }, { incidents: INCIDENTS[0] })
  if (files.length === 0) return
  await person.press('Attachments')
  await upload(person, files)
  await person.press('Continue')
}

// Sends what is complete and gives the reference.
export async function send (person) {
  await person.press('Check your answers')
  await fill(person, { decl: 'yes', lcs_submitted: 'yes' })
  await person.press('Send to my manager')
  return reference(person)
}

export async function reference (person) {
  assert.match(person.page.url(), /\/sent$/)
  const words = await person.page.locator('.govuk-panel strong').innerText()
  assert.match(words, /^[0-9A-Z]{4}-[0-9A-Z]{4}$/)
  return words
}

// Somebody comes back to a referral and stands before it.
export async function comeBack (person, settings, address, reference) {
  await person.open(`${settings.public}/r/`)
  await prove(person, settings, address, { reference, leadsTo: `${settings.public}/r/open` })
}

// A referral at the hub, made without looking at any page.
export async function received (people, settings, word, files) {
  const [referrer, manager] = [`referrer-${word}@council.test`, `manager-${word}@council.test`]
  const one = await people.person(`referrer ${word}`, { scripts: false })
  await begin(one, settings, referrer)
  await tellEverything(one, manager, files)
  const made = await send(one)
  const other = await people.person(`manager ${word}`, { scripts: false })
  await comeBack(other, settings, manager, made)
  await fill(other, { choice: 'release', lcs: 'yes' })
  await other.press(/^Confirm$/)
  await other.mustSee('Released to the hub')
  return { reference: made, referrer, manager }
}
