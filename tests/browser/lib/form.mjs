// A whole form filled in from what its pages ask, so that a new question is answered as well. What a journey wants told stands in
// `told` by field name; everything else that must be answered gets an ordinary answer, and what is optional stays empty.
import assert from 'node:assert/strict'
import { fill } from './fields.mjs'

// Answers that the questions of the three forms need to fit together; the child's are the same on each.
export const TOLD = {
  elig_open_csc: 'yes', elig_con: '4', elig_open_cyjs: 'no', ref_name: 'Toni Trial', ref_role: 'Social worker', ref_own: 'TT-041',
  mgr_name: 'Max Specimen', ch_first: 'Robin', ch_last: 'Exampleby', 'ch_dob-day': '1', 'ch_dob-month': '5', 'ch_dob-year': '2013', ch_lcs_id: '0000123',
  addr_postcode: 'zp1 1aa', addr_authority: 'E07000123', pol_status: 'unknown', safe_now: 'no',
  dsl_name: 'Toni Trial', sch_name: 'Exampleton School', head_name: 'Max Specimen', mash_contacted: 'phoned',
  sw_allocated: 'yes', sw_name: 'Lee Invented', sw_email: 'lee.invented@council.test'
}

// The named controls of the page's form, in page order.
async function controls (page) {
  return page.locator('form#page').evaluate((form) => {
    const groups = new Map()
    for (const one of form.querySelectorAll('input[name], select[name], textarea[name]')) {
      if (one.type === 'hidden' || one.type === 'submit') continue
      const around = [...form.querySelectorAll('.govuk-form-group')].filter((group) => group.contains(one))
      const words = around.map((group) => group.querySelector('legend, label')?.textContent ?? '').join(' ')
      const control = groups.get(one.name) ?? { name: one.name, kind: one.tagName === 'SELECT' ? 'select' : one.tagName === 'TEXTAREA' ? 'text' : one.type, optional: words.includes('(optional)'), numeric: one.inputMode === 'numeric', empty: true, values: [] }
      if (one.tagName === 'SELECT') control.values.push(...[...one.options].map((option) => option.value))
      else control.values.push(one.value)
      if (['radio', 'checkbox'].includes(one.type) ? one.checked : one.value) control.empty = false
      groups.set(one.name, control)
    }
    return [...groups.values()]
  })
}

function ordinary ({ name, kind, numeric, values }) {
  const known = values.filter((value) => value !== '')
  if (kind === 'radio' && name.endsWith('-precision')) return known.at(-1)
  if (kind === 'radio' || kind === 'select' || kind === 'checkbox') return known.find((value) => value === 'not_known') ?? known.find((value) => ['no', 'none'].includes(value)) ?? known[0]
  if (/-(month|year|from|to|date)-(day|month|year)$/.test(name)) return undefined
  if (name.endsWith('-day')) return '2'
  if (name.endsWith('-month')) return '11'
  if (name.endsWith('-year')) return '2026'
  if (kind === 'email') return 'somebody@council.test'
  if (kind === 'tel') return '01632 960 001'
  if (numeric) return '12'
  return 'Not known'
}

// Whether a control is asked with the answers that are on the page: what its question says it follows, read apart from the page's script.
async function isAsked (page, name) {
  return page.locator(`[name="${name}"]`).first().evaluate((one) => {
    const group = one.closest('[data-when], [data-unless]')
    const given = (id) => [...document.getElementsByName(id)].filter((one) => one.tagName === 'SELECT' || one.checked).map((one) => one.value)
    const holds = (words) => words.split(' ').map((condition) => {
      const [id, codes] = condition.split('=')
      return given(id).some((code) => codes.split(',').includes(code))
    })
    const { when, unless } = group?.dataset ?? {}
    return !one.disabled && (when === undefined || holds(when).includes(true)) && (unless === undefined || holds(unless).includes(false))
  })
}

// Fills in one page in its order: what is told, and what must be answered, each if it is asked.
export async function fillPage (person, told = {}) {
  for (const control of await controls(person.page)) {
    const { name, optional, empty } = control
    const value = told[name] ?? (optional || !empty ? undefined : ordinary(control))
    if (value !== undefined && await isAsked(person.page, name)) await fill(person, { [name]: value })
  }
}

// The page's address without what stands after it.
export const path = ({ page }) => new URL(page.url()).pathname

// Continue, and once more where a saved page comes back with advice.
export async function goOn (person) {
  const here = path(person)
  await person.press('Continue')
  const complaints = await person.page.locator('.govuk-error-summary').allInnerTexts()
  assert.deepEqual(complaints, [], `${here} is not saved`)
  if (path(person) === here && await person.page.locator('.app-note').count() > 0) await person.press('Continue')
}

// The list of sections, from any page of the form.
export async function toSections (person) {
  if (await person.heading() !== 'Your referral') await person.press('Back to all sections')
}

// One section from its own page to whatever follows it. `look` is called with a name on each page that comes.
export async function tellSection (person, slug, told, item, look = async () => {}) {
  const { page } = person
  const isItem = () => path(person).endsWith('/new')
  if (!isItem()) await look(slug)
  if (await page.locator('form#page').count() > 0 && !isItem()) {
    await fillPage(person, told)
    return goOn(person)
  }
  if (!isItem()) {
    await page.locator(`main form input[type=radio][value=${item ? 'yes' : 'no'}]`).check()
    await person.press('Continue')
    if (!item) return
  }
  await look(`${slug}-item`)
  await fillPage(person, { ...told, ...item })
  await goOn(person)
  await look(`${slug}-list`)
  await fill(person, { another: 'no' })
  await person.press('Continue')
}

// Every section of a form that is not complete yet. `items` are the items of repeated sections, by slug; where there is none, there
// is said to be none.
export async function tellForm (person, form, told, items, look) {
  const { page } = person
  const sections = `${new URL(page.url()).origin}/refer/${form}`
  for (let rounds = 0; rounds < 60; rounds++) {
    if (page.url() !== sections) await person.open(sections)
    const open = await page.locator('.govuk-task-list__item').evaluateAll((rows) => rows.map((row) => ({
      href: row.querySelector('a')?.getAttribute('href'),
      state: row.querySelector('.govuk-task-list__status').textContent.trim()
    })))
    const next = open.find(({ href, state }) => href && !href.endsWith('/answers') && !['Completed', 'Optional'].includes(state))
    if (!next) return
    const slug = next.href.split('/').pop()
    await person.open(new URL(next.href, sections).href)
    await tellSection(person, slug, told, items[slug], look)
  }
  assert.fail(`${form} does not come to its end`)
}
