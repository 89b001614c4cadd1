// People at browsers. Each has a context of their own; nobody's page may fetch anything from elsewhere, log an error, or fail a look.
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { axe } from './axe.mjs'

export class People {
  #everyone = []

  constructor (browser, settings) {
    this.browser = browser
    this.settings = settings
    this.pictures = process.env.SHOTS
  }

  // width: 1280 is a desk, 375 a phone. scripts: whether JavaScript runs.
  async person (name, { width = 1280, scripts = true } = {}) {
    const context = await this.browser.newContext({
      viewport: { width, height: width < 600 ? 740 : 900 },
      javaScriptEnabled: scripts,
      ignoreHTTPSErrors: true, // the test authority is not Chromium's; the wire tests verify certificates
      locale: 'en-GB',
      timezoneId: 'Europe/London',
      isMobile: width < 600,
      hasTouch: width < 600
    })
    context.setDefaultTimeout(15_000)
    const faults = []
    const leaving = { asked: 0, stay: false }
    await context.route('**/*', (route) => {
      const { protocol, hostname } = new URL(route.request().url())
      if (['data:', 'blob:', 'about:'].includes(protocol) || ['localhost', '127.0.0.1'].includes(hostname)) return route.continue()
      faults.push(`asked a foreign host: ${route.request().url()}`)
      return route.abort()
    })
    context.on('page', (page) => {
      page.on('console', (message) => {
        if (message.type() === 'error' && !/status of (4\d\d|503)/.test(message.text())) faults.push(`console: ${message.text()}`)
      })
      page.on('pageerror', (error) => faults.push(`script: ${error}`))
      // A journey leaves what it typed on purpose, unless it says that it stays.
      page.on('dialog', (dialog) => {
        if (dialog.type() !== 'beforeunload') faults.push(`a page asked: ${dialog.message()}`)
        leaving.asked++
        return leaving.stay ? dialog.dismiss() : dialog.accept()
      })
    })
    const page = await context.newPage()
    const person = new Person(this, name, { context, page, width, scripts, faults, leaving })
    this.#everyone.push(person)
    return person
  }

  async leave () {
    for (const person of this.#everyone) {
      person.insistOnNoFaults()
      await person.context.close()
    }
  }

  async picturesOfTheEnd (journey) {
    for (const { name, page } of this.#everyone) {
      console.error(`${name} was at ${page.url()}`)
      console.error((await page.locator('body').innerText({ timeout: 2000 }).catch(() => '')).slice(0, 3000))
      await this.picture(page, `failed-${journey}-${name}`).catch(() => {})
    }
  }

  async picture (page, name) {
    if (!this.pictures) return
    await mkdir(this.pictures, { recursive: true })
    await page.screenshot({ path: join(this.pictures, `${name}.png`), fullPage: true })
  }
}

class Person {
  // leaving.asked counts how often the browser asked before a page was left; with leaving.stay it is not left.
  constructor (people, name, { context, page, width, scripts, faults, leaving }) {
    Object.assign(this, { people, name, context, page, width, scripts, faults, leaving })
  }

  // The same person at a second tab of the same browser.
  async beside () {
    return new Person(this.people, `${this.name}, second tab`, { ...this, page: await this.context.newPage() })
  }

  async open (url) {
    const response = await this.page.goto(url, { waitUntil: 'load' })
    return response
  }

  // Everything that holds on every page; call it on each new one. The name is the picture's.
  async look (name) {
    const { page } = this
    const title = await page.title()
    if (!title.trim()) throw new Error(`${page.url()} has no title`)
    if (await page.locator('h1').count() !== 1) throw new Error(`${page.url()} has ${await page.locator('h1').count()} first headings`)
    await this.#insistOnNoSideways(this.width)
    if (this.width !== 320) {
      const size = page.viewportSize()
      await page.setViewportSize({ width: 320, height: size.height })
      await this.#insistOnNoSideways(320)
      await page.setViewportSize(size)
    }
    if (this.scripts) await axe(page)
    await this.people.picture(page, `${name}-${this.width}${this.scripts ? '' : '-no-scripts'}`)
    this.insistOnNoFaults()
  }

  // Presses a button or follows a link by its words and waits for the page it leads to.
  async press (words) {
    const { page } = this
    const target = page.getByRole('button', { name: words }).or(page.getByRole('link', { name: words })).first()
    await Promise.all([page.waitForEvent('load'), target.click()])
  }

  async heading () {
    return (await this.page.locator('h1').first().innerText()).trim()
  }

  async mustSee (words) {
    await this.page.locator('body').getByText(words).first().waitFor({ state: 'visible' })
  }

  insistOnNoFaults () {
    if (this.faults.length) throw new Error(`${this.name} at ${this.page.url()}: ${this.faults.join('; ')}`)
  }

  async #insistOnNoSideways (width) {
    const wide = await this.page.evaluate(() => document.documentElement.scrollWidth)
    if (wide > width) throw new Error(`${this.page.url()} scrolls sideways at ${width} px: it is ${wide} px wide`)
  }
}
