// Filling in pages and reading their complaints, by the names of fields and by the words a person reads.
import assert from 'node:assert/strict'

// { name: value or values }: boxes and radios are ticked, lists chosen, all else typed.
export async function fill (person, fields) {
  for (const [name, wanted] of Object.entries(fields)) {
    const field = person.page.locator(`[name="${name}"]`)
    const { tag, type } = await field.first().evaluate((one) => ({ tag: one.tagName, type: one.type }))
    if (tag === 'SELECT') await field.selectOption(wanted)
    else if (type === 'radio' || type === 'checkbox') {
      for (const value of [wanted].flat()) await person.page.locator(`[name="${name}"][value="${value}"]`).check()
    } else await field.fill(wanted)
  }
}

// A date in its boxes.
export const date = (name, [day, month, year]) => ({ [`${name}-day`]: `${day}`, [`${name}-month`]: `${month}`, [`${name}-year`]: `${year}` })

// What a page that found mistakes must be: it says so in its title, lists them first, says each beside its field, and each link of
// the list leads to a field. With scripts the list has the focus. `words` are mistakes that must be among them.
export async function mustComplain (person, ...words) {
  const { page } = person
  assert.match(await page.title(), /^Error: /, page.url())
  const links = await page.locator('.govuk-error-summary a').evaluateAll((all) => all.map((one) => ({ href: one.getAttribute('href'), text: one.textContent.trim() })))
  assert.ok(links.length > 0, `${page.url()} lists no mistake`)
  for (const { href, text } of links) {
    const field = page.locator(`[id="${href.slice(1)}"]`)
    assert.equal(await field.count(), 1, `${page.url()}: “${text}” leads nowhere (${href})`)
    const beside = page.locator('.govuk-form-group--error').filter({ has: field }).locator('.govuk-error-message')
    const said = (await beside.allInnerTexts()).join(' ')
    assert.ok(said.includes(text), `${page.url()}: “${text}” does not stand beside its field, but “${said}”`)
  }
  for (const wanted of words) {
    assert.ok(links.some(({ text }) => text.includes(wanted)), `${page.url()} does not say “${wanted}” but ${JSON.stringify(links.map(({ text }) => text))}`)
  }
  if (!person.scripts) return
  const focused = await page.evaluate(() => document.activeElement?.className ?? '')
  assert.match(focused, /govuk-error-summary/, `${page.url()}: the list of mistakes has no focus`)
}

// Presses Tab until the focus is on what is called `words`, looking each time that the focus can be seen.
export async function tabTo (person, words) {
  for (let presses = 0; presses < 60; presses++) {
    await person.page.keyboard.press('Tab')
    const focus = await person.page.evaluate(() => {
      const at = document.activeElement
      const words = [at.labels?.[0]?.textContent, at.getAttribute('aria-label'), at.textContent].find((text) => text?.trim()) ?? ''
      const drawn = [at, at.labels?.[0]].filter(Boolean).flatMap((one) => [getComputedStyle(one), getComputedStyle(one, '::before')])
      return { words, seen: drawn.some((style) => style.outlineStyle !== 'none' || style.boxShadow !== 'none') }
    })
    if (!focus.words.trim()) continue
    assert.ok(focus.seen, `${person.page.url()}: the focus cannot be seen on “${focus.words.trim()}”`)
    if (focus.words.includes(words)) return
  }
  throw new Error(`${person.page.url()}: Tab does not reach “${words}”`)
}
